import { json } from "../../channel/json/mod.ts";
import { text } from "../../channel/record/mod.ts";
import { f64 } from "../../channel/scalar/mod.ts";
import { type Cell, cell } from "../../state/mod.ts";
import { LINK_STATE, type LinkState } from "../link_state.ts";

/** What a taking end keeps over its deaths; and in a graph whose state is durable, over that of its process. */
export type IngressState =
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

const NUMBERS_BYTES = 4096;

/** The cells, as an actor begins. */
export const INGRESS_STATE: IngressState = {
  ...LINK_STATE,
  life: cell(text, "", { maxBytes: 64 }),
  holder: cell(text, "", { maxBytes: 64 }),
  fence: f64,
  offsets: cell(json<readonly number[]>(), [], { maxBytes: NUMBERS_BYTES }),
  settledTo: cell(json<readonly number[]>(), [], { maxBytes: NUMBERS_BYTES }),
  settledLog: cell(text, "", { maxBytes: 64 }),
};
