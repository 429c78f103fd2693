/** Pools, and single actors that stop and begin again, on real workers. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Graph, GraphError, u32 } from "@steady-state/deno";
import {
  arrivalFaults,
  dealer,
  helper,
  keeper,
  keyed,
  parcel,
  stubborn,
} from "../fixtures/pool_actors.ts";
import { pacer } from "../fixtures/handle_actors.ts";
import { collector, counter, idler } from "../fixtures/plain_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, until, Watch, within } from "../fixtures/watch.ts";

const MAX = 4;

function drawn(watch = new Watch(), count = 1_000_000) {
  const graph = new Graph("pool", { log: watch.log, logLevel: "debug" });
  const jobs = graph.bundle("jobs", u32, { girth: MAX, capacity: 16 });
  const done = graph.bundle("done", parcel, { girth: MAX, capacity: 16 });
  graph.actor("DEALER", dealer, { ports: { jobs: jobs.tx }, args: { count } });
  const pool = graph.pool("HELPER", helper, {
    ports: { jobs: jobs.rx, done: done.tx },
    size: { min: 1, max: MAX, initial: 2 },
  });
  const sink = graph.add("KEEPER", keeper, { ports: { done: done.rx } });
  return { graph, pool, sink, watch };
}

function statuses({ pool }: Pick<ReturnType<typeof drawn>, "pool">): string[] {
  return pool.members.map((member) => member.status().status);
}

Deno.test("a pool has as many threads as members that are awake, and goes on whatever its size", async () => {
  const { graph, pool, sink, watch } = drawn();
  assertEquals([pool.size, pool.min, pool.max, pool.members.length], [2, 1, 4, 4]);
  await graph.start();
  assertEquals(statuses({ pool }), ["running", "running", "asleep", "asleep"]);
  const threads = () => pool.members.map((_, i) => graph.telemetry.workerOf(1 + i) !== null);
  assertEquals(threads(), [true, true, false, false]);
  const arrived = () => (sink.state().arrived.length, sink.state().arrived.flat().length);
  for (const size of [4, 1, 3, 1, 2]) {
    assertEquals(await within(pool.resize(size), `size ${size}`, 30_000), size);
    assertEquals([pool.size, graph.actors().filter(({ status }) => status === "asleep").length], [
      size,
      MAX - size,
    ]);
    await until(() => threads().filter(Boolean).length === size, "the threads");
    const before = arrived();
    await until(() => arrived() > before + 20, "messages that arrive");
  }
  assert(watch.texts("info").includes("pool: pool HELPER is to have 4 awake"));
  assert(watch.texts("debug").includes("HELPER 3: asleep"));
  const report = await graph.stop();
  const { next } = actorIn(report, "DEALER").state as { next: number };
  assertEquals(arrivalFaults(sink.state().arrived, next), []);
  // To be woken is no restart.
  assertEquals(report.actors.map(({ restarts }) => restarts), [0, 0, 0, 0, 0, 0]);
  assertEquals([report.clean, report.channels.filter(({ left }) => left > 0)], [true, []]);
});

Deno.test("a pool ends with its source, those that sleep included", async () => {
  const { graph, pool, sink } = drawn();
  await graph.start();
  await pool.resize(3);
  await pool.resize(1);
  await graph.ref("DEALER").tell({ count: 300 }); // it has sent more by then, or goes on so far
  const report = await within(graph.finished, "the end", 30_000);
  assertEquals([report.clean, report.reason], [true, "every actor has ended"]);
  const { next } = actorIn(report, "DEALER").state as { next: number };
  assert(next >= 300, `${next} were sent`);
  assertEquals(arrivalFaults(sink.state().arrived, next), []);
  await assertRejects(() => pool.resize(2), TypeError, "the graph does not run any more");
});

Deno.test("a resize that takes the place of another ends both, with what came of it", async () => {
  const { graph, pool } = drawn();
  await graph.start();
  const sizes = await within(
    Promise.all([pool.resize(4), pool.resize(1), pool.resize(3)]),
    "three sizes",
    30_000,
  );
  assertEquals([sizes, pool.size], [[3, 3, 3], 3]);
  await graph.stop();
});

Deno.test("a member that is gone for good is replaced by whoever sleeps, at the next resize to the same size", async () => {
  const { graph, pool } = drawn();
  await graph.start();
  await within(pool.members[0]!.stop(), "its end");
  assertEquals([pool.size, statuses({ pool })], [1, ["ended", "running", "asleep", "asleep"]]);
  assertEquals(await within(pool.resize(2), "the resize", 30_000), 2);
  assertEquals(statuses({ pool }), ["ended", "running", "running", "asleep"]);
  assertEquals((await within(graph.stop(), "the end")).clean, true);
});

Deno.test("a pool whose ports, or sizes, do not fit is refused with the other faults of the graph", async () => {
  const graph = new Graph("faulty", { log: () => {} });
  const jobs = graph.bundle("jobs", u32, { girth: 2 });
  const done = graph.bundle("done", parcel, { girth: 3 });
  graph.actor("DEALER", dealer, { ports: { jobs: jobs.tx } });
  graph.pool("HELPER", helper, {
    ports: { jobs: jobs.rx, done: done.tx[0] as never },
    size: { min: 1, max: 3 },
  });
  graph.pool("MIN", idler, { size: { min: 5, max: 3 } });
  graph.pool("INITIAL", idler, { size: { min: 1, max: 3, initial: 4 }, restart: "never" as never });
  graph.pool("NONE", idler, {} as never);
  graph.pool("INSTANCE", idler, { size: { min: 1, max: 2 }, instance: 3 } as never);
  graph.actor("KEEPER", keeper, { ports: { done: done.rx } });
  const { faults } = await assertRejects(() => graph.start(), GraphError);
  const text = faults.join("\n");
  for (
    const fault of [
      'port "jobs" of pool "HELPER" is wired to 2 ends, and its max is 3, give one for each member: the lanes of a bundle with girth 3',
      'port "done" of pool "HELPER" is wired to ',
      'size of pool "MIN" has min 5 above max 3, give a min of at most 3',
      'size of pool "INITIAL" has initial 4, give a whole number from its min 1 to its max 3',
      'restart of pool "INITIAL" is "never"',
      'size of pool "NONE" is undefined, give { min, max, initial }',
      'pool "INSTANCE" has no option "instance"',
    ]
  ) assertStringIncludes(text, fault);
  assertEquals(faults.filter((fault) => fault.includes('"never"')).length, 1);
});

Deno.test("a pool refuses a size that does not fit, and one before the start", async () => {
  const { graph, pool } = drawn();
  await assertRejects(
    () => pool.resize(2),
    TypeError,
    'Cannot resize pool "HELPER" of graph "pool": it was never started',
  );
  await graph.start();
  for (const size of [0, 5, 1.5, NaN, "2" as never]) {
    await assertRejects(
      () => pool.resize(size),
      RangeError,
      "give a whole number from its min 1 to its max 4",
    );
  }
  const asleep = pool.members[3]!;
  await assertRejects(() => asleep.stop(), TypeError, "it sleeps, resize the pool");
  await assertRejects(() => asleep.revive(), TypeError, "it sleeps, resize the pool");
  await assertRejects(() => asleep.tell({ restMs: 1 }), TypeError, "it sleeps");
  await graph.stop();
});

Deno.test("whoever chooses the lane of a pool by a key is told that it cannot be", async () => {
  const graph = new Graph("keyed", { log: () => {}, intensity: { restarts: 0, withinMs: 1000 } });
  const jobs = graph.bundle("jobs", u32, { girth: 2 });
  const done = graph.bundle("done", parcel, { girth: 2 });
  graph.actor("KEYED", keyed, { ports: { jobs: jobs.tx } });
  graph.pool("HELPER", helper, {
    ports: { jobs: jobs.rx, done: done.tx },
    size: { min: 1, max: 2 },
  });
  graph.actor("KEEPER", keeper, { ports: { done: done.rx } });
  await graph.start();
  await assertRejects(
    () => within(graph.finished, "the end"),
    Error,
    'KEYED failed: Cannot choose a lane by a key: a pool takes from bundle "jobs"',
  );
});

Deno.test("an actor is stopped alone, the others go on, and it begins again where it was", async () => {
  const watch = new Watch();
  const graph = new Graph("alone", { log: watch.log });
  const numbers = graph.channel("numbers", u32, { capacity: 64 });
  const source = graph.add("COUNTER", counter, { ports: { numbers: numbers.tx } });
  const pace = graph.add("PACER", pacer, { restart: "permanent" });
  graph.actor("COLLECTOR", collector, { ports: { numbers: numbers.rx } });
  await graph.start();
  await until(() => pace.state().turns > 3, "some turns");
  await within(pace.stop("it is not needed"), "its end");
  assertEquals([pace.status().status, source.status().status], ["ended", "running"]);
  const { turns } = pace.state();
  await pace.stop(); // It has ended: nothing is left to do.
  assert(watch.texts("info").includes("PACER: asked: to end: it is not needed"));
  await within(pace.revive(), "its next life");
  assertEquals(pace.status().generation, 1);
  await pace.revive(); // It is alive.
  await until(() => pace.state().turns > turns, "another turn");
  assertEquals(pace.state().seen, [0]); // Its state went on.
  const { clean, actors } = await graph.stop();
  assertEquals([clean, actors[1]?.outcome, actors[1]?.restarts], [true, "ended", 0]);
  await assertRejects(() => pace.revive(), TypeError, "the graph is stopped");
});

Deno.test("an actor that does not end when it is stopped alone is ended, and that is told", async () => {
  const graph = new Graph("stubborn", { log: () => {} }).actor("IDLER", idler);
  const mule = graph.add("MULE", stubborn, { stopTimeoutMs: deadline(500) });
  await graph.start();
  await assertRejects(
    () => within(mule.stop(), "its end"),
    Error,
    'Cannot stop actor "MULE": it unstopped: it vetoes until this is so: never',
  );
  assertEquals(mule.status().status, "unstopped");
  await within(mule.revive(), "its next life");
  assertEquals(mule.status().status, "running");
  await within(graph.restart(mule), "a restart");
  await graph.stop().catch(() => {});
});
