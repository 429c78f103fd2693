// Runs a channel for each level: one that stays ok, one at watch, one at high, one that is critical.

import { alertRule, Graph, run, u32 } from "../../../../mod.ts";
import { filler, sipper } from "./brim_actors.ts";

const CAPACITY = 64;
const ROOM = { low: 60, half: 28, high: 8, full: 0 };

// Rules by fill alone: by the standard ones, readers that only wait are in no trouble.
const alerts = [
  alertRule("fill", { stat: "average", above: 0.5, level: "watch" }),
  alertRule("fill", { stat: "average", above: 0.8, level: "high" }),
  alertRule("fill", { stat: "average", above: 0.95, level: "critical" }),
];

const graph = new Graph("brim");
const troupe = graph.troupe("rest");
for (const [name, room] of Object.entries(ROOM)) {
  const { tx, rx } = graph.channel(name, u32, { capacity: CAPACITY, alerts });
  graph.actor(`fill ${name}`, filler, { ports: { out: tx }, args: { room }, troupe })
    .actor(`sip ${name}`, sipper, { ports: { in: rx }, troupe });
}
await run(graph, { telemetry: { port: 0 } });
