/** A graph that is both pods of an aqueduct: what one of its actors sends crosses a link, and comes to another. */
import { type AqueductOptions, Graph, text, u32 } from "../../mod.ts";
import { defineActor, rx, rxBundle, tx, txBundle } from "../../src/actor/mod.ts";
import type { LinkAddress } from "../../src/links/mod.ts";

const sender = defineActor(import.meta, "sender", { ports: { out: tx(u32) }, run() {} });
const taker = defineActor(import.meta, "taker", { ports: { in: rx(u32) }, run() {} });
const writer = defineActor(import.meta, "writer", { ports: { out: tx(text) }, run() {} });
const reader = defineActor(import.meta, "reader", { ports: { in: rx(text) }, run() {} });

/** Sends each number on every lane, lane by lane as there is room. */
const dealer = defineActor(import.meta, "dealer", {
  ports: { in: rx(u32), out: txBundle(u32) },
  async run(actor) {
    const { in: input, out } = actor.ports;
    for (let n = input.tryPeek(); true; n = input.tryPeek()) {
      if (n === undefined) {
        if (input.isClosedAndEmpty || !await actor.wait(input.avail())) return;
        continue;
      }
      await actor.wait(out.vacant(1, out.girth));
      for (const lane of out.lanes) lane.trySend(n);
      input.advance(1);
    }
  },
});

/** Takes one number of every lane at a time, and sends their sum. */
const joiner = defineActor(import.meta, "joiner", {
  ports: { in: rxBundle(u32), out: tx(u32) },
  async run(actor) {
    const { in: input, out } = actor.ports;
    while (await actor.wait(input.avail(1, input.girth))) {
      const sum = input.lanes.reduce((sum, lane) => sum + (lane.tryPeek() as number), 0);
      if (!await actor.wait(out.vacant())) return;
      if (!out.trySend(sum)) continue;
      for (const lane of input.lanes) lane.advance(1);
    }
  },
});

const place: LinkAddress = { wire: "memory", name: "here" };

/** How a pair is drawn. */
export interface PairOptions {
  /** Who listens: the sending pod, or the taking one. */
  readonly listens: "egress" | "ingress";
  readonly egress?: Omit<AqueductOptions, "girth">;
  readonly ingress?: Omit<AqueductOptions, "girth">;
}

/** As many deaths as a seed likes. */
function graphOf(name: string): Graph {
  return new Graph(name, { intensity: { restarts: 1000, withinMs: 60_000 } });
}

function optionsOf({ listens, egress, ingress }: PairOptions): [AqueductOptions, AqueductOptions] {
  const [near, far] = listens === "egress"
    ? [{ listen: place }, { connect: place }]
    : [{ connect: place }, { listen: place }];
  return [
    { capacity: 8, ...near, ...egress, label: "EGRESS" },
    { capacity: 4, ...far, ...ingress, label: "INGRESS" },
  ];
}

/** SENDER → EGRESS ⇢ INGRESS → TAKER, with numbers */
export function pair(options: PairOptions): Graph {
  const graph = graphOf("pair");
  const [near, far] = optionsOf(options);
  const { tx } = graph.aqueduct("orders", u32, near);
  const { rx } = graph.aqueduct("orders", u32, far);
  return graph.actor("SENDER", sender, { ports: { out: tx } })
    .actor("TAKER", taker, { ports: { in: rx } });
}

/** SENDER → EGRESS ⇢ INGRESS → TAKER, with texts, in rings of few bytes */
export function textPair(options: PairOptions): Graph {
  const graph = graphOf("texts");
  const [near, far] = optionsOf(options);
  const { tx } = graph.aqueduct("words", text, { bytes: 64, ...near });
  const { rx } = graph.aqueduct("words", text, { bytes: 64, ...far });
  return graph.actor("SENDER", writer, { ports: { out: tx } })
    .actor("TAKER", reader, { ports: { in: rx } });
}

/** SENDER → DEALER → EGRESS ⇢ INGRESS → JOINER → TAKER, with a bundle in the middle of which all lanes are needed to go on */
export function bundlePair(options: PairOptions, girth: number): Graph {
  const graph = graphOf("bundle");
  const [near, far] = optionsOf(options);
  const numbers = graph.channel("numbers", u32, { capacity: 4 });
  const out = graph.aqueduct("parts", u32, { ...near, girth });
  const into = graph.aqueduct("parts", u32, { ...far, girth });
  const sums = graph.channel("sums", u32, { capacity: 4 });
  return graph.actor("SENDER", sender, { ports: { out: numbers.tx } })
    .actor("DEALER", dealer, { ports: { in: numbers.rx, out: out.tx } })
    .actor("JOINER", joiner, { ports: { in: into.rx, out: sums.tx } })
    .actor("TAKER", taker, { ports: { in: sums.rx } });
}
