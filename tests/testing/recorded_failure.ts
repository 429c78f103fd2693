import { assertEquals, assertRejects } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { simulate, SimulationError } from "@steady-state/deno/testing";
import { forgetful, sink, source } from "../fixtures/chain_actors.ts";

/** A source, an actor that passes on, and somebody who counts. */
export function chain(passing = forgetful): Graph {
  const graph = new Graph("chain of three", {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 50 } },
    logLevel: "error",
  });
  const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32, { capacity: 8 }));
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx }, args: { count: 100 } })
    .actor("PASSING", passing, { ports: { in: raw!.rx, out: passed!.tx } })
    .actor("SINK", sink, { ports: { in: passed!.rx } });
}

/** Fails where a message was lost, and records that in the folder. */
export async function recordedFailure(trace: string): Promise<SimulationError> {
  const options = { seeds: 100, faults: { death: 0.005, slow: 0.01 }, trace };
  return await assertRejects(
    () =>
      simulate(chain, options, async (stage) => {
        await stage.finished;
        assertEquals(stage.state("SINK").count, 100);
      }),
    SimulationError,
  );
}
