import type { MsgHdrs } from "npm:@nats-io/nats-core@3.4.0";
import type {
  JetStreamApiError,
  JetStreamClient,
  JetStreamManager,
  PubAck,
} from "npm:@nats-io/jetstream@3.4.0";
import { formFault, isContent, type ItemForm } from "../item_form.ts";
import {
  MisconfiguredError,
  type Outgoing,
  type PutOutcome,
  type SinkWire,
  type SinkWireKind,
  type WireOpening,
} from "../wire.ts";
import { ANSWER_MS, BAD_REQUEST, describedFault, NatsSession } from "../../nats/session.ts";
import { loginFaults, type NatsLogin, STANDARD_LOGIN } from "../../nats/login.ts";

/** What {@link natsSink} publishes, if it is more than bytes to the sink's own subject. */
export interface NatsItem {
  /** Where to; the sink's own arg `subject` if it is left out. */
  readonly subject?: string;
  /** The content; text goes as UTF-8. */
  readonly data: Uint8Array | string;
  /** What goes along. `Nats-Msg-Id` is set by the sink. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The args of {@link natsSink}. */
export type NatsSinkArgs = NatsLogin & {
  /** Where items go that do not say so themselves; `""`: each has to. A stream must take it. */
  readonly subject: string;
};

/** The header by which a stream knows a message that it has. */
const ID_HEADER = "Nats-Msg-Id";

/** A subject that can be published to. */
const SUBJECT = /^[^\s.*>]+(\.[^\s.*>]+)*$/;

/**
 * Publishes to streams of NATS JetStream, a batch at a time, and waits until the streams have all of it.
 *
 * The id of a message is its origin, so a stream takes none twice within its window for duplicates: two minutes, if the stream does not
 * say otherwise. Have it be longer than a process may be away. An item that no stream takes, or that is too large, is dead; one that a
 * full stream refuses is put again.
 *
 * ```ts
 * import { type NatsItem, natsSink } from "@steady-state/deno/connectors/nats";
 * import { assertEquals } from "@std/assert";
 *
 * const item: NatsItem = { subject: "orders.paid", data: JSON.stringify({ id: 7 }) };
 * const args = { ...natsSink.args, servers: "nats://127.0.0.1:4222", tokenEnv: "NATS_TOKEN" };
 * assertEquals(natsSink.faults(args), []);
 * assertEquals(item.subject, "orders.paid");
 * ```
 *
 * @throws {MisconfiguredError} in the actor, if the login is refused, or no stream takes the subject of the args
 */
export const natsSink: SinkWireKind<NatsItem | Uint8Array, NatsSinkArgs> = {
  name: "nats",
  args: { ...STANDARD_LOGIN, subject: "" },
  faults(args) {
    const faults = loginFaults(args);
    if (args.subject !== "" && !SUBJECT.test(args.subject)) {
      faults.push(
        `"subject" is ${
          JSON.stringify(args.subject)
        }: it is published to, so it has no spaces and wildcards, and no empty part`,
      );
    }
    return faults;
  },
  itemFault: (item) => formFault(NATS_ITEM, item),
  // deno-lint-ignore require-await -- The client is loaded when the wire is opened.
  async create(args) {
    return new NatsSinkWire(args);
  },
};

const NATS_ITEM: ItemForm = {
  takes: "bytes, or an object whose data is a text or bytes",
  bytes: true,
  object: ({ data }) => isContent(data),
};

class NatsSinkWire implements SinkWire<NatsItem | Uint8Array> {
  readonly #args: NatsSinkArgs;
  #session: NatsSession | undefined;
  #manager: JetStreamManager | undefined;
  #client: JetStreamClient | undefined;
  #newHeaders: (() => MsgHdrs) | undefined;

  constructor(args: NatsSinkArgs) {
    this.#args = args;
  }

  async open(opening: WireOpening): Promise<void> {
    const { headers } = await import("npm:@nats-io/nats-core@3.4.0");
    const { jetstream, jetstreamManager } = await import("npm:@nats-io/jetstream@3.4.0");
    const { subject } = this.#args;
    const session = await NatsSession.open(this.#args, subject || "sink", opening);
    this.#session = session;
    this.#newHeaders = () => headers();
    this.#client = jetstream(session.nc, { timeout: ANSWER_MS });
    this.#manager = await jetstreamManager(session.nc, { checkAPI: false, timeout: ANSWER_MS });
    if (subject !== "" && !(await this.#isTaken(subject))) {
      throw new MisconfiguredError(
        `Cannot open a sink for subject "${subject}" at ${session.address}: no stream takes it; make one, or correct "subject"`,
      );
    }
  }

  async put(
    batch: readonly Outgoing<NatsItem | Uint8Array>[],
    signal: AbortSignal,
  ): Promise<PutOutcome[]> {
    signal.throwIfAborted();
    const session = this.#session!;
    const over = Promise.withResolvers<never>();
    const giveUp = () => over.reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      const outcomes = Promise.all(batch.map((outgoing) => this.#putOne(outgoing)));
      return await session.ask(Promise.race([outcomes, over.promise]));
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }

  async #putOne({ origin, item }: Outgoing<NatsItem | Uint8Array>): Promise<PutOutcome> {
    const { data, headers: own, subject = this.#args.subject }: NatsItem =
      item instanceof Uint8Array ? { data: item } : item;
    if (!SUBJECT.test(subject)) {
      return { dead: `"${subject}" is no subject that can be published to` };
    }
    let published: Promise<PubAck>;
    try {
      const headers = this.#headers(origin, own);
      published = this.#client!.publish(subject, data, { headers, timeout: ANSWER_MS });
    } catch (error) {
      return { dead: (error as Error).message };
    }
    try {
      // It may have had it since an earlier time: `duplicate`.
      await published;
      return "done";
    } catch (error) {
      return await this.#outcomeOf(error as Error, subject);
    }
  }

  #headers(origin: string, own: NatsItem["headers"]): MsgHdrs {
    const headers = this.#newHeaders!();
    for (const [name, value] of Object.entries(own ?? {})) headers.set(name, value);
    headers.set(ID_HEADER, origin);
    return headers;
  }

  async #outcomeOf(error: Error, subject: string): Promise<PutOutcome> {
    if (error.name === "JetStreamApiError") {
      const { status, message } = error as JetStreamApiError;
      return status === BAD_REQUEST ? { dead: `the stream refuses it: ${message}` } : "again";
    }
    // The client looks at the size before it sends.
    if (error.name === "InvalidArgumentError") return { dead: error.message };
    if (error.name === "JetStreamNotEnabled") {
      return await this.#isTaken(subject)
        ? "again"
        : { dead: `no stream takes subject "${subject}"` };
    }
    throw describedFault(error, `publish to "${subject}" at ${this.#session!.address}`);
  }

  /** Whether a stream takes it. */
  async #isTaken(subject: string): Promise<boolean> {
    const { address } = this.#session!;
    try {
      await this.#session!.ask(this.#manager!.streams.find(subject));
      return true;
    } catch (error) {
      if ((error as Error).name === "StreamNotFoundError") return false;
      throw describedFault(error, `look for the stream of "${subject}" at ${address}`);
    }
  }
}
