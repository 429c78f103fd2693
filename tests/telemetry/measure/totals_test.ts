import { assertEquals } from "@std/assert";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../../../src/telemetry/catalogue.ts";
import { actorSeries, CHANNEL_SERIES } from "../../../src/telemetry/measure/series.ts";
import { Totals } from "../../../src/telemetry/measure/totals.ts";
import { readColumns } from "../../../src/telemetry/measure/sampled.ts";
import type { ActorReading, ChannelFacts } from "../../../src/telemetry/sample/mod.ts";
import type { ProcessReading } from "../../../src/protocol/mod.ts";
import { FakeGraph } from "../fake_graph.ts";

const { topology } = new FakeGraph("pair", ["from", "to"], [
  { name: "c", from: 0, to: 1, capacity: 100 },
]);

type Counts = Partial<ActorReading["probe"] & ActorReading>;

function reading(
  { messages = 0, heapBytes = null, process = null, restarts = 1, ...probe }: Counts,
): ActorReading {
  const nothing = { busyMs: 0, blockedMs: 0, waitingMs: 0, outsideMs: 0, turns: 0 };
  return {
    probe: { phase: "busy", status: "", ...nothing, ...probe },
    isAsleep: false,
    ...{
      messages,
      heapBytes,
      process,
      regionBytes: null,
      stateBytes: null,
      restarts,
      crashes: 0,
      deadLetters: 0,
      vetoes: 0,
      shown: "",
      flight: null,
      own: null,
      ownPlaces: new Map(),
    },
  };
}

function processThatTakes(rssBytes: number, cpuMs: number): ProcessReading {
  const rest = { name: "P", worker: 1, pid: 7, startedAt: 0, starts: 1, lastCause: null };
  return { ...rest, rssBytes, cpuMs };
}

function facts(sent: number, taken: number, depth: number, bytes: number): ChannelFacts {
  return {
    counts: { sent, taken, depth, bytes, dropped: null },
    capacity: 100,
    regionBytes: null,
    pressure: null,
    full: null,
    burst: 0,
    latency: () => null,
    shown: "",
  };
}

function read(actors: readonly ActorReading[], channels: readonly ChannelFacts[]) {
  return {
    actors: readColumns(ACTOR_FIGURES, actors),
    channels: readColumns(CHANNEL_FIGURES, channels),
  };
}

/** The numbers between two moments so many milliseconds apart, by name. */
function changes(ms: number | null) {
  const totals = new Totals(topology);
  const from = totals.add(
    1000,
    read([
      reading({ busyMs: 10, blockedMs: 20, waitingMs: 30, turns: 4, messages: 50 }),
      reading({ messages: 10, heapBytes: 1e6, process: processThatTakes(7e7, 1000) }),
    ], [facts(50, 10, 25, 200)]),
  );
  const to = totals.add(
    1000 + (ms ?? 0),
    read([
      reading({
        ...{ busyMs: 110, blockedMs: 70, waitingMs: 9000, turns: 14 },
        ...{ messages: 150, restarts: 3 },
      }),
      reading({
        ...{ busyMs: 300, turns: 5, outsideMs: 150, messages: 70, heapBytes: 2e6 },
        process: processThatTakes(8e7, 1750),
      }),
    ], [facts(150, 70, 75, 800)]),
  );
  const begin = ms === null ? null : from;
  const [actors, channels] = [totals.ofActors(begin, to), totals.ofChannels(begin, to)];
  const ofActor = (actor: number) =>
    Object.fromEntries(
      actorSeries(ACTOR_FIGURES).map(({ name, over }) => [name, over(actors)(actor)]),
    );
  const ofChannel = CHANNEL_SERIES.map(({ name, over }) => [name, over(channels)(0)]);
  return [ofActor(0), ofActor(1), Object.fromEntries(ofChannel)];
}

Deno.test("Totals: what happened between two moments; what is not known is no number", () => {
  assertEquals(changes(500), [
    {
      busy: 0.2,
      blocked: 0.1,
      waiting: 1,
      outside: 0,
      mcpu: 200,
      load: 0.25,
      turnRate: 20,
      batch: 10,
      heap: NaN,
      processBytes: NaN,
      processMcpu: NaN,
      restarts: 2,
      inFlight: NaN,
      unsettled: NaN,
    },
    {
      busy: 0.6,
      blocked: 0,
      waiting: 0,
      outside: 0.3,
      mcpu: 600,
      load: 0.75,
      turnRate: 10,
      batch: 12,
      heap: 2e6,
      processBytes: 8e7,
      processMcpu: 1500,
      restarts: 0,
      inFlight: NaN,
      unsettled: NaN,
    },
    { fill: 0.75, pressure: NaN, rate: 200, bytesRate: 1200 },
  ]);
});

Deno.test("Totals: actors of one worker have one core together, others one each", () => {
  const members = ["one", "two", "three"].map((name) => ({ name, troupe: "T" }));
  const graph = new FakeGraph("troupe", [...members, "alone"], []);
  const totals = new Totals(graph.topology);
  const moment = (time: number, ...busyMs: number[]) =>
    totals.add(time, read(busyMs.map((ms) => reading({ busyMs: ms })), []));
  const { over } = actorSeries(ACTOR_FIGURES).find(({ name }) => name === "mcpu")!;
  const mcpu = (...busyMs: number[]) => {
    const [from, to] = [moment(0, 0, 0, 0, 0), moment(1000, ...busyMs)];
    const tell = over(totals.ofActors(from, to));
    return busyMs.map((_, actor) => tell(actor));
  };
  // As if two had been at work all of the time, and one for half of it.
  assertEquals(mcpu(1000, 1000, 500, 1000), [400, 400, 200, 1000]);
  assertEquals(mcpu(500, 200, 0, 800), [500, 200, 0, 800]);
});

Deno.test("Totals: nothing is known of rates without an earlier moment, or one that is hardly earlier", () => {
  for (const ms of [null, 49]) {
    const [source, , channel] = changes(ms);
    const { busy, load, turnRate, batch } = source!;
    assertEquals([busy, load, turnRate, batch], [NaN, NaN, NaN, NaN]);
    assertEquals([channel!.rate, channel!.bytesRate], [NaN, NaN]);
    assertEquals(channel!.fill, 0.75);
  }
});
