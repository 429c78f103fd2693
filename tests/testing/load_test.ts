import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { Graph, type Rx, type Tx, u32 } from "@steady-state/deno";
import {
  echo,
  load,
  type LoadOptions,
  loadTable,
  measure,
  recordedRate,
  simulate,
} from "@steady-state/deno/testing";
import { Dice } from "../../src/testing/dice.ts";
import { latencyFigures } from "../../src/testing/load/latency_figures.ts";
import { momentsOf, type Rate } from "../../src/testing/load/rate.ts";
import { RecordingWriter } from "../../src/telemetry/history/recording.ts";
import type { RecordingHead } from "../../src/telemetry/history/recording.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { COLUMN_NAMES } from "../../src/telemetry/wire/columns.ts";
import { columnsOf } from "../../src/telemetry/wire/column_cache.ts";
import { topologyFrame } from "../../src/telemetry/wire/frames.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { relay, sink, source } from "../fixtures/chain_actors.ts";

/** A load, a worker, and who measures. */
function line(capacity = 64): Graph {
  const graph = new Graph("line", {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 5 } },
    showstopper: 100_000,
    logLevel: "error",
  });
  const [raw, done] = ["raw", "done"].map((name) => graph.channel(name, u32, { capacity }));
  return graph.actor("IN", source, { ports: { out: raw!.tx } })
    .actor("WORKER", relay, { ports: { in: raw!.rx, out: done!.tx } })
    .actor("OUT", sink, { ports: { in: done!.rx } });
}

function first(n: number, rate: Rate, seed = 1): number[] {
  return [...momentsOf(rate, new Dice(seed, "load")).take(n)];
}

