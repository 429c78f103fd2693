import { type Arrival, type ArrivalEnd, ArrivalQueue } from "../arrival_queue.ts";
import { BearerCheck } from "../bearer_check.ts";
import { fromEnvironment } from "../../client/environment.ts";
import { listeningFault } from "../listening_fault.ts";
import type { Pulled, RawMessage, SourceOpening, SourceWire, WireWorld } from "../wire.ts";
import { type BodyFault, readBody } from "./body.ts";
import { SignatureCheck } from "./signature.ts";
import type { HttpSourceArgs } from "./source_args.ts";

/** How long clients may take to read answers, until they are not waited for any more. */
const LAST_ANSWERS_MS = 1_000;

/**
 * An answer counts as completed once the runtime's server has it; the operating system has it some turns of the event loop later. After one
 * turn half of them were not there, after three all.
 */
const TURNS_TO_SEND = 3;

const MAX_ID_LENGTH = 255;

/** What proves who sends a request, and is nobody else's business. */
const SECRET_HEADERS = ["authorization", "cookie", "webhook-signature", "stripe-signature"];

/** The server of webhooks. */
export class HttpSourceWire implements SourceWire<Arrival> {
  readonly #args: Readonly<HttpSourceArgs>;
  readonly #arrivals: ArrivalQueue;
  readonly #cut = new AbortController();
  #world!: WireWorld;
  #bearer: BearerCheck | undefined;
  #signature: SignatureCheck | undefined;
  #server: Deno.HttpServer | undefined;
  /** Of each arrival that is under way: the answers to all who have asked for it, which end once they are sent or cannot be. */
  readonly #answers = new WeakMap<Arrival, Promise<void>[]>();
  /** Whether nobody will pull any more. */
  #isStopping = false;

