import type { Msg } from "npm:@nats-io/nats-core@3.4.0";
import type { JetStreamManager } from "npm:@nats-io/jetstream@3.4.0";
import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { ANSWER_MS, describedFault, NANOS_PER_MS, NatsSession } from "../../nats/session.ts";
import { consumerOf, takeOver } from "../../nats/consumer.ts";
import { type NatsPosition, pulled } from "./delivery.ts";
import { loginFaults, type NatsLogin, STANDARD_LOGIN } from "../../nats/login.ts";
import { giveBack, named, PullRequests } from "../../nats/pull_requests.ts";

/** The args of {@link natsSource}. */
export type NatsSourceArgs = NatsLogin & {
  /** The stream to read. It must be there. */
  readonly stream: string;
  /** The durable consumer, by whose name the server knows how far this graph has come. Processes that share it share the messages. */
  readonly durable: string;
  /** Whether to make the consumer if it is not there. */
  readonly create: boolean;
  /** For a consumer that is made: the subjects that it is about, for instance `orders.*`; `""` is all of the stream. */
  readonly filter: string;
  /** For a consumer that is made: whether it begins with the oldest message of the stream, or with the next that comes. */
  readonly deliver: "all" | "new";
  /**
   * For a consumer that is made: after how many milliseconds the server hands a message over again that nobody has said anything of. As
   * long as the process lives, it says so for what is under way; so this is how long messages wait that a killed process had.
   */
  readonly ackWaitMs: number;
  /**
   * That nobody else reads by this consumer. Then the source asks again for all that an earlier connection or process has left, at once and
   * in order, instead of waiting for `ackWaitMs`. Needs a server from 2.14 on; with an older one the log says that it has to wait.
   */
  readonly alone: boolean;
};

/** The least of {@link NatsSourceArgs.ackWaitMs}: what a busy worker may take to say that it works. */
const LEAST_ACK_WAIT_MS = 1000;

/** No request asks for more. */
const MAX_BATCH = 1000;

const ACK = new TextEncoder().encode("+ACK");
const WORKING = new TextEncoder().encode("+WPI");

/** What makes a name of a stream or a consumer: no spaces, no dots, no wildcards. */
const NAME = /^[^\s.*>\/\\]+$/;

/**
 * Reads a stream of NATS JetStream through a durable pull consumer with explicit acknowledgement.
 *
 * The origin of a message is `STREAM/sequence`. Nothing is prefetched: the server hands over what was asked for, and no more than the
 * graph has room for. While messages are under way the server is told so, so none is handed over twice because the graph is slow. A
 * connection that is silent for 4.5 seconds is given up, and a new one is opened.
 *
 * ```ts
 * import { natsSource } from "@steady-state/deno/connectors/nats";
 * import { assertEquals } from "@std/assert";
 *
 * const args = { ...natsSource.args, servers: "nats://127.0.0.1:4222", stream: "ORDERS" };
 * assertEquals(natsSource.faults(args), [
 *   '"durable" is missing: name the consumer by which the server knows how far this graph has come',
 * ]);
 * assertEquals(natsSource.faults({ ...args, durable: "billing" }), []);
 * ```
 *
 * @throws {MisconfiguredError} in the actor, if the login is refused, the stream is not there, or the consumer is not, and `create` is
 * false, or is of a kind that cannot be used
 */
export const natsSource: SourceWireKind<NatsSourceArgs> = {
  name: "nats",
  args: {
    ...STANDARD_LOGIN,
    stream: "",
    durable: "",
    create: true,
    filter: "",
    deliver: "all",
    ackWaitMs: 15_000,
    alone: false,
  },
  redelivers: true,
  faults(args) {
    const faults = loginFaults(args);
    if (args.stream === "") faults.push('"stream" is missing: name the stream to read');
    else faults.push(...nameFaults("stream", args.stream));
    if (args.durable === "") {
      faults.push(
        '"durable" is missing: name the consumer by which the server knows how far this graph has come',
      );
    } else faults.push(...nameFaults("durable", args.durable));
    if (args.deliver !== "all" && args.deliver !== "new") {
      faults.push(`"deliver" is ${JSON.stringify(args.deliver)}: say "all" or "new"`);
    }
    if (!(args.ackWaitMs >= LEAST_ACK_WAIT_MS)) {
      faults.push(`"ackWaitMs" is ${args.ackWaitMs}: give at least ${LEAST_ACK_WAIT_MS}`);
    }
    return faults;
  },
  // deno-lint-ignore require-await -- The client is loaded when the wire is opened.
  async create(args) {
    return new NatsSourceWire(args);
  },
};

