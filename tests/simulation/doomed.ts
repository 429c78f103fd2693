import { type CrashReport, Graph, StopError, type StopReport, u32 } from "@steady-state/deno";
import { collect, simulate, type SimulatedRun } from "@steady-state/deno/testing";
import { Dice } from "../../src/testing/dice.ts";
import { relay, sink, source } from "../fixtures/chain_actors.ts";

const STRATEGIES = ["oneForOne", "oneForAll", "restForOne"] as const;

/**
 * Simulates a chain whose middle always throws: it is started again as often as its supervisor may, and then given up, with the
 * supervisor above as often as that may; the rest drains and ends. Throws if any of it is otherwise.
 */
export async function simulateDoomed(seed: number): Promise<SimulatedRun> {
  const dice = new Dice(seed, "doomed");
  const [inner, outer] = [dice.below(5), dice.below(3)];
  const strategy = STRATEGIES[dice.below(3)]!;
  const isInTroupe = dice.chance(0.5);
  let crashes: CrashReport[] = [];
  const build = () => {
    crashes = [];
    const graph = new Graph("doomed", {
      intensity: { restarts: outer, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } },
      logLevel: "error",
      onCrash: (report) => crashes.push(report),
    });
    const home = isInTroupe ? { troupe: graph.troupe("HOME") } : {};
    const supervisor = graph.supervisor("INNER", {
      strategy,
      intensity: { restarts: inner, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } },
    });
    const raw = graph.channel("raw", u32, { capacity: 4 });
    const passed = graph.channel("passed", u32, { capacity: 4 });
    return graph.actor("SOURCE", source, { ports: { out: raw.tx }, args: { count: 20 }, ...home })
      .actor("DOOMED", relay, { ports: { in: raw.rx, out: passed.tx }, supervisor, ...home })
      .actor("SINK", sink, { ports: { in: passed.rx }, supervisor, ...home });
  };
  const [run] = await simulate(build, { seeds: [seed] }, async (stage) => {
    const heard = collect("in");
    stage.perform("DOOMED", () => {
      throw new Error("doomed");
    });
    stage.perform("SINK", heard);
    const report: StopReport = await stage.finished.catch((error) => {
      if (error instanceof StopError) return error.report;
      throw error;
    });
    // Each life of the inner supervisor is so many restarts and one that is too many.
    const expected = (outer + 1) * (inner + 1);
    const died = crashes.filter(({ actor }) => actor === "DOOMED");
    const outcomes = Object.fromEntries(
      report.actors.map(({ label, outcome }) => [label, outcome]),
    );
    if (died.length !== expected || crashes.length !== expected) {
      throw new Error(`DOOMED died ${died.length} times of ${crashes.length}, not ${expected}`);
    }
    if (outcomes.SOURCE !== "ended" || outcomes.DOOMED !== "failed" || report.clean) {
      throw new Error(`the end was otherwise: ${JSON.stringify(outcomes)}`);
    }
  });
  return run as SimulatedRun;
}
