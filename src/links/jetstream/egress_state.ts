import { json } from "../../channel/json/mod.ts";
import { text } from "../../channel/record/mod.ts";
import { f64 } from "../../channel/scalar/mod.ts";
import { type Cell, cell } from "../../state/mod.ts";
import { LINK_STATE, type LinkState } from "../link_state.ts";

/** What a sending end keeps over its deaths, and not over that of its process: the ring of the next one is new. */
export type EgressState =
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
export const EGRESS_STATE: EgressState = {
  ...LINK_STATE,
  life: cell(text, "", { maxBytes: 64 }),
  log: cell(text, "", { maxBytes: 64 }),
  fence: f64,
  offsets: cell(json<readonly number[]>(), [], { maxBytes: 4096 }),
  repeated: cell(json<readonly RepeatedRange[]>(), [], { maxBytes: 65_536 }),
};
