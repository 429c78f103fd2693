import { type Actor, f64, type KeptDelivery, type StateOf, type Tx } from "../../actor/mod.ts";
import { LEDGER_STATE, type LedgerCell } from "./ledger.ts";
import type { SourceArgs } from "./source_args.ts";

/** The state of a source: its figures, which `graph.state` shows, and its ledger. */
export type SourceState =
  & Readonly<Record<"dead" | "lag" | "reconnects" | "redelivered", typeof f64>>
  & typeof LEDGER_STATE;

/** The cells of a source. */
export const SOURCE_STATE: SourceState = {
  dead: f64,
  lag: f64,
  reconnects: f64,
  redelivered: f64,
  ...LEDGER_STATE,
};

/** A source as its parts see it. */
export interface SourceActor<M> extends
  Pick<
    Actor,
    | "clock"
    | "commit"
    | "deadLetter"
    | "generation"
    | "isRunning"
    | "label"
    | "log"
    | "setStatus"
    | "settled"
    | "signal"
    | "stopping"
    | "timeout"
    | "wait"
  > {
  readonly args: Readonly<SourceArgs>;
  readonly ports: { readonly messages: Tx<KeptDelivery<M>> };
  readonly state: StateOf<SourceState>;
}

export type { LedgerCell };
