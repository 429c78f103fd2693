/** Ours: round trips between two solo actors. Prints microseconds. */
import { f64, Graph, type WaitStrategy } from "@steady-state/deno";
import { ping, pong } from "../actors/rounds.ts";
import { finish, numberIn, wordsOf } from "../words.ts";

const words = wordsOf(Deno.args);
const waitStrategy = (words.strategy ?? "adaptive") as WaitStrategy;
const rounds = numberIn(words, "rounds", 1000);
const warm = numberIn(words, "warm", Math.ceil(rounds / 10));
const args = { rounds, warm, pause: numberIn(words, "pause", 0) };
const graph = new Graph("rounds");
const there = graph.channel("there", f64, { capacity: 64 });
const back = graph.channel("back", f64, { capacity: 64 });
graph.actor("PING", ping, { ports: { out: there.tx, input: back.rx }, args, waitStrategy })
  .actor("PONG", pong, { ports: { input: there.rx, out: back.tx }, waitStrategy });
await graph.start();
const { actors } = await graph.finished;
const { p50, p99, p999 } = actors[0]!.state as Record<string, number>;
finish({ p50: p50!, p99: p99!, p999: p999! });
