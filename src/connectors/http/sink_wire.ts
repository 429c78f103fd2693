import { fromEnvironment } from "../../client/environment.ts";
import {
  MisconfiguredError,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type WireOpening,
  type WireWorld,
} from "../wire.ts";
import { answerSays } from "./answer.ts";
import { OpenRequests } from "./open_requests.ts";
import type { HttpItem, HttpSinkArgs, HttpSinkItem } from "./sink_args.ts";

const MAX_REDIRECTS = 5;

/** A request as it is sent. */
interface Post {
  readonly url: URL;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: HeadersInit;
}

/** What became of a request: an outcome for all that is in it, or why there was no answer. */
type PostOutcome = PutOutcome | { readonly failed: Error };

/** Requests that are sent one after the other. */
interface RequestRow {
  /** What the last one is cut off by. */
  last?: AbortController;
}

/** Sends requests. */
export class HttpSinkWire implements SinkWire<HttpSinkItem> {
  readonly #args: Readonly<HttpSinkArgs>;
  readonly #url: URL;
  readonly #headers = new Headers();
  /** The same as pairs, but for the one that says where an item comes from: to copy `Headers` for each request is dear. */
  #pairs: readonly [name: string, value: string][] = [];
  #world!: WireWorld;
  #client: Deno.HttpClient | undefined;
  /** What requests to the URL itself are made of: from an address as text each would be made anew, for a tenth of what a request costs. */
  #template: Request | undefined;
  /** When the service wants to hear again, in milliseconds since 1970. */
  #notBefore = 0;

  constructor(args: Readonly<HttpSinkArgs>) {
    this.#args = args;
    this.#url = new URL(args.url);
  }

  open({ world }: WireOpening): Promise<void> {
    const { contentType, batching, headers, headersEnv, bearerEnv, parallel } = this.#args;
    this.#world = world;
    const type = batching === "ndjson" ? "application/x-ndjson" : "application/json";
    this.#headers.set("content-type", contentType === "" ? type : contentType);
    for (const [name, value] of Object.entries(headers)) this.#headers.set(name, value);
    const token = fromEnvironment("bearerEnv", bearerEnv);
    if (token !== undefined) this.#setSecret("authorization", `Bearer ${token}`, bearerEnv);
    for (const [name, variable] of Object.entries(headersEnv)) {
      const value = fromEnvironment(`headersEnv.${name}`, variable);
      if (value !== undefined) this.#setSecret(name, value, variable);
    }
    const { idempotencyHeader } = this.#args;
    this.#pairs = [...this.#headers].filter(([name]) => name !== idempotencyHeader.toLowerCase());
    this.#client = Deno.createHttpClient({ poolMaxIdlePerHost: parallel });
    this.#template = new Request(this.#url);
    return Promise.resolve();
  }

