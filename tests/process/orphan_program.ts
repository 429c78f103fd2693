/** `orphan_program.ts FILE FIFO`: a graph in a file, with a process that hangs in the kernel in its first life. Says how it goes, a line each. */
import { Graph, u32 } from "../../mod.ts";
import { sink, source } from "./actors.ts";
import { doomed } from "./harm_actors.ts";

const [file, fifo] = Deno.args as [string, string];
const COUNT = 1000;

if (import.meta.main) {
  const graph = new Graph("orphans", { log: () => {}, region: { file }, hangTimeoutMs: Infinity });
  const numbers = graph.channel("numbers", u32, { capacity: 64 });
  const out = graph.channel("out", u32, { capacity: 64 });
  graph
    .actor("SOURCE", source, { ports: { numbers: numbers.tx }, args: { count: COUNT } })
    .actor("DOOMED", doomed, {
      ports: { numbers: numbers.rx, out: out.tx },
      args: { how: "fifo", with: fifo, lives: 1 },
      troupe: graph.process("P", { permissions: { read: [fifo] } }),
    })
    .actor("SINK", sink, { ports: { numbers: out.rx } });
  await graph.start();
  const [{ pid = null } = {}] = graph.telemetry.processes?.() ?? [];
  console.log(`pid ${pid}`);
  while (graph.state("SINK").taken !== 500 && graph.lifecycle === "running") {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  console.log("half");
  await graph.finished;
  console.log(JSON.stringify(graph.state("SINK")));
}
