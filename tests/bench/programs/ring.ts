/**
 * Ours: a ring of actors in two troupes, or in as many as `troupes` says; with `solo=1` in none: each in a worker of its own, or in as many
 * as `workers` says. Prints how long the start took, what each takes in memory, and the messages passed on a second, all actors together
 * (with `mixed`, once all kinds of message were used in their threads); without tokens, how much of a core the idle ring takes.
 */
import { f64, Graph, type Kind } from "@steady-state/deno";
import { MIXERS, ROUNDS } from "../actors/mixed.ts";
import { node } from "../actors/ring.ts";
import { processorMs, residentBytes } from "../resources.ts";
import { finish, numberIn, wordsOf } from "../words.ts";
import { readCount } from "../../../src/wide_count.ts";

const words = wordsOf(Deno.args);
const count = numberIn(words, "count", 100);
const tokens = numberIn(words, "tokens", Math.max(1, count / 10));
const times = { warm: numberIn(words, "warm", 200), measure: numberIn(words, "measure", 400) };
const idleMs = numberIn(words, "idle", 3000);
const parts = numberIn(words, "troupes", 2);

function ringOf(size: number, tokens: number): Graph {
  const graph = new Graph("ring", {
    startTimeoutMs: 120_000,
    stopTimeoutMs: 60_000,
    log: () => {},
    workers: (words.workers ?? "each") as "each" | "cores" | number,
  });
  const links = Array.from({ length: size }, (_, i) => graph.channel(`link ${i}`, f64));
  const troupes = Array.from({ length: parts }, (_, i) => graph.troupe(`troupe ${i}`));
  links.forEach((link, i) => {
    const troupe = troupes[Math.floor(i * parts / size)]!;
    graph.actor("NODE", node, {
      instance: i,
      ports: { input: link.rx, out: links[(i + 1) % size]!.tx },
      args: { begins: tokens > 0 && i % (size / tokens) === 0 },
      ...(words.solo === 1 ? {} : { troupe }),
    });
  });
  // After these the threads have seen all kinds.
  if (words.mixed === 1) {
    for (const troupe of troupes) {
      MIXERS.forEach((definition, i) => {
        const { kind } = definition.ports.back as { readonly kind: Kind<unknown> };
        const { rx, tx } = graph.channel(`mix ${troupe.name} ${i}`, kind, { capacity: 16 });
        graph.actor(`MIX ${troupe.name} ${i}`, definition, {
          ports: { back: rx, out: tx },
          troupe,
        } as never);
      });
    }
  }
  return graph;
}

/** What two workers take with next to nothing in them, so that it is not counted as the actors'. */
async function warmUp(): Promise<void> {
  const graph = ringOf(2, 0);
  await graph.start();
  await graph.stop();
}

if (words.solo !== 1) await warmUp();
const memory = residentBytes();
const begin = performance.now();
const graph = ringOf(count, tokens);
await graph.start();
const start = performance.now() - begin;
/** Messages taken so far, all actors of the ring together, or all that use other kinds. */
function takenSoFar(from: "link" | "mix"): number {
  const { region, topology } = graph.telemetry;
  const words = new Int32Array(region);
  return topology.channels.reduce(
    (sum, { name, takenWord, takenHighWord }) =>
      name.startsWith(from) ? sum + readCount(words, takenWord, takenHighWord) : sum,
    0,
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (tokens > 0) {
  const bytes = (residentBytes() - memory) / count;
  const mixed = words.mixed === 1 ? parts * MIXERS.length * ROUNDS : 0;
  while (takenSoFar("mix") < mixed) await sleep(10);
  await sleep(times.warm);
  const [before, from, spent] = [takenSoFar("link"), performance.now(), processorMs()];
  await sleep(times.measure);
  const passed = takenSoFar("link") - before;
  const rate = passed * 1000 / (performance.now() - from);
  finish({ start, bytes, rate, processorNs: (processorMs() - spent) * 1e6 / passed });
}
await sleep(1000);
const bytes = (residentBytes() - memory) / count;
const spent = processorMs();
const from = performance.now();
await sleep(idleMs);
const percent = (processorMs() - spent) / (performance.now() - from) * 100;
await graph.stop();
finish({ start, bytes, percent });