function nameFaults(arg: string, name: string): string[] {
  return NAME.test(name) ? [] : [
    `"${arg}" is ${JSON.stringify(name)}: names have no spaces, dots, slashes and wildcards`,
  ];
}

/**
 * What the log says of a connection: how much there is, and when that comes which an earlier process, or connection, has left.
 *
 * @param againMs when that is, at the latest
 */
function connectedLine(
  stream: string,
  { toCome, underWay }: { readonly toCome: number; readonly underWay: number },
  againMs: number,
): string {
  const all = `connected to stream ${stream}, ${toCome + underWay} to come`;
  if (underWay === 0) return all;
  const when = againMs === 0 ? "at once" : `within ${againMs / 1000} s where they are not settled`;
  return `${all}, ${underWay} of them handed over before, which come again ${when}`;
}

class NatsSourceWire implements SourceWire<NatsPosition> {
  readonly #args: NatsSourceArgs;
  /** By number in the stream: the latest of a message that was handed over again. */
  readonly #underWay = new Map<string, Msg>();
  readonly #closing = new AbortController();
  #session: NatsSession | undefined;
  #manager: JetStreamManager | undefined;
  #requests: PullRequests | undefined;
  #maxBatch = MAX_BATCH;
  #telling: Promise<void> | undefined;

  constructor(args: NatsSourceArgs) {
    this.#args = args;
  }

  async open(opening: SourceOpening): Promise<void> {
    const { stream, durable } = this.#args;
    const { jetstreamManager } = await import("npm:@nats-io/jetstream@3.4.0");
    const session = await NatsSession.open(this.#args, `${stream}/${durable}`, opening);
    this.#session = session;
    this.#manager = await jetstreamManager(session.nc, { checkAPI: false, timeout: ANSWER_MS });
    const { config, num_pending, num_ack_pending } = await consumerOf(
      this.#manager,
      session,
      this.#args,
      opening,
    );
    const left = { toCome: num_pending, underWay: num_ack_pending };
    const ackWaitMs = (config.ack_wait ?? 0) / NANOS_PER_MS;
    const hasBegunAgain = this.#args.alone &&
      await takeOver(this.#manager, session, this.#args, opening);
    opening.log(connectedLine(stream, left, hasBegunAgain ? 0 : ackWaitMs));
    if (config.max_batch !== undefined && config.max_batch > 0) {
      this.#maxBatch = Math.min(MAX_BATCH, config.max_batch);
    }
    this.#requests = new PullRequests(session, { stream, durable }, opening.world);
    this.#telling = this.#tellWhatIsUnderWay(opening, ackWaitMs);
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<NatsPosition>[]> {
    const messages = await this.#requests!.messages(Math.min(max, this.#maxBatch), signal);
    return messages.map((message) => {
      const one = pulled(message, this.#args.stream);
      this.#underWay.set(one.position.sequence, message);
      return one;
    });
  }

  async settle(messages: readonly Pulled<NatsPosition>[]): Promise<void> {
    const news = messages.filter(({ position }) => this.#underWay.delete(position.sequence));
    const last = news.pop()?.position.message;
    if (last === undefined) return;
    // One connection brings them to one consumer, in order: when it has answered the last, it has them all.
    for (const { position } of news) position.message.respond(ACK);
    const { nc, address } = this.#session!;
    try {
      await this.#session!.ask(nc.request(last.reply!, ACK, { timeout: ANSWER_MS }));
    } catch (error) {
      throw describedFault(error, `settle ${named(this.#args)} at ${address}`);
    }
  }

  async release(messages: readonly Pulled<NatsPosition>[]): Promise<void> {
    for (const { position } of messages) {
      if (this.#underWay.delete(position.sequence)) giveBack(position.message);
    }
    await this.#session!.ask(this.#session!.nc.flush());
  }

  async lag(): Promise<number> {
    const { stream, durable } = this.#args;
    const { num_pending } = await this.#session!.ask(
      this.#manager!.consumers.info(stream, durable),
    );
    return num_pending;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#telling;
    await this.#session?.close();
  }

  /** As long as the process lives, the server is to wait for what is under way, however long the graph takes. */
  async #tellWhatIsUnderWay({ world }: SourceOpening, ackWaitMs: number): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await world.pause(Math.max(LEAST_ACK_WAIT_MS, ackWaitMs) / 3, signal);
      const { nc } = this.#session!;
      if (nc.isClosed()) return;
      for (const message of this.#underWay.values()) message.respond(WORKING);
    }
  }
}
