/** A graph that reads from a folder with a journal, to be killed: `journal_program.ts FOLDER COUNT OPEN`. With OPEN 0 nobody takes a message. */
import { delivery, Graph, u32 } from "@steady-state/deno";
import { filed, noting } from "./graph_actors.ts";

if (import.meta.main) {
  const [folder, count, open] = Deno.args as [string, string, string];
  const graph = new Graph("journalled", { log: () => {} });
  const numbers = graph.channel("numbers", delivery(u32), { capacity: 256 });
  graph.actor("SOURCE", filed, {
    ports: { messages: numbers.tx },
    args: { folder, count: Number(count), mode: "journal", journal: `${folder}/journal` },
  }).actor("SINK", noting, {
    ports: { numbers: numbers.rx },
    args: { path: `${folder}/out`, open: Number(open) },
  });
  await graph.start();
  await graph.finished;
}
