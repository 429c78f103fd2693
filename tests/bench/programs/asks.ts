/** Ours: asks of the host through one actor or more. Prints thousands a second, and microseconds. */
import { Graph, type WaitStrategy } from "@steady-state/deno";
import { billing, cashier, clerk } from "../actors/asks.ts";
import { measureAsks } from "../asking.ts";
import { finish, numberIn, wordsOf } from "../words.ts";

const words = wordsOf(Deno.args);
const waitStrategy = (words.strategy ?? "adaptive") as WaitStrategy;
const graph = new Graph("asks");
const options = { capacity: 1024 };
const requests = graph.channel("requests", billing, options);
const answers = graph.channel("answers", billing.answers, options);
const service = graph.service(requests, answers);
let last = requests;
for (let i = 1; i < numberIn(words, "actors", 1); i++) {
  const next = graph.channel(`forwarded ${i}`, billing, options);
  const ports = { input: last.rx, out: next.tx };
  graph.actor("CLERK", clerk, { instance: i, ports, waitStrategy });
  last = next;
}
graph.actor("CASHIER", cashier, { ports: { input: last.rx, out: answers.tx }, waitStrategy });
await graph.start();
const figures = await measureAsks((question) => service.ask(question), words);
await graph.stop();
finish(figures);
