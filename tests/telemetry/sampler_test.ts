import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "./fake_graph.ts";

function pair(capacity = 64): FakeGraph {
  return new FakeGraph("pair", ["from", "to"], [{ name: "c", from: 0, to: 1, capacity }]);
}

Deno.test("Sampler: the first sample has totals, and no rates yet", () => {
  const graph = pair();
  graph.send(0, 12);
  graph.take(0, 2);
  const { actors, channels } = new Sampler(graph.source).sample(1000);
  assertEquals(channels[0], {
    sent: 12,
    taken: 2,
    depth: 10,
    dropped: null,
    capacity: 64,
    regionBytes: null,
    fill: 10 / 64,
    pressure: null,
    full: null,
    burst: 0,
    rate: null,
    bytes: 48,
    ...{ onLink: null, linkLatency: null, clockError: null, roundTrip: null },
    bytesRate: null,
    p50: null,
    p99: null,
    maxLatency: null,
    shown: "",
    level: 0,
  });
  assertEquals(actors[0]!.busy, null);
  assertEquals(actors[0]!.turnRate, null);
});

Deno.test("Sampler: rates are of the last window", () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  graph.send(0, 1000);
  assertEquals(sampler.sample(500).channels[0]!.rate, 2000);
  assertEquals(sampler.sample(1000).channels[0]!.rate, 1000);
  assertEquals(sampler.sample(1500).channels[0]!.rate, 0);
  assertEquals(sampler.sample(1500).channels[0]!.sent, 1000);
});

Deno.test("Sampler: all that tells how fast one flow is agrees: both channels, turns, the past and the present", () => {
  for (
    const [everyMs, messages] of [[1000, 1], [1000, 61], [10_000 / 3, 1], [1000 / 61, 1]] as const
  ) {
    const graph = new FakeGraph("chain", ["from", "by", "to"], [
      { name: "one", from: 0, to: 1, capacity: 500 },
      { name: "other", from: 1, to: 2, capacity: 500 },
    ]);
    const sampler = new Sampler(graph.source);
    const seen = new Map<string, number[]>();
    const note = (name: string, value: number | null) =>
      seen.set(name, [...seen.get(name) ?? [], value!]);
    let bursts = 0;
    for (let time = 0; time <= 60_000; time += 100 + time % 7) {
      for (; (bursts + 0.4) * everyMs <= time; bursts++) {
        for (const channel of [0, 1]) {
          graph.send(channel, messages);
          graph.take(channel, messages);
        }
        graph.probes[1]!.countTurn();
      }
      const { actors, channels } = sampler.sample(time);
      if (time < 25_000) continue;
      note("one", channels[0]!.rate);
      note("other", channels[1]!.rate);
      note("bytes", channels[0]!.bytesRate! / 4);
      note("turns", actors[1]!.turnRate! * messages);
      note("messages a turn", actors[1]!.batch! * 1000 / everyMs);
      for (const span of [10_000, 60_000]) {
        const { min, max, average, p50 } = sampler.measures.channel(0, "rate", span);
        if (time < 50_000) continue;
        if (span === 10_000) {
          for (const value of [min, max]) note("the past, at its ends", value);
        }
        note("the past", average);
        note("the past, in the middle", p50);
      }
    }
    const expected = messages * 1000 / everyMs;
    const names = ["one", "other", "bytes", "turns", "messages a turn", "the past"];
    for (const name of [...names, "the past, at its ends", "the past, in the middle"]) {
      for (const value of seen.get(name)!) {
        assertAlmostEquals(
          value,
          expected,
          expected * 0.1,
          `${name}, ${messages} in ${everyMs} ms`,
        );
      }
    }
    assertEquals(seen.get("one"), seen.get("other"));
  }
});

Deno.test("Sampler: shares are of the time that passed, the phase under way included", () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  const [probe] = graph.probes;
  probe!.wait(0, false);
  sampler.sample(0);
  probe!.busy(200);
  probe!.wait(500, true);
  const [actor] = sampler.sample(1000).actors;
  assertAlmostEquals(actor!.waiting!, 0.2, 1e-9);
  assertAlmostEquals(actor!.busy!, 0.3, 1e-9);
  assertAlmostEquals(actor!.blocked!, 0.5, 1e-9);
  assertEquals(actor!.phase, "blocked");
});

