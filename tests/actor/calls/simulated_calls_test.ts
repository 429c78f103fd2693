/** Calls outside under deaths at every store: no job is skipped, no result is doubled, and the order is what was asked for. */
import { Graph, u32 } from "@steady-state/deno";
import {
  type CallOrder,
  type CallsOptions,
  defineActor,
  doneMarks,
  rx,
  tx,
} from "@steady-state/deno/actor";
import { collect, feed, simulate } from "@steady-state/deno/testing";
import { assert, assertEquals } from "@std/assert";

const JOBS = Array.from({ length: 40 }, (_, i) => i);
const KEYS = 5;
const keyOf = (job: number) => job % KEYS;

/** What was called, by the machine outside, which no death of an actor reaches. */
interface Begun {
  readonly job: number;
  readonly effectId: string;
}
let begun: Begun[] = [];
let deaths = 0;
let options: CallsOptions<number> = {};

const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });

const caller = defineActor(import.meta, "caller", {
  ports: { jobs: rx(u32), results: tx(u32) },
  state: { marks: doneMarks(16) },
  async run(actor) {
    const { jobs, results } = actor.ports;
    await actor.calls(jobs, results, options, async (job, { effectId }) => {
      begun.push({ job, effectId });
      await new Promise((resolve) => setTimeout(resolve, 100 * Math.random()));
      if (Math.random() < 0.1) throw new Error("flaky");
      return job;
    });
  },
});

function build(): Graph {
  begun = [];
  const intensity = { restarts: 10_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } };
  const graph = new Graph("calls", { intensity, showstopper: 10_000, logLevel: "error" });
  const jobs = graph.channel("jobs", u32, { capacity: 16 });
  const results = graph.channel("results", u32, { capacity: 4 });
  return graph.actor("SOURCE", source, { ports: { out: jobs.tx } })
    .actor("CALLER", caller, { ports: { jobs: jobs.rx, results: results.tx } })
    .actor("SINK", sink, { ports: { in: results.rx } });
}

/** Runs the graph under the dice, and returns what came out. */
async function resultsOf(seed: number, wanted: CallsOptions<number>): Promise<readonly number[]> {
  options = { concurrency: 4, retry: { attempts: 1000, firstMs: 10 }, ...wanted };
  const faults = { death: 0.005, deathAtStore: 0.02, hang: 0.0005, slow: 0.005 };
  let taken: readonly number[] = [];
  await simulate(build, { seeds: [seed], faults }, async (stage) => {
    stage.perform("SOURCE", source, feed(JOBS));
    const heard = stage.perform("SINK", sink, collect());
    await stage.finished;
    taken = heard.taken;
    deaths += stage.graph.crashes.filter(({ actor }) => actor === "CALLER").length;
    assertEquals(taken.toSorted((a, b) => a - b), JOBS, "each job has one result");
    assertEquals(stage.graph.deadLetters, []);
    const ids = Map.groupBy(begun, ({ effectId }) => effectId);
    assertEquals(ids.size, JOBS.length, "each job has an id, and no other has it");
    for (const calls of ids.values()) assertEquals(new Set(calls.map(({ job }) => job)).size, 1);
  });
  return taken;
}

const ORDERS: Record<string, CallOrder<number>> = {
  strict: "strict",
  any: "any",
  perKey: { perKey: keyOf },
};
const SEEDS = Array.from({ length: Number(Deno.env.get("CALL_SEEDS") ?? 40) }, (_, i) => i + 1);

for (const [name, order] of Object.entries(ORDERS)) {
  Deno.test(`calls, ${name}: none is skipped and none doubled, whatever dies`, async () => {
    deaths = 0;
    let overtaken = 0;
    let repeated = 0;
    for (const seed of SEEDS) {
      const results = await resultsOf(seed, { order });
      repeated += begun.length - JOBS.length;
      overtaken += results.filter((job, i) => i > 0 && job < results[i - 1]!).length;
      if (name === "strict") assertEquals(results, JOBS);
      if (name !== "perKey") continue;
      for (const ofKey of Map.groupBy(results, keyOf).values()) {
        assertEquals(ofKey, ofKey.toSorted((a, b) => a - b), "results of one key are in order");
      }
      for (const calls of Map.groupBy(begun, ({ job }) => keyOf(job)).values()) {
        const jobs = calls.map(({ job }) => job);
        assertEquals(
          jobs,
          jobs.toSorted((a, b) => a - b),
          "no job is done again behind a later one",
        );
      }
    }
    assert(deaths > SEEDS.length, `${deaths} deaths`);
    assert(repeated > 0, "deaths and failures had jobs called for again");
    assertEquals(overtaken > 0, name !== "strict");
  });
}
