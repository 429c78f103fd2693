import { assert, assertEquals } from "@std/assert";
import { Graph, StopError, type StopReport, u32 } from "@steady-state/deno";
import { ProbeReader } from "../../src/probe/read.ts";
import { absent, asker, deaf, drain, seldom, settler, turner } from "../fixtures/outside_actors.ts";
import { counter } from "../fixtures/plain_actors.ts";
import { deadline, strain } from "../fixtures/strain.ts";
import { actorIn, until, Watch, within } from "../fixtures/watch.ts";

/** What an actor spent, in milliseconds. */
function spentBy(report: StopReport, label: string) {
  const { busyMs, outsideMs, waitingMs } = actorIn(report, label);
  return { busyMs, outsideMs, waitingMs };
}

/** Runs actors that make one turn each, in workers of their own or in one, and returns what they spent. */
async function spent(where: string, ...turns: string[]) {
  await using graph = new Graph("g", { log: () => {} });
  const troupe = graph.troupe("ensemble");
  for (const turn of turns) {
    graph.actor(turn, turner, { args: { turn }, ...where === "troupe" && { troupe } });
  }
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  return turns.map((turn) => spentBy(report, turn));
}

/** Four hundred milliseconds, less what a look now and then may miss. */
const MOST = 300;
const LITTLE = 100;

/** Whether an actor was outside for so long, as far as a busy machine lets that be seen: whoever gets no processor counts as busy. */
function isOutside({ busyMs, outsideMs }: Spent, atLeastMs: number, timesBusy: number): boolean {
  const load = strain();
  return outsideMs >= atLeastMs / load && outsideMs > busyMs * timesBusy / load;
}

for (const where of ["solo", "troupe"]) {
  for (const turn of ["computes", "awaits what is settled"]) {
    Deno.test(`an actor that ${turn} is busy, and never outside: ${where}`, async () => {
      const [{ busyMs, outsideMs }] = await spent(where, turn) as [Spent];
      assert(busyMs >= 400, `busy ${busyMs} ms`);
      assertEquals(outsideMs, 0);
    });
  }

  for (const turn of ["awaits", "awaits often"]) {
    Deno.test(`an actor that ${turn} is outside meanwhile: ${where}`, async () => {
      const [own] = await spent(where, turn) as [Spent];
      assert(isOutside(own, LITTLE, 1), JSON.stringify(own));
    });
  }

  for (
    const turn of ["awaits, then computes", "computes, then awaits", "awaits, computes, awaits"]
  ) {
    Deno.test(`an actor that ${turn} is busy and outside in turn: ${where}`, async () => {
      const [{ busyMs, outsideMs }] = await spent(where, turn) as [Spent];
      assert(
        busyMs >= MOST && outsideMs >= LITTLE / strain(),
        `busy ${busyMs} ms, outside ${outsideMs} ms`,
      );
    });
  }
}

type Spent = Awaited<ReturnType<typeof spent>>[number];

Deno.test("several of a troupe may be outside while one is busy", async () => {
  const [one, other, busy] = await spent("troupe", "awaits", "awaitsLong", "computes") as [
    Spent,
    Spent,
    Spent,
  ];
  assertEquals(busy.outsideMs, 0);
  assert(busy.busyMs >= 400);
  // The one comes back while the other has the thread, and is not charged with that.
  assert(isOutside(one, MOST, 2), JSON.stringify(one));
  assert(isOutside(other, 0, 4), JSON.stringify(other));
});

Deno.test("an actor that never waits for a condition is outside turn by turn", async () => {
  await using graph = new Graph("g", { log: () => {} });
  const { tx, rx } = graph.channel("jobs", u32, { capacity: 128 });
  graph.actor("FEED", counter, { ports: { numbers: tx }, args: { count: 100 } });
  graph.actor("ASKER", asker, { ports: { in: rx } });
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  const own = spentBy(report, "ASKER");
  assert(isOutside(own, MOST, 1), JSON.stringify(own));
});

Deno.test("an actor that waits outside in one turn of a hundred is outside then", async () => {
  await using graph = new Graph("g", { log: () => {} });
  graph.actor("SELDOM", seldom, { args: { turns: 1000, every: 100, ms: 40 } });
  await graph.start();
  const { outsideMs } = spentBy(await within(graph.finished, "the end", 30_000), "SELDOM");
  // The first time nobody looks.
  assert(outsideMs >= LITTLE / strain(), `outside ${outsideMs} ms`);
});

Deno.test("a wait outside that goes on for long is seen though nobody looked when it began", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { log: watch.log });
  graph.actor("SELDOM", seldom, { args: { turns: 500, every: 500, ms: 4000 } });
  watch.on(graph);
  await graph.start();
  await until(() => watch.events.some(({ what }) => what === "outside"), "the wait is told of");
  await within(graph.finished, "the end", 30_000);
});

Deno.test("a long wait outside is told once, with its cure; a stream that shows signs of life is none, nor is a wait for a promise", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { log: watch.log });
  graph.actor("LONG", turner, { args: { turn: "awaitsLong" } })
    .actor("STREAM", turner, { args: { turn: "streams" } })
    .actor("SETTLER", settler, {})
    .actor("PATIENT", turner, { args: { turn: "awaitsLong" }, hangTimeoutMs: Infinity });
  watch.on(graph);
  await graph.start();
  await within(graph.finished, "the end", 30_000);
  const told = watch.events.filter(({ what }) => what === "outside");
  assertEquals(told.map(({ subject }) => subject), ["LONG"]);
  const [record] = watch.records.filter(({ level }) => level === "warn");
  assertEquals(record!.source, "LONG");
  assert(
    /^outside: it has awaited something for \d+\.\d s in the middle of a turn, .*actor\.wait\(actor\.settled\(promise\)\)/
      .test(record!.text),
    record!.text,
  );
});

Deno.test("an actor that does not stop is told by what it does: outside, or deaf", async () => {
  await using graph = new Graph("g", { log: () => {}, stopTimeoutMs: deadline(500) });
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 16 });
  graph.actor("ABSENT", absent, {})
    .actor("DEAF", deaf, { ports: { out: tx } })
    .actor("DRAIN", drain, { ports: { in: rx } });
  await graph.start();
  const { region, topology: { actors } } = graph.telemetry;
  const probes = actors.map(({ probe }) => new ProbeReader(region, probe));
  await until(() => probes[0]!.isOutside && probes[1]!.sample(0).turns > 100, "both are at it");
  const error = await graph.stop("enough").then(() => undefined, (error) => error);
  assert(error instanceof StopError);
  const why = (label: string) => actorIn(error.report, label).why;
  assertEquals([why("ABSENT"), why("DEAF")], [
    "it never voted: it waits outside in the middle of a turn, let it await actor.wait(actor.settled(promise)), which a stop cuts short",
    "it never voted: it goes on with its turns and does not call actor.isRunning(), make that the condition of its loop",
  ]);
});

Deno.test("an actor that waits outside for too long hangs, and is told as that", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", {
    log: watch.log,
    hangTimeoutMs: deadline(1000),
    intensity: { restarts: 0, withinMs: 1000 },
  });
  graph.actor("ABSENT", absent, {});
  await graph.start();
  await within(graph.finished.catch(() => {}), "the end", 30_000);
  const [crash] = graph.crashes;
  assertEquals(crash!.cause, "hang");
  assert(crash!.error.message.includes("waiting outside with its thread free"));
});
