/** Calls and batches on threads of the machine, which load what they take for them, and are ended wherever they are. */
import { Graph, u32 } from "@steady-state/deno";
import { collect, feed, simulate } from "@steady-state/deno/testing";
import { assert, assertEquals } from "@std/assert";
import { caller, sink, source, summer } from "../../fixtures/calls_actors.ts";

const JOBS = Array.from({ length: 300 }, (_, i) => i);

for (const [name, definition] of Object.entries({ caller, summer })) {
  Deno.test(`${name}: nothing is lost or doubled on real workers that die`, async () => {
    const build = () => {
      const intensity = { restarts: 1000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 5 } };
      const graph = new Graph("real", { intensity, showstopper: 1000, logLevel: "error" });
      const jobs = graph.channel("jobs", u32, { capacity: 16 });
      const results = graph.channel("results", u32, { capacity: 8 });
      return graph.actor("SOURCE", source, { ports: { out: jobs.tx } })
        .actor("WORKER", definition, { ports: { jobs: jobs.rx, results: results.tx } })
        .actor("SINK", sink, { ports: { in: results.rx } });
    };
    const [run] = await simulate(build, { real: true, faults: { death: 0.005 } }, async (stage) => {
      stage.perform("SOURCE", source, feed(JOBS));
      const heard = stage.perform("SINK", sink, collect());
      await stage.finished;
      const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
      assertEquals(sum(heard.taken), sum(JOBS));
      if (name === "caller") assertEquals(heard.taken.toSorted((a, b) => a - b), JOBS);
    });
    assert(run !== undefined);
  });
}
