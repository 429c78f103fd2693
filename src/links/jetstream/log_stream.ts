import type {
  JetStreamManager,
  MsgRequest,
  StoredMsg,
  StreamConfig,
  StreamInfo,
} from "npm:@nats-io/jetstream@3.4.0";
import { ANSWER_MS, NANOS_PER_MS, type NatsSession } from "../../nats/session.ts";
import type { JetstreamAddress } from "./address.ts";
import { behind, FRAME_MESSAGES, type LogFrameHead, readHead } from "./frame.ts";
import { keptEnds } from "./kept_ends.ts";
import { isMissing } from "./places.ts";
import { asked, LogRefusedError } from "./trouble.ts";

/** Which messages of a lane are in the log. */
export interface LaneRange {
  /** The number of the first that is there. */
  readonly first: number;
  /** The number behind the last. */
  readonly end: number;
  /** What that may be at most, where messages are gone that nobody has counted; else the same. */
  readonly most: number;
  /** Whether the last thing said of the lane is that its channel was closed. */
  readonly isEnded: boolean;
}

/** A frame's head, and its number in the stream. */
export interface PlacedHead extends LogFrameHead {
  readonly sequence: number;
}

/** What was looked for in a lane. */
export interface Sought {
  readonly frame: PlacedHead | undefined;
  readonly begin: number;
}

/** A stream that is the log of one aqueduct, as one connection sees it. */
export class LogStream {
  readonly session: NatsSession;
  readonly manager: JetStreamManager;
  readonly address: JetstreamAddress;
  /** Which log it is: when it was made. */
  readonly id: string;
  /** The longest message that the server and the stream take, in bytes, headers and all. */
  readonly maxBytes: number;

  private constructor(
    session: NatsSession,
    manager: JetStreamManager,
    address: JetstreamAddress,
    { config, created }: StreamInfo,
  ) {
    this.id = `${created}`;
    this.session = session;
    this.manager = manager;
    this.address = address;
    const ofServer = session.nc.info?.max_payload ?? Infinity;
    const ofStream = config.max_msg_size > 0 ? config.max_msg_size : Infinity;
    this.maxBytes = Math.min(ofServer, ofStream);
  }

  /**
   * Finds the stream, or makes it.
   *
   * @param mayMake whether there can be none: not where this process has written to it, or read of it, before
   * @throws {LogRefusedError} if it is not there and must not be made, or is none for this aqueduct
   */
  static async open(
    session: NatsSession,
    address: JetstreamAddress,
    mayMake: boolean,
  ): Promise<LogStream> {
    const { jetstreamManager } = await import("npm:@nats-io/jetstream@3.4.0");
    const manager = await jetstreamManager(session.nc, { checkAPI: false, timeout: ANSWER_MS });
    const { stream, create } = address;
    let info: StreamInfo;
    try {
      info = await asked(session, `open stream "${stream}"`, manager.streams.info(stream));
    } catch (error) {
      if ((error as Error).name !== "LogRefusedError" || !isMissing((error as Error).cause)) {
        throw error;
      }
      if (!mayMake) {
        throw new LogRefusedError(
          `Stream "${stream}" at ${session.address} was deleted while this pod used it: bring it back from a backup, or start this pod again, which then begins a new log`,
        );
      }
      if (!create) {
        throw new LogRefusedError(
          `There is no stream "${stream}" at ${session.address}: make it, with the one subject "${address.subject}.*", or leave create out`,
        );
      }
      info = await asked(
        session,
        `make stream "${stream}"`,
        manager.streams.add(newStream(address) as StreamConfig & { name: string }),
      );
    }
    const faults = streamFaults(info.config, address);
    if (faults.length > 0) {
      throw new LogRefusedError(
        `Stream "${stream}" at ${session.address} cannot be the log of this aqueduct: ${
          faults.join(", ")
        }; name another stream, or change this one`,
      );
    }
    return new LogStream(session, manager, address, info);
  }

  /** Whether the stream is there. */
  static async exists(session: NatsSession, { stream }: JetstreamAddress): Promise<boolean> {
    const { jetstreamManager } = await import("npm:@nats-io/jetstream@3.4.0");
    const manager = await jetstreamManager(session.nc, { checkAPI: false, timeout: ANSWER_MS });
    try {
      await asked(session, `look for stream "${stream}"`, manager.streams.info(stream));
      return true;
    } catch (error) {
      if (isMissing((error as Error).cause)) return false;
      throw error;
    }
  }

  /** The subject of a lane. */
  lane(lane: number): string {
    return [this.address.subject, lane].join(".");
  }

