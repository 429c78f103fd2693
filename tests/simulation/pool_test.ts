/** Pools that are resized at random, under load and deaths: nothing is lost, nothing is doubled, and each lane keeps its order. */
import { assert, assertEquals } from "@std/assert";
import { Graph, type Pool, type Receiver, type Sender, u32 } from "@steady-state/deno";
import { any, defineActor, rx, rxBundle, tx, txBundle } from "@steady-state/deno/actor";
import { echo, feed, simulate, type Stage } from "@steady-state/deno/testing";
import { arrivalFaults, dealer, helper, keeper, parcel } from "../fixtures/pool_actors.ts";
import { seeded } from "../fixtures/random.ts";
import { stopReportOf } from "../fixtures/stop_reports.ts";

const COUNT = 400;
const MAX = 5;
const UNTIRING = { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 20 } };
const FAULTS = {
  seeds: 60,
  faults: {
    death: 0.003,
    deathAtStore: 0.004,
    slow: 0.01,
    loadFailure: 0.05,
    lateToHost: 0.01,
    lateToWorker: 0.01,
  },
  faultsFor: "1 min",
} as const;

const pools = new WeakMap<Graph, Pool>();

function drawn(workers: "each" | number = "each"): Graph {
  const graph = new Graph("pool", {
    log: () => {},
    intensity: UNTIRING,
    showstopper: Infinity,
    workers,
  });
  const jobs = graph.bundle("jobs", u32, { girth: MAX, capacity: 8 });
  const done = graph.bundle("done", parcel, { girth: MAX, capacity: 8 });
  graph.actor("DEALER", dealer, { ports: { jobs: jobs.tx }, args: { count: COUNT } });
  const pool = graph.pool("HELPER", helper, {
    ports: { jobs: jobs.rx, done: done.tx },
    size: { min: 1, max: MAX, initial: 2 },
  });
  pools.set(graph, pool);
  return graph.actor("KEEPER", keeper, { ports: { done: done.rx } });
}

function poolOf({ graph }: Stage): Pool {
  return pools.get(graph) as Pool;
}

/** Messages in the lanes of members that sleep. */
function leftAsleep({ graph }: Stage): number {
  const { region, topology: { channels, actors } } = graph.telemetry;
  const words = new Int32Array(region);
  const asleep = graph.actors().map(({ status }) => status === "asleep");
  return channels.filter(({ to }) => asleep[to] && actors[to]?.name === "HELPER")
    .reduce((sum, { sentWord, takenWord }) => sum + (words[sentWord]! - words[takenWord]!), 0);
}

for (const workers of ["each", 2] as const) {
  const deathAtStore = workers === 2 ? 0.03 : 0.004;

  Deno.test(`a pool that is resized at random loses and doubles nothing, whatever dies, with workers: ${workers}`, async () => {
    let resizes = 0;
    let most = 0;
    const options = { ...FAULTS, faults: { ...FAULTS.faults, deathAtStore } };
    await simulate(() => drawn(workers), options, async (stage) => {
      const random = seeded(stage.seed);
      const pick = (from: number) => Math.floor(random() * from);
      await stage.advance(1);
      const pool = poolOf(stage);
      while (stage.graph.lifecycle === "running") {
        const size = 1 + pick(MAX);
        let outcome: unknown;
        const note = (had: number) => outcome = [had, pool.size, leftAsleep(stage)];
        pool.resize(size).then(note, (error) => outcome = error);
        // Often another one comes before it is done.
        if (pick(2) === 0) await stage.until(() => outcome !== undefined);
        else await stage.advance(pick(6));
        if (Array.isArray(outcome)) {
          resizes++;
          most = Math.max(most, size);
          assertEquals(outcome, [size, size, 0]);
        }
      }
      const { clean, actors } = await stage.finished;
      assertEquals(clean, true);
      const { arrived, reopened } = actors.at(-1)!.state as {
        arrived: number[][];
        reopened: number;
      };
      assertEquals(arrivalFaults(arrived, COUNT), []);
      // Whoever sleeps is not gone for good, neither for those before it nor for those behind it.
      assertEquals([actors[0]!.state, reopened], [{ next: COUNT, abandoned: 0 }, 0]);
    });
    assert(resizes > 200 && most === MAX, `only ${resizes} resizes, to ${most} at most`);
  });
}

