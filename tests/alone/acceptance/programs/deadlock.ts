// Runs two actors that wait for each other for ever, and two that do not.

import { Graph, run, u32 } from "../../../../mod.ts";
import { answerer, asker, basin, spring } from "../../../telemetry/fixtures/stages.ts";

const graph = new Graph("knot", { log: () => {}, stopTimeoutMs: 300 });
const [jobs, answers, other] = ["jobs", "answers", "other"].map((name) =>
  graph.channel(name, u32, { capacity: 8 })
);
graph.actor("ASKER", asker, { ports: { jobs: jobs!.tx, answers: answers!.rx } })
  .actor("ANSWERER", answerer, { ports: { jobs: jobs!.rx, answers: answers!.tx } })
  .actor("SOURCE", spring, { ports: { out: [other!.tx] } })
  .actor("SINK", basin, { ports: { in: [other!.rx] } });
await run(graph, { telemetry: { port: 0 } });