  /** The number of the last message of the stream, of whichever subject; 0 if it never had one. */
  async last(): Promise<number> {
    const { state } = await this.#asked(
      "look at the end of",
      this.manager.streams.info(this.address.stream),
    );
    return state.last_seq;
  }

  /** The last message of a subject. */
  lastOf(subject: string): Promise<StoredMsg | null> {
    return this.#asked(
      "look at the end of",
      this.manager.streams.getMessage(this.address.stream, { last_by_subj: subject }),
    );
  }

  /** What the log has of a lane. */
  async rangeOf(lane: number): Promise<LaneRange> {
    const subject = this.lane(lane);
    const last = await this.lastOf(subject);
    if (last === null) return await this.#goneOf(lane);
    const first = await this.frameFrom(subject, 0);
    const head = this.headOf(last);
    const end = behind(head);
    return { first: first?.first ?? 0, end, most: end, isEnded: head.isEnd };
  }

  /** What is known of a lane of which nothing is there. */
  async #goneOf(lane: number): Promise<LaneRange> {
    const { state: { first_seq: first, last_seq: last } } = await this.#asked(
      "look at the end of",
      this.manager.streams.info(this.address.stream),
    );
    const kept = last === 0 ? undefined : await keptEnds(this);
    const end = kept?.next[lane];
    // A log that ends before what was told of it was set back.
    if (kept === undefined || end === undefined || kept.sequence > last) {
      return { first: 0, end: 0, most: 0, isEnded: false };
    }
    const uncounted = Math.max(0, first - 1 - kept.sequence);
    return { first: end, end, most: end + uncounted * FRAME_MESSAGES, isEnded: false };
  }

  /** The first frame of a subject from a number of the stream on. */
  async frameFrom(subject: string, sequence: number): Promise<PlacedHead | undefined> {
    const message = await this.#asked(
      "look into",
      // The types of the client know this question for the direct way only, which not every server has.
      this.manager.streams.getMessage(this.address.stream, {
        seq: Math.max(sequence, 1),
        next_by_subj: subject,
      } as MsgRequest),
    );
    return message === null ? undefined : this.headOf(message);
  }

  /**
   * Finds where a message is.
   *
   * @returns the first frame of the lane that has it, or any behind it, and where to begin to read in the stream: there, or behind all that
   * there was when it was looked for
   */
  async seek(lane: number, number: number): Promise<Sought> {
    const subject = this.lane(lane);
    let found: PlacedHead | undefined;
    let low = 1;
    const last = await this.last();
    let high = last;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const frame = await this.frameFrom(subject, middle);
      if (frame === undefined || frame.sequence > high) high = middle - 1;
      // What says that the channel was closed stands behind the message before.
      else if (frame.first + Math.max(frame.count, 1) > number) {
        found = frame;
        high = middle - 1;
      } else low = frame.sequence + 1;
    }
    return { frame: found, begin: found?.sequence ?? last + 1 };
  }

  /** Removes what is before a number of the stream: all of one subject. */
  async purge(subject: string, before: number): Promise<void> {
    await this.#asked(
      "remove what is settled from",
      this.manager.streams.purge(this.address.stream, { filter: subject, seq: before }),
    );
  }

  /** What a message says of itself. Throws if it is none that an aqueduct writes. */
  headOf({ header, subject, seq }: StoredMsg): PlacedHead {
    const head = readHead(header);
    if (head !== undefined) return { ...head, sequence: seq };
    throw new LogRefusedError(
      `Message ${seq} of stream "${this.address.stream}" is no message of an aqueduct, and has its subject "${subject}": somebody else publishes there; remove it, and have them use another subject`,
    );
  }

  async #asked<T>(doing: string, answer: Promise<T>): Promise<T> {
    const { stream } = this.address;
    try {
      return await asked(this.session, `${doing} stream "${stream}"`, answer);
    } catch (error) {
      if (!isMissing((error as Error).cause)) throw error;
      throw new Error(`Stream "${stream}" was deleted`, { cause: error });
    }
  }
}

function newStream(
  { stream, subject, maxBytes, maxAgeMs, replicas }: JetstreamAddress,
): Partial<StreamConfig> {
  return {
    name: stream,
    description: `An aqueduct's log, of @steady-state/deno: messages of ${subject}`,
    subjects: [`${subject}.*`],
    storage: "file" as StreamConfig["storage"],
    retention: "limits" as StreamConfig["retention"],
    // What does not fit waits with the sending pod; what is not read yet stays.
    discard: "new" as StreamConfig["discard"],
    max_bytes: maxBytes === 0 ? -1 : maxBytes,
    max_age: maxAgeMs * NANOS_PER_MS,
    num_replicas: replicas,
  };
}

function streamFaults(config: StreamConfig, { subject }: JetstreamAddress): string[] {
  const { subjects = [], retention, max_msgs_per_subject: each, mirror, sources } = config;
  const wanted = `${subject}.*`;
  return [
    ...(subjects.length === 1 && subjects[0] === wanted
      ? []
      : [`its subjects are ${JSON.stringify(subjects)}, and not just "${wanted}"`]),
    ...(retention === "limits" ? [] : [`its retention is "${retention}", not "limits"`]),
    ...(each > 0 ? [`it keeps no more than ${each} messages of a subject`] : []),
    ...(mirror === undefined ? [] : ["it is a mirror"]),
    ...(sources === undefined || sources.length === 0 ? [] : ["it has other streams as sources"]),
  ];
}
