/** A graph that is both pods of an aqueduct: what one of its actors sends crosses a link, and comes to another. */
import { Graph, type Kind, u32 } from "../../mod.ts";
import { defineActor, rx, rxBundle, tx, txBundle } from "../../src/actor/mod.ts";
import type { AqueductOptions } from "../../mod.ts";
import type { LinkAddress } from "../../src/links/mod.ts";

export const sender = defineActor(import.meta, "sender", { ports: { out: tx(u32) }, run() {} });
export const taker = defineActor(import.meta, "taker", { ports: { in: rx(u32) }, run() {} });
export const dealer = defineActor(import.meta, "dealer", {
  ports: { out: txBundle(u32) },
  run() {},
});
export const joiner = defineActor(import.meta, "joiner", {
  ports: { in: rxBundle(u32) },
  run() {},
});

const place: LinkAddress = { wire: "memory", name: "here" };

/** How the pair is drawn. */
export interface PairOptions {
  /** Who listens: the sending pod, or the taking one. */
  readonly listens: "egress" | "ingress";
  readonly egress?: Partial<AqueductOptions>;
  readonly ingress?: Partial<AqueductOptions>;
}

/** SENDER → ORDERS EGRESS ⇢ ORDERS INGRESS → TAKER */
export function pair({ listens, egress = {}, ingress = {} }: PairOptions): Graph {
  const intensity = { restarts: 1000, withinMs: 60_000 };
  const graph = new Graph("pair", { intensity });
  const kind: Kind<number, "u32"> = u32;
  const [near, far] = listens === "egress"
    ? [{ listen: place }, { connect: place }]
    : [{ connect: place }, { listen: place }];
  const out = graph.aqueduct("orders", kind, { capacity: 8, ...near, ...egress, label: "EGRESS" });
  // One graph has one channel of each name; two pods each have their own.
  const into = graph.aqueduct("orders", kind, { capacity: 4, ...far, ...ingress, label: "INGRESS" });
  return graph.actor("SENDER", sender, { ports: { out: out.tx } })
    .actor("TAKER", taker, { ports: { in: into.rx } });
}
