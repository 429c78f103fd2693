import { assert, assertEquals } from "@std/assert";
import { type Bundle, Graph, type GraphOptions, type LogRecord, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { simulate } from "@steady-state/deno/testing";
import { relay } from "../fixtures/chain_actors.ts";
import { frail } from "../fixtures/crash_actors.ts";
import { bystander, collector, counter, idler, mayfly, mute } from "../fixtures/plain_actors.ts";
import { actorIn, faultsOf, MANY_LIVES_MS, within, withoutWorkers } from "../fixtures/watch.ts";

const UNTIRING = {
  restarts: 1_000_000,
  withinMs: 1000,
  backoff: { firstMs: 0, maxMs: 0 },
} as const;

/** Who is in which worker, as telemetry tells it: a solo actor by itself. */
async function homesOf(graph: Graph): Promise<Record<string, string[]>> {
  const homes: Record<string, string[]> = {};
  await withoutWorkers(async () => {
    const { actors } = await Promise.resolve(graph.telemetry.topology);
    for (const { name, instance, troupe } of actors) {
      const label = instance === null ? name : `${name} ${instance}`;
      (homes[troupe ?? label] ??= []).push(label);
    }
  });
  return homes;
}

/** For each of these capacities a MUTE and a BYSTANDER with a channel between them. */
function pairs(options: GraphOptions, capacities: readonly number[]): Graph {
  const graph = new Graph("pairs", options);
  capacities.forEach((capacity, i) => {
    const { tx, rx } = graph.channel(`numbers ${i}`, u32, { capacity });
    graph.actor(`MUTE${i}`, mute, { ports: { numbers: tx } })
      .actor(`BYSTANDER${i}`, bystander, { ports: { numbers: rx } });
  });
  return graph;
}

Deno.test("without the option, and with each, every actor has a worker of its own", async () => {
  const each = {
    MUTE0: ["MUTE0"],
    BYSTANDER0: ["BYSTANDER0"],
    MUTE1: ["MUTE1"],
    BYSTANDER1: ["BYSTANDER1"],
  };
  assertEquals(await homesOf(pairs({}, [8, 8])), each);
  assertEquals(await homesOf(pairs({ workers: "each" }, [8, 8])), each);
  assertEquals(await homesOf(pairs({ workers: 4 }, [8, 8])), each);
  assertEquals(await homesOf(pairs({ workers: 400 }, [8, 8])), each);
});

Deno.test("actors are packed into as many workers as were asked for, the ends of the shortest channels together", async () => {
  assertEquals(await homesOf(pairs({ workers: 2 }, [8, 8])), {
    "worker 1": ["MUTE0", "BYSTANDER0"],
    "worker 2": ["MUTE1", "BYSTANDER1"],
  });
  assertEquals(await homesOf(pairs({ workers: 3 }, [64, 8])), {
    MUTE0: ["MUTE0"],
    BYSTANDER0: ["BYSTANDER0"],
    "worker 1": ["MUTE1", "BYSTANDER1"],
  });
  assertEquals(Object.keys(await homesOf(pairs({ workers: 1 }, [8, 8]))), ["worker 1"]);
});

Deno.test('"cores" makes as many workers as threads can run at once', async () => {
  const cores = Math.min(navigator.hardwareConcurrency, 80);
  const homes = await homesOf(pairs({ workers: "cores" }, Array(40).fill(8)));
  assertEquals(Object.keys(homes).length, cores);
});

Deno.test("troupes, actors that are to be alone and those that spin keep workers of their own, beside so many", async () => {
  const graph = new Graph("mixed", { workers: 2 });
  const troupe = graph.troupe("ensemble");
  graph.actor("A", mayfly)
    .actor("T", mayfly, { instance: 1, troupe })
    .actor("ALONE", mayfly, { alone: true })
    .actor("B", mayfly)
    .actor("SPINNER", mayfly, { waitStrategy: "spin" })
    .actor("T", mayfly, { instance: 2, troupe })
    .actor("C", mayfly)
    .actor("D", mayfly);
  assertEquals(await homesOf(graph), {
    "worker 1": ["A", "C"],
    ensemble: ["T 1", "T 2"],
    ALONE: ["ALONE"],
    "worker 2": ["B", "D"],
    SPINNER: ["SPINNER"],
  });
});

// Two pairs of siblings: what the first of each sends as gossip, the second takes.
const first = defineActor(import.meta, "first", {
  ports: { out: tx(u32), gossip: tx(u32) },
  run() {},
});
const second = defineActor(import.meta, "second", {
  ports: { out: tx(u32), gossip: rx(u32) },
  run() {},
});
const third = defineActor(import.meta, "third", {
  ports: { in: rx(u32), gossip: tx(u32) },
  run() {},
});
const fourth = defineActor(import.meta, "fourth", {
  ports: { in: rx(u32), gossip: rx(u32) },
  run() {},
});

/** Two that send and two that take, the two of each kind joined by the shortest of channels. */
function siblings(names: readonly [string, string, string, string], isBundle: boolean): Graph {
  const graph = new Graph("siblings", { workers: 2 });
  const lanes = isBundle ? graph.bundle("numbers", u32, { girth: 2 }) : twoOf(graph);
  const [above, below] = ["above", "below"].map((name) =>
    graph.channel(name, u32, { capacity: 1 })
  );
  const [a, b, c, d] = names;
  return graph
    .actor(a, first, { instance: 0, ports: { out: lanes.tx[0]!, gossip: above!.tx } })
    .actor(b, second, { instance: 1, ports: { out: lanes.tx[1]!, gossip: above!.rx } })
    .actor(c, third, { instance: 0, ports: { in: lanes.rx[0]!, gossip: below!.tx } })
    .actor(d, fourth, { instance: 1, ports: { in: lanes.rx[1]!, gossip: below!.rx } });
}

function twoOf(graph: Graph): Bundle<number, "u32"> {
  const channels = [0, 1].map((i) => graph.channel(`numbers ${i}`, u32));
  return { tx: channels.map(({ tx }) => tx), rx: channels.map(({ rx }) => rx) };
}

Deno.test("copies of an actor are in different workers", async () => {
  assertEquals(await homesOf(siblings(["A", "B", "C", "D"], false)), {
    "worker 1": ["A 0", "B 1"],
    "worker 2": ["C 0", "D 1"],
  });
  assertEquals(await homesOf(siblings(["A", "A", "B", "B"], false)), {
    "worker 1": ["A 0", "B 0"],
    "worker 2": ["A 1", "B 1"],
  });
});

Deno.test("the actors at either end of a bundle's lanes are in different workers", async () => {
  assertEquals(await homesOf(siblings(["A", "B", "C", "D"], true)), {
    "worker 1": ["A 0", "C 0"],
    "worker 2": ["B 1", "D 1"],
  });
});

Deno.test("a packed worker has no name that a troupe or an actor has", async () => {
  const graph = new Graph("names", { workers: 1 });
  const troupe = graph.troupe("worker 1");
  graph.actor("T", mayfly, { troupe })
    .actor("worker", mayfly, { instance: 2 })
    .actor("A", mayfly);
  assertEquals(await homesOf(graph), { "worker 1": ["T"], "worker 3": ["worker 2", "A"] });
});

Deno.test("faults of the options about workers are told together, before any worker starts", async () => {
  for (const workers of [0, -1, 1.5, NaN, Infinity, "core", true, null]) {
    const graph = new Graph("faulty", { workers } as unknown as GraphOptions);
    const troupe = graph.troupe("ensemble");
    graph.actor("A", mayfly, { troupe, alone: true })
      .actor("B", mayfly, { alone: 1 } as never);
    const shown = typeof workers === "string" ? `"${workers}"` : workers;
    assertEquals(await faultsOf(graph), [
      `option workers is ${shown}, give "each", "cores" or a whole number from 1`,
      'alone of actor "B" is 1, give true or false',
      'actor "A" is to be alone and in troupe "ensemble", take one of the two away',
    ]);
  }
});

Deno.test("the log says at the start who is in which worker, if that was not drawn", async () => {
  const records: LogRecord[] = [];
  const options = { log: (record: LogRecord) => void records.push(record) };
  const start = async (workers: GraphOptions["workers"]) => {
    await using graph = new Graph("told", { ...options, ...(workers && { workers }) });
    const troupe = graph.troupe("ensemble");
    for (let i = 0; i < 26; i++) graph.actor("IDLER", idler, { instance: i, troupe });
    graph.actor("A", idler).actor("B", idler).actor("C", idler);
    await within(graph.start(), "the start");
    return records.splice(0).filter(({ source }) => source === "told").map(({ text }) => text);
  };
  const some = Array.from({ length: 12 }, (_, i) => `IDLER ${i}`).join(", ");
  assertEquals(
    (await start(2))[0],
    `3 workers: ensemble of ${some}, 14 more · worker 1 of A, C · B`,
  );
  assertEquals(await start(undefined), []);
});

Deno.test("a packed graph of forty actors loses nothing and doubles nothing when actors and workers of it die", async () => {
  const count = 500;
  await using graph = new Graph("forty", {
    workers: 3,
    log: () => {},
    intensity: UNTIRING,
    showstopper: Infinity,
  });
  const first = graph.channel("numbers 0", u32, { capacity: 16 });
  graph.actor("COUNTER", counter, { ports: { numbers: first.tx }, args: { count } });
  let last = first;
  for (let i = 1; i <= 38; i++) {
    const next = graph.channel(`numbers ${i}`, u32, { capacity: 16 });
    const how = { 4: "throw", 13: "timer", 22: "exit", 31: "close" }[i];
    if (how === undefined) {
      graph.actor("RELAY", relay, { instance: i, ports: { in: last.rx, out: next.tx } });
    } else {
      graph.actor("FRAIL", frail, {
        instance: i,
        ports: { numbers: last.rx, onward: next.tx },
        args: { how, every: 100 },
      });
    }
    last = next;
  }
  graph.actor("COLLECTOR", collector, { ports: { numbers: last.rx } });
  await within(graph.start(), "the start", MANY_LIVES_MS);
  const { topology: { actors }, workerOf } = graph.telemetry;
  const troupes = Map.groupBy(actors, ({ troupe }) => troupe);
  assertEquals([...troupes.keys()].toSorted(), ["worker 1", "worker 2", "worker 3"]);
  assertEquals(actors.length, 40);
  for (const mates of troupes.values()) assert(mates.length === 13 || mates.length === 14);
  // A worker that dies just now has no id.
  assert(new Set(actors.map(({ index }) => workerOf(index))).size <= 4);
  const report = await within(graph.finished, "the end", MANY_LIVES_MS);
  for (const i of [4, 13, 22, 31]) {
    const { state, restarts } = actorIn(report, `FRAIL ${i}`);
    assertEquals([state.deaths, state.passed], [5, count]);
    assert(restarts >= 5);
  }
  assertEquals(actorIn(report, "COLLECTOR").state, {
    count,
    sum: count * (count - 1) / 2,
    disorder: 0,
  });
  assertEquals(report.channels.map(({ sent, left }) => [sent, left]), Array(39).fill([count, 0]));
});

Deno.test("an actor that throws starts again in its packed worker, and no mate with it", async () => {
  await using graph = new Graph("mates", { workers: 1, log: () => {}, intensity: UNTIRING });
  const numbers = graph.channel("numbers", u32);
  const onward = graph.channel("onward", u32);
  graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 50 } })
    .actor("FRAIL", frail, {
      ports: { numbers: numbers.rx, onward: onward.tx },
      args: { how: "throw", every: 10 },
    })
    .actor("COLLECTOR", collector, { ports: { numbers: onward.rx } });
  await within(graph.start(), "the start");
  const report = await within(graph.finished, "the end");
  assertEquals(report.actors.map(({ restarts }) => restarts), [0, 5, 0]);
  assertEquals(report.actors.map(({ worker }) => worker), ["worker 1", "worker 1", "worker 1"]);
  assertEquals(actorIn(report, "COLLECTOR").state.count, 50);
});

Deno.test('a simulation has four cores on every machine, so "cores" is four workers in it', async () => {
  const workers = new Set<string>();
  await simulate(
    () => {
      const graph = new Graph("cores", { workers: "cores", log: () => {} });
      for (let i = 0; i < 9; i++) graph.actor(`A${i}`, mayfly);
      return graph;
    },
    { seeds: [1] },
    async (stage) => {
      const { actors } = await stage.finished;
      for (const { worker } of actors) workers.add(worker);
    },
  );
  assertEquals(workers.size, 4);
});
