/**
 * Lets an actor crash many times, and prints what that leaves behind. Threads, locks and memory are those of a process, so it runs
 * in one of its own: see `leak_test.ts`.
 */
import { Graph, type GraphOptions } from "@steady-state/deno";
import { idler } from "../fixtures/plain_actors.ts";
import { shaky } from "../fixtures/tree_actors.ts";
import { until, Watch, within } from "../fixtures/watch.ts";

/** The first restarts, after which caches are filled and threads of pools are there. */
const FIRST = 50;

const UNTIRING: GraphOptions = {
  log: () => {},
  intensity: {
    restarts: 1_000_000,
    withinMs: 1000,
    backoff: { firstMs: 0, maxMs: 0 },
  },
};

interface Locks {
  query(): Promise<{ readonly held: readonly unknown[]; readonly pending: readonly unknown[] }>;
}

/** Locks of this process: one held by each worker, one asked for by the host for each. */
async function lockCount(): Promise<number> {
  const { held, pending } = await (navigator as unknown as { locks: Locks }).locks.query();
  return held.length + pending.length;
}

function threadCount(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/^Threads:\s*(\d+)/m.exec(status)?.[1]);
}

const [home, strategy, count] = Deno.args as [string, "oneForOne" | "oneForAll", string];
const times = Number(count);
const graph = new Graph("leak", { ...UNTIRING, strategy });
const place = home === "solo" ? {} : { troupe: graph.troupe("ensemble") };
graph.actor("SHAKY", shaky, { args: { crashes: times }, ...place }).actor("MATE", idler, place);
if (strategy === "oneForAll") graph.actor("SIBLING", idler);
const watch = new Watch().on(graph);
await graph.start();
const restarted = (count: number) =>
  until(() => watch.count("SHAKY", "restarted") >= count, `${count} restarts`, 120_000);
await restarted(FIRST);
const [threads, locks, { rss }] = [threadCount(), await lockCount(), Deno.memoryUsage()];
await restarted(times);
const grownMiB = (Deno.memoryUsage().rss - rss) / 2 ** 20;
// A thread that ends is gone a moment after its lock; one of the runtime's pool, which has nothing to do, after ten seconds.
await until(() => threadCount() <= threads, `no more than ${threads} threads`, 30_000);
const moreLocks = await lockCount() - locks;
const { clean, actors } = await within(graph.stop(), "the end");
const restarts = actors.map(({ restarts }) => restarts);
console.log(JSON.stringify({ grownMiB, moreLocks, clean, restarts }));
