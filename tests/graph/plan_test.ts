/** What a graph is laid out as, and what its workers are told of it. */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { defineActor, rx, rxBundle, text, tx, txBundle, u32 } from "@steady-state/deno/actor";
import { lookAtChannel } from "../../src/channel/ring/host.ts";
import { placeGraph } from "../../src/graph/graph.ts";
import { MACHINE } from "../../src/graph/graph_host.ts";
import { areFirst, firstCues, packCues, unpackCues } from "../../src/protocol/cues.ts";
import type { ActorPlan, WorkerPlan } from "../../src/protocol/mod.ts";
import type { LaidOutActor } from "../../src/graph/plan/layout.ts";

const worker = defineActor(import.meta, "worker", {
  ports: { jobs: rx(u32), notes: tx(text) },
  state: { done: u32 },
  args: { rate: 1, tags: ["a"] },
  run() {},
});
const hub = defineActor(import.meta, "hub", {
  ports: { notes: rxBundle(text), jobs: txBundle(u32) },
  run() {},
});

/** A hub and its workers, half of them in one troupe. */
function drawn(workers: number): Graph {
  const graph = new Graph("laid out", { durable: "never opened.db", log: () => {} });
  const jobs = graph.bundle("jobs", u32, { girth: workers, capacity: 100 });
  const notes = graph.bundle("notes", text, { girth: workers, bytes: 20_000 });
  const troupe = graph.troupe("SOME");
  graph.actor("HUB", hub, { ports: { jobs: jobs.tx, notes: notes.rx }, instance: 2 ** 40 });
  for (let i = 0; i < workers; i++) {
    graph.actor("WORKER", worker, {
      instance: i,
      ports: { jobs: jobs.rx[i]!, notes: notes.tx[i]! },
      args: { rate: i },
      durable: i < 2,
      restart: i % 2 === 0 ? "permanent" : "transient",
      ...(i % 2 === 0 ? { troupe } : {}),
    });
  }
  return graph;
}

/** The plans of the workers of a graph, which is laid out and never started. */
function plansOf(graph: Graph): readonly WorkerPlan[] {
  let plans: readonly WorkerPlan[] = [];
  const { threads, world } = MACHINE;
  placeGraph(graph, {
    world,
    log: () => {},
    threads: {
      ...threads,
      spawner: (all, ...rest) => threads.spawner(plans = all, ...rest),
    },
  });
  assertEquals(graph.telemetry.topology.graph, graph.name);
  return plans;
}

/** All that a plan says, as an object that has it. */
function plain(plan: ActorPlan): ActorPlan {
  const { index, name, instance, label, args, waitStrategy, permanent, inCycle, seat } = plan;
  const { probe, journal, state, ends } = plan;
  return {
    ...{ index, name, instance, label, args, waitStrategy, permanent, inCycle, seat },
    ...{ probe, journal, state, ends },
  };
}

Deno.test("a worker is told of its actors all that their plans say", () => {
  for (const { actors } of plansOf(drawn(5))) {
    const plains = actors.map(plain);
    assertEquals(packCues(firstCues(actors)), packCues(firstCues(plains)));
    const cues = [...unpackCues(structuredClone(packCues(firstCues(actors))))];
    assertEquals(cues.map(({ plan }) => plan), plains);
  }
});

Deno.test("an actor that is told other args begins with them, also where all first generations are packed already", () => {
  for (const { actors } of plansOf(drawn(3))) {
    const told = actors[0] as LaidOutActor;
    const cues = firstCues(actors);
    assertEquals(areFirst(cues, actors), true);
    told.giveArgs({ rate: 7, tags: [] });
    assertEquals(areFirst(cues, actors), false);
    assertEquals([...unpackCues(packCues(cues))][0]?.plan.args, { rate: 7, tags: [] });
  }
});

Deno.test("of channels that are alike otherwise, those that a pool takes from are known as such, and begin with who sleeps", () => {
  const graph = new Graph("half a pool", { log: () => {} });
  const [jobs, others] = ["jobs", "others"].map((name) => graph.bundle(name, u32, { girth: 2 }));
  const [notes, more] = ["notes", "more"].map((name) => graph.bundle(name, text, { girth: 2 }));
  graph.actor("HUB", hub, { ports: { jobs: jobs!.tx, notes: notes!.rx }, instance: 0 });
  graph.actor("HUB", hub, { ports: { jobs: others!.tx, notes: more!.rx }, instance: 1 });
  graph.pool("MEMBER", worker, {
    ports: { jobs: jobs!.rx, notes: notes!.tx },
    size: { min: 1, max: 2 },
  });
  for (const i of [0, 1]) {
    graph.actor("WORKER", worker, {
      instance: i,
      ports: { jobs: others!.rx[i]!, notes: more!.tx[i]! },
    });
  }
  const plans = plansOf(graph);
  const cues = plans.flatMap(({ actors }) => [...unpackCues(packCues(firstCues(actors)))]);
  const ends = cues.flatMap(({ plan }) => plan.ends);
  const pooled = ends.filter(({ spec }) => spec.pooled).map(({ spec }) => spec.name);
  assertEquals([...new Set(pooled)].sort(), ["jobs[0]", "jobs[1]"]);
  const asleep = ends.flatMap(({ spec, at, direction }) => {
    const { readerAsleep, writerAsleep } = lookAtChannel(plans[0]!.region, at);
    return direction === "tx" && (readerAsleep || writerAsleep)
      ? [[spec.name, readerAsleep, writerAsleep]]
      : [];
  });
  assertEquals(asleep.sort(), [["jobs[1]", true, false], ["notes[1]", false, true]]);
});

Deno.test("each end of a channel knows the seat of the actor at the other end", () => {
  const plans = plansOf(drawn(4));
  const all = plans.flatMap(({ doorbell, actors }) =>
    actors.map((plan) => ({ plan, address: { doorbell, seats: actors.length, seat: plan.seat } }))
  );
  for (const { plan, address } of all) {
    for (const end of plan.ends) {
      const other = all.find(({ plan: { ends } }) =>
        ends.some(({ channel, direction }) =>
          channel === end.channel && direction !== end.direction
        )
      );
      assertEquals(end.peer, other?.address);
      const back = other?.plan.ends.find(({ channel }) => channel === end.channel);
      assertEquals(back?.peer, address);
      assertEquals([back?.at, back?.spec], [end.at, end.spec]);
    }
  }
});

Deno.test("nothing of a graph lies where something else is", () => {
  const places = plansOf(drawn(6)).flatMap(({ doorbell, actors }) => [
    doorbell,
    ...actors.flatMap(({ probe, journal, state, ends }) => [
      probe,
      journal,
      ...(state.cells.length > 0 ? [state.at] : []),
      ...ends.flatMap(({ direction, at }) => direction === "tx" ? [at] : []),
    ]),
  ]);
  assertEquals(new Set(places).size, places.length);
  assert(places.every((at) => at > 0 && at % 128 === 0), places.join());
});

Deno.test("actors of one definition have their cells in common, but durable ones, which begin with what is kept of each", () => {
  const cells = plansOf(drawn(5)).flatMap(({ actors }) => actors)
    .filter(({ name }) => name === "WORKER").sort((a, b) => a.index - b.index)
    .map(({ state }) => state.cells);
  assertEquals(cells[0], cells[4]);
  assert(cells[0] !== cells[1]);
  assert(cells[1] !== cells[2]);
  assertStrictEquals(cells[2], cells[4]);
});

Deno.test("the topology is always the same object", () => {
  const graph = drawn(2);
  plansOf(graph);
  assertStrictEquals(graph.telemetry.topology, graph.telemetry.topology);
});
