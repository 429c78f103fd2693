/** Calls outside and the rest of the framework: who dies of a job, what a new process knows, what telemetry makes of it. */
import { Graph, u32 } from "@steady-state/deno";
import { type CallsOptions, defineActor, doneMarks, rx, tx } from "@steady-state/deno/actor";
import { collect, feed, load, measure, rehearse, simulate } from "@steady-state/deno/testing";
import { assert, assertEquals } from "@std/assert";

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });

/** Job 2 closes the worker, a while after its call began; the others take longer. */
const deadly = defineActor(import.meta, "deadly", {
  ports: { jobs: rx(u32), results: tx(u32) },
  async run(actor) {
    const { jobs, results } = actor.ports;
    await actor.calls(jobs, results, { concurrency: 4 }, async (job) => {
      await after(job === 2 ? 10 : 50);
      if (job === 2) {
        self.close();
        await new Promise(() => {});
      }
      return job;
    });
  },
});

Deno.test("a job whose call kills the thread is found out and given up, and those beside it are done", async () => {
  await using scene = await rehearse(deadly);
  scene.jobs.send(0, 1, 2, 3, 4, 5);
  scene.jobs.close();
  const { crashes } = await scene.ended;
  assertEquals(scene.results.taken, [0, 1, 3, 4, 5]);
  const told = scene.deadLetters.map(({ message, reason }) => [message, reason]);
  assertEquals(told, [[2, "the actor died 3 times on it"]]);
  assert(crashes.length >= 3 && crashes.length <= 5, `${crashes.length} deaths`);
});

/** Sends to nobody. */
const quiet = defineActor(import.meta, "quiet", {
  ports: { jobs: rx(u32) },
  state: { marks: doneMarks() },
  async run(actor) {
    await actor.calls(actor.ports.jobs, { order: "any", concurrency: 4 }, async (job) => {
      await after(job === 0 ? 500 : 10);
    });
  },
});

Deno.test("without results jobs are done all the same, and marked", async () => {
  await using scene = await rehearse(quiet);
  scene.jobs.send(0, 1, 2, 3, 4, 5);
  await scene.advance(100);
  assertEquals(scene.jobs.waiting, 6);
  const { run: _, ...marks } = scene.state.marks;
  assertEquals(marks, { doneMarks: 256, end: 0, from: 0, done: "e3" });
  await scene.advance(1000);
  assertEquals([scene.jobs.waiting, scene.state.marks.done], [0, ""]);
});

let options: CallsOptions<number> = {};
const caller = defineActor(import.meta, "caller", {
  ports: { jobs: rx(u32), results: tx(u32) },
  state: { marks: doneMarks() },
  async run(actor) {
    const { jobs, results } = actor.ports;
    await actor.calls(jobs, results, options, async (job) => {
      await after(job === 0 ? 60_000 : 100);
      return job;
    });
  },
});

function calls(): Graph {
  const graph = new Graph("calls", { durable: "calls.state" });
  const jobs = graph.channel("jobs", u32, { capacity: 16 });
  const results = graph.channel("results", u32, { capacity: 16 });
  return graph.actor("SOURCE", source, { ports: { out: jobs.tx } })
    .actor("CALLER", caller, {
      ports: { jobs: jobs.rx, results: results.tx },
      durable: true,
    })
    .actor("SINK", sink, { ports: { in: results.rx } });
}

Deno.test("marks of an earlier process say nothing of the jobs of this one", async () => {
  options = { order: "any", timeoutMs: 100_000 };
  await simulate(calls, { seeds: 3 }, async (stage) => {
    stage.perform("SOURCE", source, feed([0, 1, 2, 3]));
    const before = stage.perform("SINK", sink, collect());
    await stage.until(() => before.taken.length === 3);
    await stage.advance("10 s"); // Durable state is written by then: jobs 1 to 3 are marked.
    const again = await stage.startAgain();
    again.perform("SOURCE", source, feed([0, 1, 2, 3]));
    const after = again.perform("SINK", sink, collect());
    await again.finished;
    assertEquals(after.taken.toSorted(), [0, 1, 2, 3]);
  });
});

Deno.test("who calls as much as it may waits outside, and else for its input", async () => {
  const spent = async (perSecond: number) => {
    options = { concurrency: 2 };
    const [run] = await simulate(calls, {}, async (stage) => {
      const jobs = load((i) => i + 1, { rate: perSecond, count: 200 });
      stage.perform("SOURCE", source, jobs);
      stage.perform("SINK", sink, measure(jobs));
      await stage.finished;
    });
    return run!.load!.actors.find(({ label }) => label === "CALLER")!;
  };
  // Two at a time, a tenth of a second each: twenty a second.
  const [much, little] = [await spent(100), await spent(2)];
  assert(much.outside > 0.95, JSON.stringify(much));
  assert(little.waiting > 0.95, JSON.stringify(little));
});
