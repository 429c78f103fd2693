// Runs a channel whose messages wait for five milliseconds. Prints its report, as JSON, when it has stopped.

import { f64, Graph, run } from "../../../../mod.ts";
import { stamper } from "../../../telemetry/fixtures/delays.ts";
import { dawdler } from "./delay_actors.ts";

const graph = new Graph("delay");
// No message waits for another one: what is timed is the delay alone, also where other programs take the processor.
const { tx, rx } = graph.channel("times", f64, { capacity: 1 });
graph.actor("STAMPER", stamper, { ports: { times: tx }, args: { messages: 100_000 } })
  .actor("DAWDLER", dawdler, { ports: { times: rx } });
const report = await run(graph, { telemetry: { port: 0 } });
console.log(`report: ${JSON.stringify(report)}`);
