// Runs a channel for each level: one that stays ok, one at watch, one at high, one that is critical.

import { Graph, run, u32 } from "../../../../mod.ts";
import { filler, sipper } from "./brim_actors.ts";

const CAPACITY = 64;
const ROOM = { low: 60, half: 28, high: 8, full: 0 };

const graph = new Graph("brim");
const troupe = graph.troupe("rest");
for (const [name, room] of Object.entries(ROOM)) {
  const { tx, rx } = graph.channel(name, u32, { capacity: CAPACITY });
  graph.actor(`fill ${name}`, filler, { ports: { out: tx }, args: { room }, troupe })
    .actor(`sip ${name}`, sipper, { ports: { in: rx }, troupe });
}
await run(graph, { telemetry: { port: 0 } });
