/** A source in a graph, on real workers: nothing is lost and nothing doubled, whoever dies; and what it costs where the service fails. */
import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, type GraphOptions, u32 } from "@steady-state/deno";
import { until, within } from "../../fixtures/watch.ts";
import { settledIn } from "./file_wire.ts";
import { filed, tally } from "./graph_actors.ts";

const QUIET: GraphOptions = {
  log: () => {},
  intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
};

function drawn(args: Partial<typeof filed.args>, options = QUIET): Graph {
  const graph = new Graph("filed", options);
  const numbers = graph.channel("numbers", delivery(u32), { capacity: 256 });
  return graph.actor("SOURCE", filed, { ports: { messages: numbers.tx }, args })
    .actor("TALLY", tally, { ports: { numbers: numbers.rx } });
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n + 1);
}

Deno.test("a finite source ends its graph once all is settled, in order", () =>
  inFolder(async (folder) => {
    const graph = drawn({ folder, count: 5000, partitions: 3 });
    await within(graph.start(), "the start");
    const report = await within(graph.finished, "the end");
    assert(report.clean);
    assertEquals(graph.state("TALLY"), { count: 5000, sum: 12_502_500, last: 5000, wrong: [] });
    assertEquals(settledIn(folder), upTo(5000));
  }));

Deno.test("a source that dies again and again, and whose service fails, loses and doubles nothing", () =>
  inFolder(async (folder) => {
    const graph = drawn({ folder, count: 20_001, partitions: 3, fails: 7, maxInFlight: 300 });
    await within(graph.start(), "the start");
    for (const count of [1000, 3000, 5000, 8000, 12_000]) {
      await until(() => (graph.state("TALLY").count as number) >= count, `${count} taken`);
      await graph.restart("SOURCE");
    }
    await until(() => graph.state("TALLY").count === 20_001, "all taken");
    assertEquals(graph.state("TALLY").wrong, []);
    await until(() => new Set(settledIn(folder)).size === 20_001, "all settled");
    const report = await within(graph.stop(), "the stop");
    assert(report.clean);
  }));
