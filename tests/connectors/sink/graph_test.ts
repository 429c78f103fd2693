/** A sink in a graph, on real workers: nothing is lost and nothing doubled, whoever dies, and whatever becomes of an answer. */
import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, u32 } from "@steady-state/deno";
import { until, within } from "../../fixtures/watch.ts";
import { filed } from "../source/graph_actors.ts";
import { appended, linesOf } from "./append_wire.ts";

Deno.test("a sink that dies again and again, and whose answers are lost, loses and doubles nothing", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/lines`;
  try {
    const graph = new Graph("appended", {
      log: () => {},
      intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
    });
    const numbers = graph.channel("numbers", delivery(u32), { capacity: 256 });
    graph
      .actor("SOURCE", filed, { ports: { messages: numbers.tx }, args: { folder, count: 4000 } })
      .actor("SINK", appended, {
        ports: { messages: numbers.rx },
        args: { file, fails: 11, batch: 64 },
      });
    await within(graph.start(), "the start");
    for (const count of [300, 900, 1500, 2500]) {
      await until(() => graph.inFlight("SOURCE").settled >= count, `${count} settled`);
      await graph.restart("SINK");
    }
    const report = await within(graph.finished, "the end");
    assert(report.clean);
    assertEquals(
      (await linesOf(file)).map((line) => line.split(" ")),
      Array.from({ length: 4000 }, (_, n) => [`f/${n + 1}`, `${n + 1}`]),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