Deno.test("rates: evenly, in bursts, at given moments, and as customers come", () => {
  assertEquals(first(4, 500), [0, 2, 4, 6]);
  assertEquals(first(5, { burst: 2, every: "1 s" }), [0, 0, 1000, 1000, 2000]);
  assertEquals(first(5, { at: [1, 1, 7] }), [1, 1, 7]);
  const gaps = first(20_000, { poisson: 100 }).map((at, i, all) => at - (all[i - 1] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  // Exponential gaps: their deviation is their mean, 10 ms; both are known to within one part in a hundred and forty.
  assert(Math.abs(mean - 10) < 0.3 && Math.abs(deviation - 10) < 0.5, `${mean} ± ${deviation}`);
  assertEquals(first(9, { poisson: 3 }, 5), first(9, { poisson: 3 }, 5));
});

Deno.test("a load sends each message at its moment, whoever reads", async () => {
  const [run] = await simulate(line, { latency: 0 }, async (stage) => {
    const numbers = load((i) => i, { rate: 100, count: 300 });
    const taken = measure<number>(numbers);
    stage.perform("IN", numbers);
    stage.perform("OUT", taken);
    await stage.finished;
    assertEquals(taken.taken, Array.from({ length: 300 }, (_, i) => i));
    assertEquals(numbers.due.map((at) => Math.round(at - numbers.due[0]!)).slice(0, 3), [
      0,
      10,
      20,
    ]);
    assertEquals([numbers.sent, numbers.late], [300, 0]);
  });
  const { due, sent, late, arrived, spanMs, duePerSecond, latency } = run!.load!;
  assertEquals([due, sent, late, arrived, Math.round(spanMs)], [300, 300, 0, 300, 2990]);
  assertEquals([Math.round(duePerSecond), latency!.count, latency!.maxMs], [100, 300, 0]);
  assertEquals(run!.load!.channels.map(({ label, taken }) => [label, taken]), [
    ["raw", 300],
    ["done", 300],
  ]);
});

Deno.test("a load does not wait for the graph: who found no room is late, and is measured from when it was due", async () => {
  const [run] = await simulate(() => line(4), {}, async (stage) => {
    const numbers = load((i) => i, { rate: 1000, count: 100 });
    stage.perform("IN", numbers);
    // Stands still for its first 50 ms.
    stage.perform("WORKER", async (actor) => {
      await actor.wait(actor.timeout(50));
      await echo()(actor);
    });
    stage.perform("OUT", measure(numbers));
    await stage.finished;
  });
  const { late, latency } = run!.load!;
  // Those of 4 ms to 50 ms found a full channel; without them, all would have taken 50 ms at most once, and the mean next to nothing.
  assert(late >= 45 && late <= 47, `${late} late`);
  assert(latency!.maxMs >= 49 && latency!.p50Ms < 10, JSON.stringify(latency));
  // 50 + 49 + … + 0 over 100 messages.
  assert(Math.abs(latency!.meanMs - 12.75) < 0.6, JSON.stringify(latency));
});

Deno.test("a load is sent once and measured once, whoever dies", async () => {
  const faults = { death: 0.01, deathAtStore: 0.02 };
  await simulate(() => line(8), { seeds: 30, faults }, async (stage) => {
    const numbers = load((i) => i, { rate: { poisson: 500 }, count: 100 });
    const taken = measure<number>(numbers, { key: (n: number) => n });
    stage.perform("IN", numbers);
    stage.perform("OUT", taken);
    await stage.finished;
    assertEquals(taken.taken, Array.from({ length: 100 }, (_, i) => i));
    assertEquals([numbers.due.length, numbers.sent, taken.latency.count], [100, 100, 100]);
    assertEquals(taken.arrived.length, 100);
    assert(taken.latencies.every((ms) => ms! >= 0), "none comes before it is due");
  });
});

Deno.test("the same seed brings the same load, another one another", async () => {
  const dues = async (seed: number, options: Partial<LoadOptions> = {}) => {
    let due: number[] = [];
    await simulate(line, { seeds: [seed] }, async (stage) => {
      const numbers = load((i) => i, { rate: { poisson: 500 }, count: 20, ...options });
      stage.perform("IN", numbers);
      await stage.finished;
      due = numbers.due.map((at) => Math.round(1000 * (at - numbers.due[0]!)));
    });
    return due;
  };
  assertEquals(await dues(1), await dues(1));
  assert(String(await dues(1)) !== String(await dues(2)), "they differ");
  assertEquals(await dues(1, { seed: 7 }), await dues(2, { seed: 7 }));
});

Deno.test("messages that fall away or overtake are matched by a key", async () => {
  await simulate(line, {}, async (stage) => {
    const numbers = load((i) => i, { rate: 1000, count: 40 });
    stage.perform("IN", numbers);
    // Each odd one falls away; the others go two by two, the second before the first, 10 ms later.
    stage.perform("WORKER", async (actor) => {
      const { in: input, out } = actor.ports as unknown as { in: Rx<number>; out: Tx<number> };
      while (actor.isRunning(() => input.isClosedAndEmpty)) {
        if (!(await actor.wait(input.avail(4)))) continue;
        await actor.wait(actor.timeout(10));
        const [one, , other] = input.takeBatch(4);
        out.sendBatch([other!, one!]);
      }
    });
    const taken = measure<number>(numbers, { key: (n: number) => n });
    stage.perform("OUT", taken);
    await stage.finished;
    assertEquals(taken.taken.slice(0, 4), [2, 0, 6, 4]);
    const { due } = numbers;
    taken.taken.forEach((n, place) =>
      assertEquals(taken.latencies[place], taken.arrived[place]! - due[n]!)
    );
  });
});

Deno.test("what comes and was never sent has no latency", async () => {
  await simulate(line, {}, async (stage) => {
    const numbers = load([1, 2, 3], { rate: 1000 });
    const taken = measure<number>(numbers, { key: (n: number) => n });
    stage.perform("IN", numbers);
    stage.perform("WORKER", echo({ change: (n: number) => n === 2 ? 20 : n }));
    stage.perform("OUT", taken);
    await stage.finished;
    assertEquals(taken.taken, [1, 20, 3]);
    assertEquals(taken.latencies.map((ms) => typeof ms), ["number", "undefined", "number"]);
    assertEquals(taken.latency.count, 2);
  });
});

Deno.test("a load without an end goes on until a stop, and one that is played again begins anew", async () => {
  const numbers = load((i) => i, { rate: 100 });
  for (const seconds of [2, 1]) {
    await simulate(line, {}, async (stage) => {
      const taken = measure(numbers);
      stage.perform("IN", numbers);
      stage.perform("OUT", taken);
      await stage.advance(1000 * seconds);
      stage.stop();
      await stage.finished;
      assertEquals(taken.taken.length, numbers.sent);
      assert(Math.abs(numbers.sent - 100 * seconds) <= 1, `${numbers.sent}`);
    });
  }
});

Deno.test("on real workers counts are exact", async () => {
  const [run] = await simulate(line, { real: true }, async (stage) => {
    const numbers = load((i) => i, { rate: { burst: 100, every: 5 }, count: 1000 });
    stage.perform("IN", numbers);
    stage.perform("OUT", measure(numbers));
    await stage.finished;
  });
  const { due, sent, arrived, latency, channels, actors } = run!.load!;
  assertEquals([due, sent, arrived, latency!.count], [1000, 1000, 1000, 1000]);
  assertEquals(channels.map(({ sent, taken }) => [sent, taken]), [[1000, 1000], [1000, 1000]]);
  assertEquals(actors.map(({ label }) => label), ["IN", "WORKER", "OUT"]);
  assert(latency!.p50Ms > 0 && latency!.p50Ms <= latency!.p99Ms, JSON.stringify(latency));
});

Deno.test("latencies in figures are those that there were", () => {
  const all = Array.from({ length: 1000 }, (_, i) => 1000 - i);
  assertEquals(latencyFigures(all), {
    count: 1000,
    meanMs: 500.5,
    p50Ms: 500,
    p99Ms: 990,
    p999Ms: 999,
    maxMs: 1000,
  });
  assertEquals(Object.values(latencyFigures([])), [0, 0, 0, 0, 0, 0]);
  assertEquals(Object.values(latencyFigures([3])), [1, 3, 3, 3, 3, 3]);
});

Deno.test("figures are plain data, and a table for people", async () => {
  const [run] = await simulate(line, { latency: 0 }, async (stage) => {
    const numbers = load([1, 2, 3], { rate: 10 });
    stage.perform("IN", numbers);
    stage.perform("OUT", measure(numbers));
    await stage.finished;
  });
  const figures = run!.load!;
  assertEquals(JSON.parse(JSON.stringify(figures)), figures);
  const table = loadTable(figures).split("\n");
  assertMatch(
    table[0]!,
    /^3 messages were due in 0\.20 s, 15\.0\/s; 0 of them found no room; 3 came/,
  );
  assertEquals(table.slice(2), [
    "latency  mean   p50   p99  p99.9   max",
    "ms       0.00  0.00  0.00   0.00  0.00",
    "",
    "channel  sent  taken  taken/s",
    "raw         3      3     15.0",
    "done        3      3     15.0",
    "",
    "actor   turns   busy  waiting  blocked  outside",
    ...table.slice(-3),
  ]);
  const unmeasured = await simulate(line, {}, async (stage) => {
    stage.perform("IN", load([1, 2, 3], { rate: 10 }));
    await stage.finished;
  });
  assertEquals([unmeasured[0]!.load!.latency, unmeasured[0]!.load!.arrived], [null, 0]);
  assertEquals((await simulate(line))[0]!.load, undefined);
});

Deno.test("a load comes as it was recorded, by the telemetry's own writer", async () => {
  const graph = new FakeGraph("g", ["a", "b"], [
    { name: "other", from: 0, to: 1 },
    { name: "orders", from: 0, to: 1 },
  ]);
  const sampler = new Sampler(graph.source);
  const topology = topologyFrame(graph.topology, 1);
  const hello = { columns: COLUMN_NAMES };
  const writer = new RecordingWriter({ hello, topology } as unknown as RecordingHead);
  let text = writer.begin();
  const perSecond = [10, 50, 0].flatMap((rate) => new Array<number>(30).fill(rate));
  for (let second = 0; second <= perSecond.length; second++) {
    const sample = sampler.sample(1_000_000 + second * 1000);
    text += writer.moment({ ...sample, columns: columnsOf(sample) });
    graph.send(1, perSecond[second] ?? 0);
  }
  const rate = recordedRate(text, "orders");
  const moments = [...rate.at];
  assertEquals([...rate.at], moments, "it can be read again");
  const within = (from: number, to: number) =>
    moments.filter((at) => at > 1000 * from + 0.5 && at < 1000 * to + 0.5).length;
  // A rate that has changed is told of in full ten seconds later.
  assertEquals([within(0, 30), within(40, 60), within(70, 90)], [300, 1000, 0]);
  assert(Math.abs(moments.length - 1800) < 30, `${moments.length} in all`);
  assertEquals([...recordedRate(text, "other").at], []);
  await simulate(line, {}, async (stage) => {
    const numbers = load((i) => i, { rate });
    stage.perform("IN", numbers);
    await stage.finished;
    assertEquals(numbers.sent, moments.length);
  });
  assertThrows(() => recordedRate(text, "bills"), TypeError, "it has other, orders");
  assertThrows(() => recordedRate("{}", "bills"), TypeError, "it begins with {}, give the text");
});

Deno.test("what is wrong with a load is told at once, and all of it", async () => {
  const wrong = { rate: { poisson: 0 }, count: -1, port: 3, speed: 1 };
  const error = await assertRejects(
    () => Promise.resolve().then(() => load([], wrong as never)),
    TypeError,
  );
  assertEquals(error.message.split("\n").map((line) => line.trim()), [
    "Cannot make a load: 4 faults",
    '- there is no option "speed", there are "rate", "count", "port", "seed"',
    "- option rate.poisson is 0, give messages a second above 0",
    "- option count is -1, give a whole number from 0, or Infinity",
    "- option port is 3, give the name of a port",
  ]);
  const advice = "give messages a second, { poisson }, { burst, every } or { at }";
  assertThrows(() => load([], {} as never), TypeError, `option rate is undefined, ${advice}`);
  assertThrows(() => load([], { rate: {} } as never), TypeError, `option rate is {}, ${advice}`);
  assertThrows(
    () => load([], { rate: { burst: 1 } } as never),
    TypeError,
    "option rate.every is undefined",
  );
  assertThrows(() => measure(echo() as never), TypeError, "give what load() returned");
});

Deno.test("a load plays one actor, on one port that there is, and messages that do not fit are told before anything runs", async () => {
  const crowd = () => {
    const graph = new Graph("crowd");
    const channels = [0, 1].map((i) => graph.channel(`numbers ${i}`, u32));
    channels.forEach(({ tx, rx }, instance) =>
      graph.actor("IN", source, { instance, ports: { out: tx } })
        .actor("OUT", sink, { instance, ports: { in: rx } })
    );
    return graph;
  };
  await simulate(crowd, {}, async (stage) => {
    const numbers = load((i) => i, { rate: 10, count: 5 });
    const advice = 'plays one actor, not "IN 0", "IN 1", make one for each';
    assertThrows(() => stage.perform("IN", numbers), TypeError, `what load() returns ${advice}`);
    const one = stage.perform("IN 0", source, numbers);
    assertEquals(one, numbers as unknown);
    assertThrows(() => stage.perform("IN 1", numbers), TypeError, advice);
    stage.perform("IN 0", numbers);
    assertThrows(
      () => stage.perform("IN 1", load([1, -1], { rate: 10 })),
      TypeError,
      'message 2 of load() does not fit port "out"',
    );
    assertThrows(
      () => stage.perform("IN 1", load([1], { rate: 10, port: "in" })),
      TypeError,
      'load() is for port "in", which it does not have',
    );
    const taken = measure<number>(numbers);
    assertThrows(() => stage.perform("OUT", taken), TypeError, "what measure() returns plays one");
    stage.perform("OUT 0", sink, taken);
    await stage.finished;
    assertEquals([taken.taken, taken.takenBy("OUT 0")], [[0, 1, 2, 3, 4], taken.taken]);
    assertEquals(taken.takenBy("OUT 1"), []);
  });
});
