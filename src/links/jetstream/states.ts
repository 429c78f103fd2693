/**
 * What the ends of an aqueduct over a log keep over their deaths. Both sides load this: the graph draws them with it, and their definitions
 * declare it.
 *
 * @module
 */
import { json } from "../../channel/json/mod.ts";
import { text } from "../../channel/record/mod.ts";
import { f64 } from "../../channel/scalar/mod.ts";
import { type Cell, cell } from "../../state/mod.ts";
import { LINK_STATE, type LinkState } from "../link_state.ts";

/** What a cell with a number for each lane takes at most. */
const NUMBERS_BYTES = 65_536;

/** What a sending end keeps over its deaths, and not over that of its process: the ring of the next one is new. */
export type LogEgressState =
  & LinkState
  & {
    /** The process that this is of. */
    readonly life: Cell<string>;
    /** The log that it has written to. */
    readonly log: Cell<string>;
    /** Under which claim. */
    readonly fence: typeof f64;
    /** For each lane the number in the log of the first message that came into its channel; empty before the log was claimed. */
    readonly offsets: Cell<readonly number[]>;
    /** For each lane what of that which the log had at the beginning has come again, and was not written. */
    readonly repeated: Cell<readonly RepeatedRange[]>;
  };

/** The messages of a lane of the log that are looked through, and those of them that have come again. */
export interface RepeatedRange {
  readonly from: number;
  /** The number behind the last. */
  readonly to: number;
  /** A bit for each of them, in base 64; empty if none has. */
  readonly seen: string;
}

/** The cells, as an actor begins. */
export const LOG_EGRESS_STATE: LogEgressState = {
  ...LINK_STATE,
  life: cell(text, "", { maxBytes: 64 }),
  log: cell(text, "", { maxBytes: 64 }),
  fence: f64,
  offsets: cell(json<readonly number[]>(), [], { maxBytes: NUMBERS_BYTES }),
  repeated: cell(json<readonly RepeatedRange[]>(), [], { maxBytes: 65_536 }),
};

/** What a taking end keeps over its deaths; and in a graph whose state is durable, over that of its process. */
export type LogIngressState =
  & LinkState
  & {
    /** The process that all but `settledTo` and `settledLog` is of. */
    readonly life: Cell<string>;
    /** Who it is to others that read. */
    readonly holder: Cell<string>;
    /** Under which claim it has read. */
    readonly fence: typeof f64;
    /** For each lane the number in the log of the first message that it sent into its channel; empty before it has begun. */
    readonly offsets: Cell<readonly number[]>;
    /** For each lane the number in the log of the first message that is not settled. */
    readonly settledTo: Cell<readonly number[]>;
    /** The log in which these numbers are. */
    readonly settledLog: Cell<string>;
  };

/** The cells, as an actor begins. */
export const LOG_INGRESS_STATE: LogIngressState = {
  ...LINK_STATE,
  life: cell(text, "", { maxBytes: 64 }),
  holder: cell(text, "", { maxBytes: 64 }),
  fence: f64,
  offsets: cell(json<readonly number[]>(), [], { maxBytes: NUMBERS_BYTES }),
  settledTo: cell(json<readonly number[]>(), [], { maxBytes: NUMBERS_BYTES }),
  settledLog: cell(text, "", { maxBytes: 64 }),
};

/** A frame of which messages are in the channel, and which the broker is to be told of once they are settled. */
export interface FrameUnderWay {
  readonly lane: number;
  /** Its number in the stream. */
  readonly sequence: number;
  /** Where the broker is told of it, and of which server's word that is. */
  readonly ack: string;
  readonly server: string;
  /** How many of its messages were sent, and how many it has. */
  readonly done: number;
  readonly count: number;
  /** How many messages the channel had been sent with the last of those. */
  readonly sentTo: number;
}

/** What an end that shares its messages with other pods keeps over its deaths. */
export type LogWorkerState =
  & LinkState
  & {
    /** The process that this is of. */
    readonly life: Cell<string>;
    readonly underWay: Cell<readonly FrameUnderWay[]>;
  };

/** The cells, as an actor begins. */
export const LOG_WORKER_STATE: LogWorkerState = {
  ...LINK_STATE,
  life: cell(text, "", { maxBytes: 64 }),
  underWay: cell(json<readonly FrameUnderWay[]>(), [], { maxBytes: 65_536 }),
};
