import {
  type Actor,
  type Cell,
  f64,
  type KeptDelivery,
  type StateFigure,
  type StateOf,
  type Tx,
} from "../../actor/mod.ts";
import { LEDGER_STATE } from "./ledger.ts";
import type { SourceArgs } from "./source_args.ts";

/** The state of a source: its figures, which `graph.state` shows, and its ledger, which has sixteen pages. */
export type SourceState =
  & Readonly<Record<"dead" | "lag" | "reconnects" | "redelivered", typeof f64>>
  & Readonly<
    Record<
      `page${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15}`,
      Cell<string>
    >
  >;

/** The cells of a source. */
export const SOURCE_STATE: SourceState = {
  dead: f64,
  lag: f64,
  reconnects: f64,
  redelivered: f64,
  ...LEDGER_STATE,
};

/** What a source tells of its own. */
export const SOURCE_FIGURES: Readonly<
  Record<"dead" | "lag" | "reconnects" | "redelivered", StateFigure>
> = {
  lag: {
    about:
      "Messages that the service still has for it, where it can say so, as of five seconds ago at most.",
  },
  redelivered: {
    about: "Messages that the service has handed over again, and that were not sent twice.",
    unit: "total",
  },
  dead: { about: "Messages that were given up: dead letters.", unit: "total" },
  reconnects: { about: "Connections that have failed.", unit: "total" },
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
