/**
 * What an aqueduct over JetStream does: one of two processes, `pod.ts take|send SERVERS NAME COUNT`. Who takes prints the rate of records.
 *
 * @module
 */
import { Graph } from "@steady-state/deno";
import { f64 } from "@steady-state/deno/actor";
import { jetstream } from "@steady-state/deno/links";
import { record, sink, source } from "../../throughput/actors.ts";

const [role = "", servers = "", name = "", countText] = Deno.args;
const count = Number(countText);
const graph = new Graph(`records ${role}`, { logLevel: "warn" });
const records = graph.aqueduct(name, record, { capacity: 16_384, via: jetstream({ servers }) });
if (role === "take") {
  const time = graph.channel("time", f64);
  graph.actor("SINK", sink, { ports: { records: records.rx, time: time.tx }, args: { count } });
  const receiver = graph.receiver(time);
  await graph.start();
  console.log(JSON.stringify({ rate: count / (await receiver.take() as number) * 1000 }));
} else {
  graph.actor("SOURCE", source, { ports: { records: records.tx }, args: { count } });
  await graph.start();
}
await graph.finished;