  async put(
    batch: readonly Outgoing<HttpSinkItem>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    const pauseMs = this.#notBefore - this.#world.now();
    if (pauseMs > 0) await this.#world.pause(pauseMs, signal);
    const requests = new OpenRequests(this.#world, this.#args.timeoutMs, signal);
    const isByLines = this.#args.batching === "ndjson";
    let outcomes;
    try {
      outcomes =
        await (isByLines ? this.#putLines(batch, requests) : this.#putEach(batch, requests));
    } finally {
      requests.close();
    }
    const failure = outcomes.find((one) => isFailure(one));
    // Where the service has answered nothing at all, the sink is to know why, and to come back later and later.
    if (failure !== undefined && !signal.aborted && outcomes.every(isAgain)) throw failure.failed;
    return outcomes.map((one) => isFailure(one) ? "again" : one);
  }

  close(): Promise<void> {
    this.#client?.close();
    return Promise.resolve();
  }

  #setSecret(name: string, value: string, variable: string): void {
    try {
      this.#headers.set(name, value);
    } catch {
      throw new MisconfiguredError(
        `Cannot send header ${name}: environment variable ${variable} has characters that no header may have`,
      );
    }
  }

  /** A request for each item, some at a time; none begins after one that is to be put again. */
  async #putEach(
    batch: readonly Outgoing<HttpSinkItem>[],
    requests: OpenRequests,
  ): Promise<PostOutcome[]> {
    const outcomes: PostOutcome[] = batch.map(() => "again");
    let next = 0;
    let isHeld = false;
    const lane = async () => {
      const row: RequestRow = {};
      while (next < batch.length && !isHeld && !requests.isCut) {
        const i = next++;
        const { origin, item } = batch[i] as Outgoing<HttpSinkItem>;
        const outcome = await this.#send(this.#postOf(item, origin), requests, row);
        outcomes[i] = outcome;
        isHeld ||= isAgain(outcome);
      }
    };
    const lanes = Array.from({ length: Math.min(this.#args.parallel, batch.length) }, lane);
    await Promise.all(lanes.map((one) =>
      one.catch((error) => {
        // None goes on when this has returned.
        requests.cut(error);
        throw error;
      })
    )).finally(() => Promise.allSettled(lanes));
    return outcomes;
  }

  /** One request for all; where it is refused for good, one for each half, and so on. */
  async #putLines(
    batch: readonly Outgoing<HttpSinkItem>[],
    requests: OpenRequests,
  ): Promise<PostOutcome[]> {
    const lines = batch.map(({ item }) => lineOf(item));
    const fit = batch.flatMap((_, i) => typeof lines[i] === "string" ? [i] : []);
    const outcomes = lines.map((line): PostOutcome => typeof line === "string" ? "again" : line);
    const send = async (indices: readonly number[]): Promise<void> => {
      if (indices.length === 0 || requests.isCut) return;
      const key = await keyOf(indices.map((i) => (batch[i] as Outgoing<HttpSinkItem>).origin));
      const body = indices.map((i) => `${lines[i]}\n`).join("");
      const outcome = await this.#send(this.#postOf(body, key), requests);
      if (indices.length === 1 || !isDead(outcome)) {
        for (const i of indices) outcomes[i] = outcome;
        return;
      }
      const half = indices.length >> 1;
      await send(indices.slice(0, half));
      await send(indices.slice(half));
    };
    await send(fit);
    return outcomes;
  }

  #postOf(item: HttpSinkItem, key: string): Post | PutOutcome {
    const { body, path, headers: own }: HttpItem =
      typeof item === "string" || item instanceof Uint8Array ? { body: item } : item;
    const { idempotencyHeader } = this.#args;
    const url = path === undefined ? this.#url : URL.parse(path, this.#url);
    if (url === null || url.origin !== this.#url.origin) {
      return { dead: `its path ${JSON.stringify(path)} leads away from ${this.#url.origin}` };
    }
    // Of what is no Latin-1 a header can have nothing but its code.
    const origin: [string, string][] = idempotencyHeader === ""
      ? []
      : [[idempotencyHeader, headerText(key)]];
    const content = body as string | Uint8Array<ArrayBuffer>;
    if (own === undefined) return { url, body: content, headers: [...this.#pairs, ...origin] };
    const headers = new Headers(this.#headers);
    try {
      for (const [name, value] of [...Object.entries(own), ...origin]) headers.set(name, value);
    } catch (error) {
      return { dead: `its headers cannot be sent: ${(error as Error).message}` };
    }
    return { url, body: content, headers };
  }

  async #send(
    post: Post | PutOutcome,
    requests: OpenRequests,
    row: RequestRow = {},
  ): Promise<PostOutcome> {
    if (!isPost(post)) return post;
    if (requests.isCut) return "again";
    const request = row.last = requests.begin(row.last);
    try {
      const response = await this.#fetch(post, request.signal);
      // As most answer: there is nothing to be read, and nothing to be waited for.
      if (response.ok && response.body === null) return "done";
      return await this.#outcomeOf(response, post);
    } catch (error) {
      if (error instanceof MisconfiguredError) throw error;
      if (error instanceof Deno.errors.NotCapable) {
        throw new MisconfiguredError(
          `Cannot send to ${placeOf(post.url)}: allow it by --allow-net=${post.url.host}`,
          { cause: error },
        );
      }
      const reason = request.signal.aborted ? request.signal.reason : error;
      const text = `Cannot send to ${placeOf(post.url)}: ${(reason as Error).message}`;
      return { failed: new Error(text, { cause: error }) };
    } finally {
      requests.end(request);
    }
  }

  #fetch(post: Post, signal: AbortSignal): Promise<Response> {
    const { url, body, headers } = post;
    const { method, followRedirects } = this.#args;
    const client = this.#client as Deno.HttpClient;
    const request = { method, body, headers, signal, client, redirect: "manual" as const };
    // As text: of a `URL` fetch makes one first.
    const to = url === this.#url ? this.#template as Request : url.href;
    const sent = fetch(to, request);
    return followRedirects ? this.#followed(sent, url, request) : sent;
  }

  async #followed(
    sent: Promise<Response>,
    url: URL,
    request: RequestInit,
  ): Promise<Response> {
    for (let hops = 0;; hops++) {
      const response = await sent;
      const isSame = response.status === 307 || response.status === 308;
      if (!isSame || hops === MAX_REDIRECTS) return response;
      const to = URL.parse(response.headers.get("location") ?? "", url);
      if (to?.origin !== url.origin) return response;
      await response.body?.cancel();
      url = to;
      sent = fetch(to.href, request);
    }
  }

  async #outcomeOf(response: Response, { url }: Post): Promise<PutOutcome> {
    const { status } = response;
    const now = this.#world.now();
    const says = await answerSays(response, now);
    if (says.what === "done") return "done";
    const cannot = `Cannot send to ${placeOf(url)}: it answers`;
    if (status >= 300 && status <= 399) {
      const location = response.headers.get("location");
      throw new MisconfiguredError(
        `${cannot} ${status} to ${location ?? "nowhere"}, give that url, or followRedirects`,
      );
    }
    if (says.what === "again") {
      const afterMs = Math.min(says.afterMs ?? 0, this.#args.maxRetryAfterMs);
      this.#notBefore = Math.max(this.#notBefore, now + afterMs);
      return "again";
    }
    if (!this.#args.crashOn.includes(status)) return { dead: says.reason };
    throw new MisconfiguredError(
      `${cannot} ${says.reason}; set url, bearerEnv and headersEnv right, or leave ${status} out of crashOn to give such items up`,
    );
  }
}

/** Where a request goes, without what may be secret. */
function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function isPost(post: Post | PutOutcome): post is Post {
  return typeof post === "object" && "url" in post;
}

function isFailure(outcome: PostOutcome): outcome is { readonly failed: Error } {
  return typeof outcome === "object" && "failed" in outcome;
}

function isDead(outcome: PostOutcome): boolean {
  return typeof outcome === "object" && "dead" in outcome;
}

function isAgain(outcome: PostOutcome): boolean {
  return outcome === "again" || isFailure(outcome);
}

/** An item as a line, or why it cannot be one. */
function lineOf(item: HttpSinkItem): string | { readonly dead: string } {
  if (typeof item !== "string" && !(item instanceof Uint8Array)) {
    return { dead: 'it has a path or headers, which a line of "ndjson" cannot have' };
  }
  const line = typeof item === "string" ? item : new TextDecoder().decode(item);
  return /[\r\n]/.test(line) ? { dead: "it has a line break, and is to be one line" } : line;
}

/** A text that a header may have, and of no other text. */
function headerText(text: string): string {
  return /^[\x21-\x24\x26-\x7e]+$/.test(text) ? text : encodeURIComponent(text);
}

async function keyOf(origins: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(origins.join("\n"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
