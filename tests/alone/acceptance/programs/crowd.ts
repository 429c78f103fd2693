// Runs lanes of five stages, and what feeds them: 198 lanes are 999 actors and 1260 channels, which two workers share.
// deno run crowd.ts LANES RATE_HZ

import { Graph, run, u32 } from "../../../../mod.ts";
import { basin, spring, stage } from "../../../telemetry/fixtures/stages.ts";

const lanes = Number(Deno.args[0]);
const rateHz = Number(Deno.args[1]);
const STAGES = ["parse", "validate", "enrich", "score", "format"];

const graph = new Graph("order pipeline", { log: () => {} });
const [odd, even] = [graph.troupe("odd"), graph.troupe("even")];
const one = (name: string) => graph.channel(name, u32, { capacity: 16 });
const many = (name: string, girth = lanes) => graph.bundle(name, u32, { girth, capacity: 16 });

const [requests, records, ticks, audit] = [
  one("requests"),
  one("records"),
  one("ticks"),
  one("audit"),
];
const steps = ["jobs", "parsed", "valid", "rich", "scored", "lines"].map((name) => many(name));
const rejects = many("rejects", Math.ceil(lanes / 3));
const [rows, pushes] = [one("rows"), one("pushes")];

const feed = { args: { each10ms: 2 }, troupe: odd };
graph
  .actor("http ingest", spring, { ports: { out: [requests.tx] }, ...feed })
  .actor("kafka reader", spring, { ports: { out: [records.tx] }, ...feed })
  .actor("timer", spring, { ports: { out: [ticks.tx] }, ...feed })
  .actor("router", stage, {
    ports: { in: [requests.rx, records.rx, ticks.rx], out: [...steps[0]!.tx, audit.tx] },
    troupe: odd,
  })
  .actor("audit log", basin, { ports: { in: [audit.rx] }, troupe: odd });
STAGES.forEach((name, step) => {
  for (let lane = 0; lane < lanes; lane++) {
    const out = [steps[step + 1]!.tx[lane]!];
    if (step === STAGES.length - 1 && lane % 3 === 0) out.push(rejects.tx[lane / 3]!);
    graph.actor(name, stage, {
      instance: lane,
      ports: { in: [steps[step]!.rx[lane]!], out },
      troupe: lane % 2 === 0 ? even : odd,
    });
  }
});
graph
  .actor("aggregator", stage, {
    ports: { in: steps.at(-1)!.rx, out: [rows.tx, pushes.tx] },
    troupe: even,
  })
  .actor("dead letters", basin, { ports: { in: rejects.rx }, troupe: even })
  .actor("db writer", basin, { ports: { in: [rows.rx] }, troupe: even })
  .actor("websocket out", basin, { ports: { in: [pushes.rx] }, troupe: even });

await run(graph, { telemetry: { port: 0, rateHz } });