  constructor(args: Readonly<HttpSourceArgs>) {
    this.#args = args;
    this.#arrivals = new ArrivalQueue({
      maxQueued: args.maxQueued,
      remembered: args.rememberedIds,
    });
  }

  async open({ world, log }: SourceOpening): Promise<void> {
    const { hostname, port, path, secretEnv, signature, bearerEnv } = this.#args;
    this.#world = world;
    const token = fromEnvironment("bearerEnv", bearerEnv);
    if (token !== undefined) this.#bearer = await BearerCheck.of(token);
    const secret = fromEnvironment("secretEnv", secretEnv);
    if (secret !== undefined) this.#signature = await SignatureCheck.of(signature, secret);
    try {
      this.#server = Deno.serve(
        { hostname, port, signal: this.#cut.signal, onListen() {}, onError: unanswerable },
        (request, { completed }) => this.#answer(request, completed),
      );
    } catch (error) {
      throw listeningFault("take requests", { hostname, port }, error);
    }
    const { port: bound } = this.#server.addr as Deno.NetAddr;
    const whose = token ?? secret;
    log(
      `takes requests at http://${hostname}:${bound}${path}` +
        (whose === undefined ? " from anybody: neither secretEnv nor bearerEnv is given" : ""),
    );
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<Arrival>[]> {
    this.#isStopping = false;
    const pulled = await this.#arrivals.pull(max, signal);
    this.#isStopping = signal.aborted;
    return pulled;
  }

  async settle(messages: readonly Pulled<Arrival>[]): Promise<void> {
    this.#arrivals.settle(messages);
    // Before a sender has its answer, a death of the process would have it send again.
    const answers = messages.flatMap(({ position }) => this.#answers.get(position) ?? []);
    await this.#inTime(Promise.all(answers));
    if (answers.length === 0) return;
    for (let turn = 0; turn < TURNS_TO_SEND; turn++) await this.#world.pause(0);
  }

  release(messages: readonly Pulled<Arrival>[]): Promise<void> {
    this.#arrivals.refuse(messages);
    return Promise.resolve();
  }

  lag(): Promise<number> {
    return Promise.resolve(this.#arrivals.queued);
  }

  async close(): Promise<void> {
    this.#isStopping = true;
    this.#arrivals.refuseAll();
    if (this.#server === undefined) return;
    if (await this.#inTime(this.#server.shutdown().catch(() => {}))) return;
    this.#cut.abort();
    await this.#server.finished;
  }

  /** Waits for answers to be sent, and no longer than that makes sense; returns whether they are. */
  async #inTime(answers: Promise<unknown>): Promise<boolean> {
    const over = new AbortController();
    const late = this.#world.pause(LAST_ANSWERS_MS, over.signal);
    const isInTime = await Promise.race([answers.then(() => true), late.then(() => false)]);
    over.abort();
    await late;
    return isInTime;
  }

  /** Answers a request once it is known what becomes of it. */
  async #answer(request: Request, completed: Promise<void>): Promise<Response> {
    const { path, maxBodyBytes, bodyTimeoutMs } = this.#args;
    if (new URL(request.url).pathname !== path) {
      return sentence(404, `There is nothing here; requests go to ${path}`);
    }
    if (request.method !== "POST") {
      return sentence(405, `This takes POST, not ${request.method}`, { allow: "POST" });
    }
    const authorization = request.headers.get("authorization");
    if (this.#bearer !== undefined && !await this.#bearer.passes(authorization)) return stranger();
    if (this.#isStopping) return this.#later(503, "This is stopping");
    if (!this.#arrivals.reserve()) return this.#later(429, "There is no room for more requests");
    let arrival: Arrival | Response;
    try {
      const bounds = { maxBytes: maxBodyBytes, timeoutMs: bodyTimeoutMs, world: this.#world };
      const body = await readBody(request, bounds);
      arrival = typeof body === "string"
        ? this.#bodyFault(body)
        : await this.#arrive(request.headers, body);
    } finally {
      this.#arrivals.unreserve();
    }
    if (arrival instanceof Response) return arrival;
    const answers = this.#answers.get(arrival) ?? [];
    answers.push(completed.catch(() => {}));
    this.#answers.set(arrival, answers);
    return await this.#outcome(arrival);
  }

  /** Lets it in, if it comes from who it says. */
  async #arrive(headers: Headers, body: Uint8Array): Promise<Arrival | Response> {
    const now = this.#world.now();
    if (this.#signature !== undefined && !await this.#signature.passes(headers, body, now)) {
      return stranger();
    }
    const id = this.#signature?.id(headers, body) ?? headers.get("webhook-id") ??
      headers.get("idempotency-key");
    if (id !== null && id.length > MAX_ID_LENGTH) {
      return sentence(400, `The id of the request has more than ${MAX_ID_LENGTH} characters`);
    }
    // While its body was read, the source may have come to its end.
    if (this.#isStopping) return this.#later(503, "This is stopping");
    const { path } = this.#args;
    const isNamed = id !== null && id !== "";
    return this.#arrivals.arrive({
      origin: isNamed ? id : crypto.randomUUID(),
      partition: path,
      raw: rawOf(path, headers, body, now),
      named: isNamed,
    });
  }

  /** The answer when it is settled or refused, or when its sender has waited for long enough. */
  async #outcome(arrival: Arrival): Promise<Response> {
    const known = new AbortController();
    const { promise: end, resolve } = Promise.withResolvers<ArrivalEnd | "late">();
    arrival.whenOver(resolve);
    const late = this.#world.pause(this.#args.answerTimeoutMs, known.signal)
      .then(() => resolve("late"));
    const what = await end;
    known.abort();
    await late;
    if (what === "settled") return new Response(null, { status: 202 });
    if (what === "late") return this.#later(503, "This is not done yet");
    return this.#later(503, "This is stopping");
  }

  #bodyFault(fault: BodyFault): Response {
    const { maxBodyBytes, bodyTimeoutMs } = this.#args;
    if (fault === "large") {
      return sentence(413, `The body has more than ${maxBodyBytes} bytes`);
    }
    if (fault === "slow") return sentence(408, `The body took longer than ${bodyTimeoutMs} ms`);
    return sentence(400, "The body was cut off");
  }

  #later(status: 429 | 503, text: string): Response {
    const seconds = Math.ceil(this.#args.retryAfterMs / 1000);
    return sentence(status, `${text}; send it again`, { "retry-after": String(seconds) });
  }
}

function sentence(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

function stranger(): Response {
  return sentence(401, "This request is not known to come from its sender", {
    "www-authenticate": "Bearer",
  });
}

function rawOf(subject: string, headers: Headers, bytes: Uint8Array, at: number): RawMessage {
  const told = [...headers].filter(([name]) => !SECRET_HEADERS.includes(name));
  return { bytes, subject, headers: Object.fromEntries(told), at };
}

// The handler answers its own errors; what is left is a client that went away in the middle.
function unanswerable(): Response {
  return sentence(500, "Cannot answer");
}
