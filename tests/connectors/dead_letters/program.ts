/** The graph of `actors.ts`, to be killed: `program.ts FOLDER`. */
import { delivery, Graph, json } from "@steady-state/deno";
import { checking, letterFiles, refusing } from "./actors.ts";

export function lettersGraph(folder: string): Graph {
  const { source, sink } = letterFiles(folder);
  const graph = new Graph("dead letters", { log: () => {} });
  const messages = graph.channel("messages", delivery(json<{ n: number }>()));
  return graph
    .actor("SOURCE", checking, {
      ports: { messages: messages.tx },
      args: { folder, deadLetters: source },
    })
    .actor("SINK", refusing, {
      ports: { messages: messages.rx },
      args: { deadLetters: sink },
    });
}

if (import.meta.main) {
  const graph = lettersGraph(Deno.args[0] as string);
  await graph.start();
  await graph.finished;
}