Deno.test("a graph that stops while its pool is resized drains, and the resize says that it is too late", async () => {
  let late = 0;
  let unclean = 0;
  await simulate(drawn, FAULTS, async (stage) => {
    const random = seeded(stage.seed);
    await stage.advance(1 + random() * 30);
    const outcomes: unknown[] = [];
    for (const size of [MAX, 1, 3]) {
      poolOf(stage).resize(size).then(
        (size) => outcomes.push(size),
        (error) => outcomes.push(error),
      );
      await stage.advance(random() * 2);
    }
    if (stage.graph.lifecycle === "running") stage.stop();
    const { clean, actors, channels } = await stopReportOf(stage);
    assertEquals(outcomes.length, 3);
    // Whoever fails in a stop has died in it with nothing to take: that loses nothing, either.
    if (!clean) unclean++;
    for (const { label, outcome } of actors.filter(({ outcome }) => outcome !== "ended")) {
      const last = stage.graph.crashes.findLast(({ actor }) => actor === label);
      assertEquals([label, outcome, last?.decision], [label, "failed", "end"]);
    }
    late += outcomes.filter((outcome) => `${outcome}`.includes("does not run any more")).length;
    assertEquals(channels.reduce((sum, { left }) => sum + left, 0), 0);
    const { next } = actors[0]!.state as { next: number };
    const { arrived } = actors.at(-1)!.state as { arrived: number[][] };
    assertEquals(arrivalFaults(arrived, next), []);
  });
  assert(late > 10, `only ${late} came too late`);
  assert(unclean < 6, `${unclean} stops were not clean`);
});

/** Has a pool work on what comes from outside, and counts what comes back: both in one cycle, which nobody in it would end first. */
const hub = defineActor(import.meta, "hub", {
  ports: { fresh: rx(u32), back: rxBundle(u32), jobs: txBundle(u32) },
  state: { back: u32 },
  async run(actor) {
    const { ports: { fresh, back, jobs }, state } = actor;
    while (actor.isRunning(() => fresh.isClosedAndEmpty && back.isClosedAndEmpty)) {
      await actor.wait(any(fresh.avail(), back.avail()));
      state.back += back.takeBatch().length;
      while (!fresh.isEmpty && jobs.trySend(fresh.tryPeek() as number)) fresh.takeNext();
    }
  },
});

const spoke = defineActor(import.meta, "spoke", {
  ports: { jobs: rx(u32), back: tx(u32) },
  run() {},
});
const source = defineActor(import.meta, "source", { ports: { fresh: tx(u32) }, run() {} });

Deno.test("a cycle comes to rest though members of its pool sleep, and they end with it", async () => {
  const build = () => {
    const graph = new Graph("wheel", { log: () => {}, intensity: UNTIRING });
    const fresh = graph.channel("fresh", u32);
    const jobs = graph.bundle("jobs", u32, { girth: 3 });
    const back = graph.bundle("back", u32, { girth: 3 });
    graph.actor("SOURCE", source, { ports: { fresh: fresh.tx } });
    graph.actor("HUB", hub, { ports: { fresh: fresh.rx, back: back.rx, jobs: jobs.tx } });
    const ports = { jobs: jobs.rx, back: back.tx };
    pools.set(graph, graph.pool("SPOKE", spoke, { ports, size: { min: 1, max: 3, initial: 2 } }));
    return graph;
  };
  await simulate(
    build,
    { seeds: 40, faults: { death: 0.001, deathAtStore: 0.002 } },
    async (stage) => {
      stage.perform("SPOKE", echo());
      stage.perform("SOURCE", async (actor) => {
        await feed(Array.from({ length: 20 }, (_, n) => n))(actor);
        await actor.wait(actor.timeout(20));
      });
      await stage.advance(1 + stage.seed % 15);
      // All of one awake, two or three: those that sleep have slept from the start, or been at work.
      const size = 1 + stage.seed % 3;
      poolOf(stage).resize(size).catch(() => {});
      const { clean } = await stage.finished;
      assertEquals([clean, stage.state("HUB").back], [true, 20]);
    },
  );
});

Deno.test("what the host sends to a pool comes back to it once, whatever dies while the pool is resized", async () => {
  let ends: { readonly sender: Sender<number>; readonly receiver: Receiver<number> } | undefined;
  const build = () => {
    const graph = new Graph("errands", { log: () => {}, intensity: UNTIRING });
    const jobs = graph.bundle("jobs", u32, { girth: MAX, capacity: 2 });
    const back = graph.bundle("back", u32, { girth: MAX, capacity: 2 });
    ends = { sender: graph.sender(jobs, { maxWaiting: 1000 }), receiver: graph.receiver(back) };
    const ports = { jobs: jobs.rx, back: back.tx };
    pools.set(graph, graph.pool("SPOKE", spoke, { ports, size: { min: 1, max: MAX } }));
    return graph;
  };
  const faults = { death: 0.003, deathAtStore: 0.004, slow: 0.01 };
  await simulate(build, { seeds: 20, faults }, async (stage) => {
    const { sender, receiver } = ends!;
    stage.perform("SPOKE", echo());
    const taken: number[] = [];
    const all = (async () => {
      for await (const n of receiver) taken.push(n);
    })();
    const random = seeded(stage.seed);
    const sends: Promise<void>[] = [];
    for (let n = 0; n < 100; n++) {
      sends.push(sender.send(n));
      if (n % 10 !== 0) continue;
      await stage.advance(random() * 5);
      await stage.settled(poolOf(stage).resize(1 + Math.floor(random() * MAX)));
    }
    await stage.settled(Promise.all(sends));
    sender.close();
    await stage.settled(all);
    assertEquals((await stage.finished).clean, true);
    assertEquals(taken.sort((a, b) => a - b), Array.from({ length: 100 }, (_, n) => n));
  });
});
