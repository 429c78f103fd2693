import type { Msg } from "npm:@nats-io/nats-core@3.4.0";
import type { ConsumerConfig } from "npm:@nats-io/jetstream@3.4.0";
import type { WireWorld } from "../../client/wire_world.ts";
import { PullRequests } from "../../nats/pull_requests.ts";
import { NANOS_PER_MS } from "../../nats/session.ts";
import { behind, handedOver, type LogFrame, readHead } from "./frame.ts";
import type { LogStream } from "./log_stream.ts";
import { asked, LogRefusedError } from "./trouble.ts";

/** No request asks for more messages. */
const MAX_FRAMES = 256;
/** How much may be under way for all lanes together. */
const MAX_BYTES = 16 << 20;
/** After that, the server forgets a consumer of which nobody asks anything: one of a process that is gone. */
const FORGET_MS = 60_000;

/** Some frames of a lane. */
export interface LaneFrames {
  readonly frames: readonly LogFrame[];
}

/** What a lane is read with. */
export interface LaneReading {
  readonly log: LogStream;
  readonly lane: number;
  /** How many lanes there are. */
  readonly girth: number;
  readonly world: WireWorld;
  /** The hash of the schema that messages must have. */
  readonly hash: string;
}

/** Reads a lane of a log from one place on, in order and without gaps. */
export class LaneReader {
  readonly #reading: LaneReading;
  readonly #requests: PullRequests;
  /** The number of the next message; only of frames that were handed out. */
  #next: number;
  #deliveries = 0;

  private constructor(reading: LaneReading, requests: PullRequests, next: number) {
    this.#reading = reading;
    this.#requests = requests;
    this.#next = next;
  }

  /**
   * Begins with message `next` of the lane.
   *
   * @throws {LogRefusedError} if the log ends before that, or begins behind it and `lost` does not say that it is to be gone on
   */
  static async open(reading: LaneReading, next: number): Promise<LaneReader> {
    const { log, lane, girth, world } = reading;
    const { session, manager, address: { stream, lost } } = log;
    const { frame, begin: sequence } = await log.seek(lane, next);
    if (frame === undefined) {
      const { end, most } = await log.rangeOf(lane);
      if (next > most) throw new LogRefusedError(beyondText(log, { lane, next, end }));
    }
    let begin = next;
    if (frame !== undefined && frame.first > next) {
      if (lost === "refuse") throw new LogRefusedError(goneText(log, lane, next, frame.first));
      begin = frame.first;
    }
    const { name } = await asked(
      session,
      `read stream "${stream}"`,
      manager.consumers.add(stream, {
        ack_policy: "none" as ConsumerConfig["ack_policy"],
        deliver_policy: "by_start_sequence" as ConsumerConfig["deliver_policy"],
        opt_start_seq: sequence,
        filter_subject: log.lane(lane),
        inactive_threshold: FORGET_MS * NANOS_PER_MS,
        mem_storage: true,
        num_replicas: 1,
      }),
    );
    const requests = new PullRequests(
      session,
      { stream, durable: name },
      world,
      Math.floor(MAX_BYTES / girth),
    );
    return new LaneReader(reading, requests, begin);
  }

  /** The number of the message that comes next. */
  get next(): number {
    return this.#next;
  }

  /**
   * The next frames; none if nothing has come for a while. Each begins where the one before ends, but the first one may begin earlier.
   *
   * @throws {LogRefusedError} if messages are gone from the log, or it has others than those of this aqueduct
   */
  async read(signal: AbortSignal): Promise<LaneFrames> {
    const messages = await this.#requests.messages(MAX_FRAMES, signal);
    return { frames: messages.map((message) => this.#frameOf(message)) };
  }

  #frameOf(message: Msg): LogFrame {
    const { log, lane, hash } = this.#reading;
    const { sequence, delivery, pending } = handedOver(message);
    // The server counts what it hands over: what is missing was lost on the way, and is asked for anew.
    if (delivery !== ++this.#deliveries) {
      throw new Error(`Lost messages of stream "${log.address.stream}" on their way`);
    }
    const frame = frameOf(message, { log, hash, sequence, pending });
    if (frame.first > this.#next) {
      if (log.address.lost === "refuse") {
        throw new LogRefusedError(goneText(log, lane, this.#next, frame.first));
      }
      this.#next = frame.first;
    }
    this.#next = Math.max(this.#next, behind(frame));
    return frame;
  }
}

/** The frame that a message is. Throws if it is none, or one of messages of another schema. */
export function frameOf(
  { headers, data, subject }: Msg,
  { log, hash, sequence, pending }: {
    readonly log: LogStream;
    readonly hash: string;
    readonly sequence: number;
    readonly pending: number;
  },
): LogFrame {
  const head = readHead(headers);
  const { stream } = log.address;
  if (head === undefined) {
    throw new LogRefusedError(
      `Message ${sequence} of stream "${stream}" is no message of an aqueduct, and has its subject "${subject}": somebody else publishes there; remove it, and have them use another subject`,
    );
  }
  if (head.schema !== hash) {
    throw new LogRefusedError(
      `Message ${sequence} of stream "${stream}" is of another schema (${head.schema}) than this pod takes (${hash}): have both pods use the same kind, and a new stream where the kind has changed`,
    );
  }
  return { ...head, sequence, pending, body: data };
}

function goneText({ address }: LogStream, lane: number, next: number, first: number): string {
  return `Messages ${next} to ${
    first - 1
  } of lane ${lane} are gone from stream "${address.stream}" and were not read here: ` +
    `it has not kept them (max_age, max_bytes or a purge); set lost: "skip" to go on with message ${first}`;
}

function beyondText(
  { address }: LogStream,
  { lane, next, end }: { readonly lane: number; readonly next: number; readonly end: number },
): string {
  return `Lane ${lane} of stream "${address.stream}" ends with message ${end}, and this pod has come to ${next}: it is another log, or one that was set back; ` +
    "give the pod another reader to begin with what is there, or from to say where";
}