Deno.test("Sampler: an actor that is down spends no time", () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  graph.probes[0]!.busy(0);
  sampler.sample(0);
  graph.probes[0]!.down(250);
  const [actor] = sampler.sample(1000).actors;
  assertEquals([actor!.phase, actor!.busy], ["down", 0.25]);
});

Deno.test("Sampler: turns, restarts, status and lifecycle are passed on", () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  for (let turn = 0; turn < 30; turn++) graph.probes[1]!.countTurn();
  graph.probes[1]!.setStatus("warm");
  graph.restarts[1] = 2;
  graph.lifecycle = "stopping";
  const { actors, lifecycle } = sampler.sample(1000);
  const { turns, turnRate, restarts, status } = actors[1]!;
  assertEquals([turns, turnRate, restarts, status, lifecycle], [30, 30, 2, "warm", "stopping"]);
});

Deno.test("Sampler: fill is the mean of the window, and sets the level where nobody takes", () => {
  const graph = pair(100);
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  graph.send(0, 100);
  for (let time = 100; time <= 500; time += 100) sampler.sample(time);
  graph.take(0, 100);
  for (let time = 600; time < 1000; time += 100) sampler.sample(time);
  const half = sampler.sample(1000).channels[0]!;
  assertAlmostEquals(half.fill, 0.5, 1e-9);
  assertEquals(half.depth, 0);

  graph.send(0, 100);
  let channel = half;
  for (let time = 1100; time <= 5500; time += 100) channel = sampler.sample(time).channels[0]!;
  assertEquals([channel.fill, channel.level], [1, 3]);
});

Deno.test("Sampler: thousandths of a core, share of all work, messages a turn, bytes a second", () => {
  const graph = new FakeGraph("chain", ["a", "b"], [{
    name: "one",
    from: 0,
    to: 1,
    capacity: 500,
  }]);
  const sampler = new Sampler(graph.source);
  for (const probe of graph.probes) probe.wait(0, false);
  sampler.sample(0);
  graph.probes[0]!.busy(100);
  graph.probes[1]!.busy(0);
  graph.probes[0]!.wait(400, false);
  graph.probes[1]!.wait(900, false);
  for (let turn = 0; turn < 4; turn++) graph.probes[0]!.countTurn();
  for (let turn = 0; turn < 10; turn++) graph.probes[1]!.countTurn();
  graph.send(0, 400);
  graph.take(0, 300);
  const { actors, channels } = sampler.sample(1000);
  assertEquals(actors.map(({ mcpu, load, batch }) => [mcpu, load, batch]), [
    [300, 0.25, 100],
    [900, 0.75, 30],
  ]);
  assertEquals([channels[0]!.bytes, channels[0]!.bytesRate], [1600, 1600]);
  const idle = sampler.sample(3000);
  assertEquals(idle.actors.map(({ mcpu, load, batch }) => [mcpu, load, batch]), [
    [0, null, null],
    [0, null, null],
  ]);
});

Deno.test("Sampler: messages a turn do not depend on which of the two counts is read first", () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  for (let time = 0, late = 0; time <= 20_000; time += 100) {
    graph.take(0, late);
    late = 0;
    if (time % 1000 === 500) {
      graph.send(0, 64);
      graph.probes[1]!.countTurn();
      late = 64;
    }
    const { batch } = sampler.sample(time).actors[1]!;
    if (time > 3000) assertAlmostEquals(batch!, 64, 3);
  }
  const { min, max } = sampler.measures.actor(1, "batch", 10_000);
  assertAlmostEquals(min!, 64, 3);
  assertAlmostEquals(max!, 64, 3);
});

Deno.test("Sampler: latencies of the last ten seconds", () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  for (let ms = 1; ms <= 20; ms++) graph.latency(0, ms);
  const { p50, p99, maxLatency } = sampler.sample(100).channels[0]!;
  assertAlmostEquals(p50!, 10_000, 10_000 / 64);
  assertAlmostEquals(p99!, 20_000, 20_000 / 64);
  assertAlmostEquals(maxLatency!, 20_000, 0.1);
  assertEquals(sampler.sample(12_000).channels[0]!.p50, null);
});

