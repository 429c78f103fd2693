/**
 * What the actors of links keep in their states for people and pages to see: the host reads these cells while the graph runs. Both sides
 * load this: the graph draws link actors with it, and their definitions declare it.
 *
 * @module
 */
import { bool } from "../channel/scalar/mod.ts";
import { f64 } from "../channel/scalar/mod.ts";
import { text } from "../channel/record/mod.ts";
import { type Cell, cell } from "../state/mod.ts";

/** The cells of every link actor: what {@link LinkReading} tells, by the same names. */
export type LinkState =
  & { readonly isLinked: typeof bool }
  & { readonly epoch: Cell<string>; readonly partner: Cell<string> }
  & Readonly<
    Record<
      | "since"
      | "sent"
      | "received"
      | "settled"
      | "roundTripMs"
      | "lagSumMs"
      | "lagCount"
      | "lost",
      typeof f64
    >
  >;

/** How many bytes the name of a partner may have: what is heard of it has no more. */
const PARTNER_BYTES = 1200;

/** The cells, as an actor begins. */
export const LINK_STATE: LinkState = {
  isLinked: bool,
  epoch: cell(text, "", { maxBytes: 64 }),
  partner: cell(text, "", { maxBytes: PARTNER_BYTES }),
  since: f64,
  sent: f64,
  received: f64,
  settled: f64,
  roundTripMs: f64,
  lagSumMs: f64,
  lagCount: f64,
  lost: f64,
};
