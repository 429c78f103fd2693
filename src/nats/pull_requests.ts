import type { Msg, Subscription } from "npm:@nats-io/nats-core@3.4.0";
import type { WireWorld } from "../client/wire_world.ts";
import { describedFault, NANOS_PER_MS, type NatsSession } from "./session.ts";

/** How long a request stays with a server that has no messages. */
const EXPIRES_MS = 5000;

/** By so much later a server that has been asked has said something, be it that there is nothing. */
const GRACE_MS = 5000;

/** How long a request that is given up waits for what is on its way: less than the time that a pull has to end in. */
const PARTING_MS = 60;

/** How much one request may bring. */
const MAX_BYTES = 16 << 20;

/** The pause after a request that the server has turned down at once, as it does when others wait for the same messages. */
const TURNED_DOWN_MS = 50;

/** What a server says when a request has ended, and nothing is wrong: there is nothing, nothing more, or not from this server. */
const NO_MORE = [404, 408];
/** What it says where nobody is asked: without a word of its own. */
const NOBODY = 503;
const NO_RESPONDERS = "no responders";
const ENOUGH = /batch completed|exceeds maxbytes|leadership change/i;

/** Where messages are asked for. */
export interface ConsumerOfStream {
  readonly stream: string;
  readonly durable: string;
}

/** A consumer, for logs and errors. */
export function named({ stream, durable }: ConsumerOfStream): string {
  return `consumer "${durable}" of stream "${stream}"`;
}

/** One request under way. */
interface PullRequest {
  readonly subject: string;
  readonly max: number;
  readonly messages: Msg[];
  /** Has it been refused? The words of the server. */
  refusal?: string;
  over(): void;
}

/** Where the server sends to. It is kept until a request is taken back. */
interface PullInbox {
  readonly prefix: string;
  readonly subscription: Subscription;
  requests: number;
  request: PullRequest | undefined;
}

/**
 * Asks a consumer for messages, one request at a time: the server sends what it has, and if it has nothing, it waits a while for the
 * first. Nothing is ever sent that no request has asked for.
 */
export class PullRequests {
  readonly #session: NatsSession;
  readonly #world: WireWorld;
  readonly #next: string;
  readonly #maxBytes: number;
  readonly #consumer: ConsumerOfStream;
  #inbox: PullInbox | undefined;

  /** @param maxBytes how much one request may bring, where that is enough for two messages */
  constructor(
    session: NatsSession,
    consumer: ConsumerOfStream,
    world: WireWorld,
    maxBytes: number = MAX_BYTES,
  ) {
    this.#session = session;
    this.#world = world;
    this.#consumer = consumer;
    this.#next = `$JS.API.CONSUMER.MSG.NEXT.${consumer.stream}.${consumer.durable}`;
    // A server ends connections that have more than 64 MiB to take.
    this.#maxBytes = Math.max(maxBytes, 2 * (session.nc.info?.max_payload ?? 0));
  }

  /** Up to `max` messages, or none; ends soon after `signal` is aborted, with what has come. */
  async messages(max: number, signal: AbortSignal): Promise<readonly Msg[]> {
    if (signal.aborted) return [];
    const { nc } = this.#session;
    const over = Promise.withResolvers<void>();
    const inbox = this.#inbox ??= this.#newInbox();
    const subject = `${inbox.prefix}.${++inbox.requests}`;
    const request: PullRequest = { subject, max, messages: [], over: over.resolve };
    inbox.request = request;
    const done = new AbortController();
    const stopped = AbortSignal.any([signal, done.signal]);
    stopped.addEventListener("abort", () => over.resolve(), { once: true });
    const begun = this.#world.now();
    let late = false;
    const limit = this.#world.pause(EXPIRES_MS + GRACE_MS, stopped).then(() => {
      late = !stopped.aborted;
      over.resolve();
    });
    nc.publish(this.#next, JSON.stringify(this.#asked(max)), { reply: subject });
    try {
      await this.#session.ask(over.promise);
      if (signal.aborted) await this.#part(inbox);
    } finally {
      inbox.request = undefined;
      done.abort();
      await limit;
    }
    if (request.refusal !== undefined) throw this.#refused(request.refusal);
    if (late) {
      throw new Error(
        `Cannot pull from ${
          named(this.#consumer)
        } at ${this.#session.address}: the server has said nothing for ${EXPIRES_MS + GRACE_MS} ms`,
      );
    }
    const short = this.#world.now() - begun < TURNED_DOWN_MS;
    if (request.messages.length === 0 && short) await this.#world.pause(TURNED_DOWN_MS, signal);
    return request.messages;
  }

  #asked(max: number): object {
    return {
      batch: max,
      // Together: what there is at once, or else the first that comes in that time, with those that come along with it.
      no_wait: true,
      expires: EXPIRES_MS * NANOS_PER_MS,
      max_bytes: this.#maxBytes,
    };
  }

  #newInbox(): PullInbox {
    const prefix = `_INBOX.${crypto.randomUUID().replaceAll("-", "")}`;
    const subscription = this.#session.nc.subscribe(`${prefix}.*`, {
      callback: (error, message) => {
        const { request } = inbox;
        if (error) {
          if (request === undefined) return;
          request.refusal = error.message;
          request.over();
        } else if (!message.subject.startsWith(prefix)) {
          this.#came(message, request);
        } else if (request?.subject === message.subject) {
          this.#said(message, request);
        }
      },
    });
    const inbox: PullInbox = { prefix, subscription, requests: 0, request: undefined };
    return inbox;
  }

  #came(message: Msg, request: PullRequest | undefined): void {
    if (request === undefined || request.messages.length >= request.max) {
      giveBack(message);
      return;
    }
    request.messages.push(message);
    if (request.messages.length === request.max) request.over();
  }

  #said({ headers }: Msg, request: PullRequest): void {
    const { code = 0, description = "" } = headers ?? {};
    if (!NO_MORE.includes(code) && !ENOUGH.test(description)) {
      request.refusal = description || (code === NOBODY ? NO_RESPONDERS : `status ${code}`);
    }
    request.over();
  }

  /** Takes the request back. The server knows by the end of the inbox; what it had sent by then still comes. */
  async #part({ subscription }: PullInbox): Promise<void> {
    this.#inbox = undefined;
    if (subscription.isClosed()) return;
    const parted = new AbortController();
    const drained = subscription.drain().catch(() => {}).finally(() => parted.abort());
    await Promise.race([drained, this.#world.pause(PARTING_MS, parted.signal)]);
    parted.abort();
  }

  #refused(words: string): Error {
    return describedFault(
      new Error(whyRefused(words)),
      `pull from ${named(this.#consumer)} at ${this.#session.address}`,
    );
  }
}

function whyRefused(words: string): string {
  if (/consumer deleted/i.test(words)) return "it was deleted";
  if (words !== NO_RESPONDERS) return `the server says "${words}"`;
  return "nobody answers for it: it was deleted, or the server that has it is away";
}

/** The server hands it to somebody at once; after a while, if the connection has ended. */
export function giveBack(message: Msg): void {
  try {
    message.respond("-NAK");
  } catch (error) {
    if ((error as Error).name !== "ClosedConnectionError") throw error;
  }
}
