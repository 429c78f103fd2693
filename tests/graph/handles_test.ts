/** Handles on single actors of a graph that runs on real workers: their state, their args, their status. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type ActorRef, Graph, u32, UndeliveredError } from "@steady-state/deno";
import { serveTelemetry } from "@steady-state/deno/telemetry";
import { crashing } from "../fixtures/crash_actors.ts";
import { clerk, doorman, oneTurner, pacer } from "../fixtures/handle_actors.ts";
import { collector, counter, idler } from "../fixtures/plain_actors.ts";
import { until, Watch, within } from "../fixtures/watch.ts";

const UNTIRING = { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } };

function paced(watch = new Watch()): { graph: Graph; watch: Watch } & Record<"one" | "two", Pacer> {
  const graph = new Graph("paced", { log: watch.log, intensity: UNTIRING });
  const one = graph.add("PACER", pacer, { instance: 1 });
  const two = graph.add("PACER", pacer, { instance: 2, args: { left: 5, right: 5 } });
  return { graph, watch, one, two };
}

type Pacer = ReturnType<
  typeof Graph.prototype.add<Record<never, never>, typeof pacer.state, typeof pacer.args>
>;

Deno.test("a handle reads the state of an actor that runs, as one turn has left it, and a label does too", async () => {
  const graph = new Graph("numbers", { log: () => {} });
  const numbers = graph.channel("numbers", u32, { capacity: 64 });
  graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx } });
  const sink = graph.add("COLLECTOR", collector, { ports: { numbers: numbers.rx } });
  await graph.start();
  for (let looks = 0; looks < 200; looks++) {
    const { count, sum } = sink.state();
    assertEquals(sum, count * (count - 1) / 2);
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert(graph.state(sink).count > 0);
  await graph.stop();
  assertEquals(graph.state("COLLECTOR"), { ...sink.state() });
  assertEquals(graph.state(sink), sink.state());
});

Deno.test("before its first turn an actor has its initial state, and a state that is read is a copy", async () => {
  const graph = new Graph("idle", { log: () => {} });
  const pace = graph.add("PACER", pacer);
  const start = graph.start();
  assertEquals(pace.state(), { turns: 0, torn: 0, seen: [] });
  await start;
  await until(() => pace.state().turns > 0, "a turn");
  pace.state().seen.push(99);
  assertEquals(pace.state().seen, [0]);
  await graph.stop();
});

Deno.test("what an actor is told it sees from its next turn on, all of it at once, and each has its own", async () => {
  const { graph, watch, one, two } = paced();
  watch.on(graph);
  await graph.start();
  for (let told = 1; told <= 50; told++) await one.tell({ left: told, right: told });
  assertEquals([one.args.left, one.args.name], [50, "first"]);
  await until(() => one.state().seen.at(-1) === 50, "the last args");
  await graph.stop();
  const { torn, seen } = one.state();
  assertEquals(torn, 0);
  assertEquals(seen, [...seen].sort((a, b) => a - b));
  assertEquals([two.state().seen, two.args.left], [[5], 5]);
  const events = watch.events.filter(({ what }) => what === "told");
  assertEquals(events.length, 50);
  assertEquals([events[0]?.subject, events[0]?.detail], [
    "PACER 1",
    "left 1, was 0; right 1, was 0",
  ]);
  assert(watch.texts("info").includes("PACER 1: told: left 50, was 49; right 50, was 49"));
});

Deno.test("what an actor is told while it loads it begins with", async () => {
  const { graph, one } = paced();
  let isUp = false;
  const start = graph.start().then(() => isUp = true);
  for (let told = 1; !isUp; told++) {
    one.tell({ left: told, right: told });
    await new Promise((resolve) => setTimeout(resolve));
  }
  await start;
  await until(() => one.state().turns > 0, "a turn");
  await graph.stop();
  const { torn, seen } = one.state();
  assert(torn === 0 && seen[0]! > 0, `${torn} torn, seen ${seen}`);
});

Deno.test("an end of the host that is stopped alone sends what it has accepted and ends, and is not begun again", async () => {
  const graph = new Graph("host", { log: () => {} });
  const numbers = graph.channel("numbers", u32, { capacity: 2 });
  const sender = graph.sender(numbers);
  const sink = graph.add("COLLECTOR", collector, { ports: { numbers: numbers.rx } });
  graph.actor("IDLER", idler);
  await graph.start();
  const accepted = sender.sendBatch([0, 1, 2, 3, 4, 5]);
  const end = graph.ref("HOST numbers");
  await within(end.stop(), "its end");
  await within(accepted, "what it has accepted");
  await assertRejects(() => sender.send(6), UndeliveredError);
  assertEquals(end.status().status, "ended");
  await assertRejects(() => end.revive(), TypeError, "it is an end of the host");
  const { clean } = await within(graph.stop(), "the end");
  assertEquals([clean, sink.state().count], [true, 6]);
});

Deno.test("what an actor was told outlives it, by whatever it dies", async () => {
  const { graph, one } = paced();
  await graph.start();
  // It dies of being told: the generation that begins has it, too, and so it was taken up.
  await one.tell({ left: 7, right: 7, dies: 0 });
  await until(() => one.state().seen.at(-1) === 7, "the args in the next generation");
  await one.restart();
  await until(() => one.status().generation === 2 && one.status().status === "running", "it again");
  assertEquals(one.args, { left: 7, right: 7, dies: 0, name: "first", list: [1] });
  await graph.stop();
  assertEquals(one.state().torn, 0);
});

Deno.test("an actor in the middle of a turn goes on with its old args until that commits", async () => {
  const graph = new Graph("door", { log: () => {} });
  const numbers = graph.channel("numbers", u32, { capacity: 1 });
  const door = graph.add("DOORMAN", doorman, { ports: { out: numbers.tx } });
  const desk = graph.add("CLERK", clerk, {
    ports: { in: numbers.rx },
    args: { everyMs: 3_600_000 },
  });
  await graph.start();
  await until(() => door.status().phase === "blocked", "no room");
  assertEquals(door.status().waitsFor, ["numbers"]);
  let isTaken = false;
  const taken = door.tell({ step: 2 }).then(() => isTaken = true);
  await desk.tell({ everyMs: 1 });
  assertEquals(isTaken, false); // Its turn is under way: nothing was taken from the channel yet.
  await desk.restart();
  await within(taken, "the next turn");
  await until(() => door.state().steps.includes("22"), "a turn with the new args");
  await graph.stop();
  assertEquals(door.state().steps.match(/12|21/), null);
});

Deno.test("an actor that has ended, or ends first, cannot be told anything", async () => {
  const graph = new Graph("ends", { log: () => {} });
  const turner = graph.add("TURNER", oneTurner, { restart: "temporary" });
  const pace = graph.add("PACER", pacer);
  await graph.start();
  await assertRejects(
    () => turner.tell({ step: 2 }),
    TypeError,
    `Cannot tell actor "TURNER" its args: it is removed: came to its end with step 1`,
  );
  await graph.stop();
  await assertRejects(
    () => pace.tell({ left: 2 }),
    TypeError,
    `Cannot tell actor "PACER" its args: it has ended`,
  );
});

Deno.test("args that do not fit are refused, with all that is wrong with them, and nothing is told", async () => {
  const { graph, one } = paced();
  await graph.start();
  const wrong = { left: "1", rihgt: 2, name: 5, list: [() => {}] };
  const { message } = await assertRejects(() => one.tell(wrong as never), TypeError);
  assertEquals(
    message.split("\n"),
    [
      `Cannot tell actor "PACER 1" its args: 4 faults`,
      `  - arg "left" of actor "PACER 1" is "1", a string, give a number`,
      `  - actor "PACER 1" has no arg "rihgt", it has "left", "right", "dies", "name", "list"`,
      `  - arg "name" of actor "PACER 1" is 5, a number, give a string`,
      `  - arg "list" of actor "PACER 1" cannot be copied to its worker, give plain data`,
    ],
  );
  await assertRejects(
    () => one.tell(7 as never),
    TypeError,
    `Cannot tell actor "PACER 1" its args: its args are 7, give an object`,
  );
  assertEquals(one.args.left, 0);
  await graph.stop();
});

Deno.test("a handle says early when its graph was never started, and a label when there is no such actor", async () => {
  const { graph, one } = paced();
  const refused = `actor "PACER 1" of graph "paced": it was never started`;
  await assertRejects(() => one.tell({ left: 1 }), TypeError, `Cannot tell args to ${refused}`);
  await assertRejects(() => one.restart(), TypeError, `Cannot restart ${refused}`);
  assertThrows(() => one.state(), TypeError, `Cannot read the state of ${refused}`);
  assertThrows(() => one.status(), TypeError, `Cannot ask after ${refused}`);
  assertThrows(() => graph.actors(), TypeError, "it was never started");
  assertEquals(one.args, pacer.args);
  assertThrows(
    () => graph.ref("PACER1"),
    TypeError,
    `Cannot find actor "PACER1" of graph "paced": there is none, did you mean "PACER 1"?`,
  );
  assertThrows(
    () => graph.ref("somebody"),
    TypeError,
    `there is none, it has "PACER 1", "PACER 2"`,
  );
  const other = paced().one;
  assertThrows(
    () => graph.state(other),
    TypeError,
    "is neither a label nor a handle of this graph",
  );
  await graph.start();
  assertThrows(() => graph.state("PACER"), TypeError, `did you mean "PACER 1"?`);
  assertEquals(graph.ref("PACER 2").args, { ...pacer.args, left: 5, right: 5 });
  await graph.stop();
});

Deno.test("graph.actors tells who is there, where each is in its life, and what it waits for", async () => {
  const graph = new Graph("who", { log: () => {}, intensity: { restarts: 0, withinMs: 1000 } });
  const numbers = graph.channel("numbers", u32, { capacity: 4 });
  const counting = graph.add("COUNTER", counter, { ports: { numbers: numbers.tx } });
  const clerking = graph.add("CLERK", clerk, {
    ports: { in: numbers.rx },
    args: { everyMs: 3_600_000 },
  });
  const desk: ActorRef = clerking; // Whoever does not know its types has a use for it, too.
  graph.actor("IDLER", idler).actor("SHORT", crashing, { restart: "temporary" });
  const before = Date.now();
  const start = graph.start();
  assertEquals(graph.actors().map(({ status }) => status), Array(4).fill("starting"));
  await start;
  await until(() => counting.status().phase === "blocked", "no room");
  await until(() => desk.status().phase === "waiting", "its wait");
  await until(() => graph.ref("IDLER").status().phase === "waiting", "its wait");
  await until(() => graph.ref("SHORT").status().status === "removed", "its crash");
  const [first, second, third, fourth] = graph.actors();
  const { since, ...rest } = first!;
  assert(since >= before - 1 && since <= Date.now() + 1, `${since}`);
  assertEquals(rest, {
    name: "COUNTER",
    instance: null,
    label: "COUNTER",
    status: "running",
    why: "",
    generation: 0,
    phase: "blocked",
    waitsFor: ["numbers"],
    worker: "COUNTER",
  });
  assertEquals([second?.label, second?.phase], [desk.label, "waiting"]);
  assertEquals([third?.phase, third?.waitsFor], ["waiting", []]);
  assertEquals([fourth?.status, fourth?.phase], ["removed", "down"]);
  assertEquals(fourth?.why, "born to crash");
  await clerking.tell({ everyMs: 1 });
  await graph.stop();
  assertEquals(graph.actors().map(({ status }) => status), [
    "ended",
    "ended",
    "ended",
    "removed",
  ]);
});

Deno.test("the args that an actor was told are among its details, and who sleeps in a pool is told of", async () => {
  const graph = new Graph("shown", { log: () => {} });
  const pool = graph.pool("PACER", pacer, { size: { min: 1, max: 2 }, args: { name: "pool" } });
  await using server = await serveTelemetry(graph.telemetry, { port: 0 });
  await graph.start();
  await pool.members[0]!.tell({ left: 3, list: [1, 2] });
  const detail = async (id: string) => {
    const response = await fetch(new URL(`api/detail/${id}`, server.url));
    return await response.json() as { args: unknown; asleep: boolean; up: boolean };
  };
  const awake = await detail("a0");
  assertEquals(awake.args, { left: "3", right: "0", dies: "-1", name: "pool", list: "[ 1, 2 ]" });
  let other = await detail("a1");
  while (!other.asleep) other = await detail("a1");
  assertEquals([other.up, awake.asleep], [true, false]);
  await graph.stop();
});
