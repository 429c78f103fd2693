import { json } from "../../channel/json/mod.ts";
import { text } from "../../channel/record/mod.ts";
import { type Cell, cell } from "../../state/mod.ts";
import { LINK_STATE, type LinkState } from "../link_state.ts";

/** A frame of which messages are in the channel, and which the broker is to be told of once they are settled. */
export interface FrameUnderWay {
  readonly lane: number;
  /** Its number in the stream. */
  readonly sequence: number;
  /** Where the broker is told of it. */
  readonly ack: string;
  /** How many of its messages were sent, and how many it has. */
  readonly done: number;
  readonly count: number;
  /** How many messages the channel had been sent with the last of those. */
  readonly sentTo: number;
}

/** What an end that shares its messages with other pods keeps over its deaths. */
export type WorkerState =
  & LinkState
  & {
    /** The process that this is of. */
    readonly life: Cell<string>;
    readonly underWay: Cell<readonly FrameUnderWay[]>;
  };

/** The cells, as an actor begins. */
export const WORKER_STATE: WorkerState = {
  ...LINK_STATE,
  life: cell(text, "", { maxBytes: 64 }),
  underWay: cell(json<readonly FrameUnderWay[]>(), [], { maxBytes: 65_536 }),
};