Deno.test("Sampler: of a graph that has stopped only what is left is told", () => {
  const graph = pair(100);
  const sampler = new Sampler(graph.source);
  graph.probes[0]!.busy(0);
  graph.send(0, 100);
  sampler.sample(0);
  graph.take(0, 90);
  graph.lifecycle = "stopped";
  const { actors, channels } = sampler.sample(1000);
  assertEquals([channels[0]!.fill, channels[0]!.rate, channels[0]!.level], [0.1, null, 0]);
  assertEquals([actors[0]!.busy, actors[0]!.busyMs], [null, 1000]);
});

Deno.test("Sampler: who lets an input run full is as urgent as it, who is blocked is not", () => {
  const graph = new FakeGraph("chain", ["a", "b", "c"], [
    { name: "one", from: 0, to: 1 },
    { name: "two", from: 1, to: 2 },
  ]);
  graph.send(0, 64);
  graph.send(1, 64);
  for (const probe of graph.probes) probe.busy(0);
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  graph.probes[1]!.wait(100, true);
  for (let time = 100; time < 3000; time += 100) sampler.sample(time);
  assertEquals(sampler.sample(3000).actors.map(({ level }) => level), [0, 0, 3]);
});

Deno.test("Sampler: an actor is critical for a while after a crash", () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  sampler.note({ subject: "to", what: "crashed", time: 1000 });
  assertEquals(sampler.sample(5999).actors.map(({ level }) => level), [0, 3]);
  assertEquals(sampler.sample(6000).actors.map(({ level }) => level), [0, 0]);
});

Deno.test("Sampler: totals are exact past 32 bits, for a late onlooker and after any gap, and so is the depth", () => {
  for (const before of [2 ** 31 - 16, 2 ** 32 - 16, 3 * 2 ** 32 + 7, 2 ** 53 - 2 ** 34]) {
    const graph = pair();
    graph.setCounts(0, before, before - 16);
    const sampler = new Sampler(graph.source);
    const read = (time: number) => {
      const { sent, taken, depth } = sampler.sample(time).channels[0]!;
      return [sent, taken, depth];
    };
    assertEquals(read(0), [before, before - 16, 16]);
    graph.send(0, 40);
    graph.take(0, 10);
    assertEquals(read(1000), [before + 40, before - 6, 46]);
    // Nobody has looked for as long as it takes to send so many.
    const after = before + 3 * 2 ** 32 + 5;
    graph.setCounts(0, after, after - 5);
    assertEquals(read(20_000), [after, after - 5, 5]);
  }
});

Deno.test("Sampler: whatever a graph does, totals agree with a model and shares stay in bounds", () => {
  const step = fc.record({
    passed: fc.integer({ min: 0, max: 2000 }),
    sent: fc.integer({ min: 0, max: 64 }),
    taken: fc.integer({ min: 0, max: 64 }),
    phase: fc.constantFrom("busy", "waiting", "blocked", "outside", "down"),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const graph = pair();
    const [probe] = graph.probes;
    const sampler = new Sampler(graph.source);
    let time = 0;
    let sent = 0;
    let taken = 0;
    let before = sampler.sample(time).actors[0]!;
    for (const { passed, phase, ...moved } of steps) {
      time += passed;
      const put = Math.min(moved.sent, 64 - (sent - taken));
      graph.send(0, put);
      sent += put;
      const got = Math.min(moved.taken, sent - taken);
      graph.take(0, got);
      taken += got;
      if (phase === "busy") probe!.busy(time);
      else if (phase === "down") probe!.down(time);
      else if (phase === "outside") probe!.outside(time, Infinity);
      else probe!.wait(time, phase === "blocked");

      const { actors, channels } = sampler.sample(time);
      const { rate, level, fill, bytes, depth, ...counted } = channels[0]!;
      assertEquals([counted.sent, counted.taken, depth, bytes], [
        sent,
        taken,
        sent - taken,
        sent * 4,
      ]);
      assertEquals(level >= 0 && fill >= 0 && fill <= 1 && (rate ?? 0) >= 0, true);
      const actor = actors[0]!;
      const { busy, waiting, blocked, outside } = actor;
      const shares = (busy ?? 0) + (waiting ?? 0) + (blocked ?? 0) + (outside ?? 0);
      assertEquals(shares <= 1 + 1e-9, true);
      for (const name of ["busyMs", "waitingMs", "blockedMs", "outsideMs"] as const) {
        assertEquals(actor[name] >= before[name], true);
      }
      before = actor;
    }
  }));
});
