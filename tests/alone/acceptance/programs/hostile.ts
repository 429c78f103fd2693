// Runs actors and channels with hostile names: each sends to the next.

import { Graph, run, u32 } from "../../../../mod.ts";
import { basin, spring, stage } from "../../../telemetry/fixtures/stages.ts";
import { HOSTILE_NAMES } from "../hostile_names.ts";

const graph = new Graph("<b>bold</b>", { log: () => {} });
const troupe = graph.troupe(`<i>"troupe"\\</i>`);
const channels = HOSTILE_NAMES.slice(1).map((name) => graph.channel(name, u32, { capacity: 8 }));
const last = HOSTILE_NAMES.length - 1;
HOSTILE_NAMES.forEach((name, at) => {
  const ports = {
    in: at > 0 ? [channels[at - 1]!.rx] : [],
    out: at < last ? [channels[at]!.tx] : [],
  };
  if (at === 0) graph.actor(name, spring, { ports: { out: ports.out }, troupe });
  else if (at < last) graph.actor(name, stage, { ports, troupe });
  else graph.actor(name, basin, { ports: { in: ports.in }, troupe });
});
await run(graph, { telemetry: { port: 0 } });
