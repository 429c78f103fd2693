/**
 * A program that prices the lines of a log into files, until it is killed. It says when it runs.
 *
 * @module
 */
import { delivery, Graph, json } from "@steady-state/deno";
import { archive, type Priced, pricer, type Request, requests } from "./graph_actors.ts";

/** The graph of the program. */
export function pricing(from: string, to: string): Graph {
  const graph = new Graph("pricing", { log: () => {} });
  const incoming = graph.channel("requests", delivery(json<Request>()));
  const outgoing = graph.channel("priced", delivery(json<Priced>()));
  return graph
    .actor("REQUESTS", requests, {
      ports: { messages: incoming.tx },
      args: { path: from, pollMs: 20, batch: 50 },
    })
    .actor("PRICER", pricer, { ports: { requests: incoming.rx, priced: outgoing.tx } })
    .actor("ARCHIVE", archive, {
      ports: { messages: outgoing.rx },
      args: { path: to, rollBytes: 4000, batch: 30 },
    });
}

if (import.meta.main) {
  const graph = pricing(Deno.args[0]!, Deno.args[1]!);
  await graph.start();
  console.log("runs");
  await graph.finished;
}
