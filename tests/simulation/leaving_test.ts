/** Actors that are stopped alone, and begin again, while all around them die: nothing is lost, nothing is doubled. */
import { assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { simulate, type Stage } from "@steady-state/deno/testing";
import { pacer } from "../fixtures/handle_actors.ts";
import { arrivalFaults, dealer, helper, keeper, parcel } from "../fixtures/pool_actors.ts";
import { seeded } from "../fixtures/random.ts";

const COUNT = 300;
const LANES = 3;
const UNTIRING = { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 20 } };

function drawn(): Graph {
  const graph = new Graph("lanes", { log: () => {}, intensity: UNTIRING, showstopper: Infinity });
  const jobs = graph.bundle("jobs", u32, { girth: LANES, capacity: 8 });
  const done = graph.bundle("done", parcel, { girth: LANES, capacity: 8 });
  graph.actor("DEALER", dealer, { ports: { jobs: jobs.tx }, args: { count: COUNT } });
  for (let instance = 0; instance < LANES; instance++) {
    const ports = { jobs: jobs.rx[instance]!, done: done.tx[instance]! };
    graph.actor("HELPER", helper, { instance, ports });
  }
  return graph.actor("KEEPER", keeper, { ports: { done: done.rx } });
}

/** Messages in a lane of the jobs. */
function leftIn({ graph: { telemetry: { region, topology } } }: Stage, of: number): number {
  const words = new Int32Array(region);
  const { sentWord = 0, takenWord = 0 } =
    topology.channels.find(({ name, lane }) => name === "jobs" && lane === of) ?? {};
  return (words[sentWord]! - words[takenWord]!) | 0;
}

/** Has it done by the host, and goes on until it is. */
async function settled(stage: Stage, call: () => Promise<void>): Promise<string> {
  let outcome: string | undefined;
  call().then(() => outcome = "done", (error) => outcome = String(error));
  await stage.until(() => outcome !== undefined);
  return outcome as string;
}

Deno.test("helpers that are stopped alone and begin again lose and double nothing, whatever dies meanwhile", async () => {
  const options = {
    seeds: 60,
    faults: { death: 0.003, deathAtStore: 0.004, slow: 0.01 },
    faultsFor: "1 min",
  } as const;
  let stops = 0;
  await simulate(drawn, options, async (stage) => {
    const random = seeded(stage.seed);
    const pick = (from: number) => Math.floor(random() * from);
    await stage.advance(1);
    while (stage.graph.lifecycle === "running") {
      const lane = 1 + pick(LANES - 1);
      const helper = stage.graph.ref(`HELPER ${lane}`);
      const { status } = helper.status();
      // Nothing came to it after it had left.
      if (status === "ended") assertEquals(leftIn(stage, lane), 0, `in lane ${lane}`);
      if (status === "ended") await settled(stage, () => helper.revive());
      else if (await settled(stage, () => helper.stop()) === "done") stops++;
      await stage.advance(pick(8));
    }
    const { clean, actors } = await stage.finished;
    assertEquals(clean, true);
    const { arrived } = actors.at(-1)!.state as { arrived: number[][] };
    assertEquals(arrivalFaults(arrived, COUNT), []);
  });
  if (stops < 100) throw new Error(`only ${stops} stops`);
});

Deno.test("what actors are told comes whole, and outlives whatever dies", async () => {
  const build = () =>
    new Graph("told", { log: () => {}, intensity: UNTIRING })
      .actor("PACER", pacer, { instance: 1 }).actor("PACER", pacer, { instance: 2 });
  const options = { seeds: 40, faults: { death: 0.01, deathAtStore: 0.01, lateToWorker: 0.02 } };
  await simulate(build, options, async (stage) => {
    await stage.advance(1);
    const random = seeded(stage.seed);
    for (let told = 1; told <= 30; told++) {
      const pace = stage.graph.ref(`PACER ${1 + told % 2}`);
      const args = { left: told, right: told };
      assertEquals(await settled(stage, () => pace.tell(args)), "done");
      // From now on no turn has the old ones.
      const { turns } = pace.state() as { turns: number };
      await stage.until(() => (pace.state() as { turns: number }).turns > turns);
      const { seen, torn } = pace.state() as { seen: number[]; torn: number };
      assertEquals([seen.at(-1), torn], [told, 0]);
      await stage.advance(random() * 4);
    }
    stage.stop();
    await stage.finished;
  });
});
