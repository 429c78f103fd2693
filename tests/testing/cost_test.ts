import { assert, assertEquals, assertRejects } from "@std/assert";
import { Graph, type GraphOptions, type Rx, type Tx, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import {
  collect,
  echo,
  feed,
  load,
  type LoadFigures,
  measure,
  type Performer,
  simulate,
  type SimulateOptions,
} from "@steady-state/deno/testing";
import { Processors } from "../../src/testing/load/processors.ts";
import { relay, sink, source } from "../fixtures/chain_actors.ts";

/** Takes a message and sends it on, in a loop that ends each turn by itself. */
const servant = defineActor(import.meta, "servant", {
  ports: { in: rx(u32), out: tx(u32) },
  async run(actor) {
    const { in: input, out } = actor.ports;
    while (actor.isRunning(() => input.isClosedAndEmpty && out.close())) {
      if (!(await actor.wait(input.avail()))) continue;
      const message = input.tryTake();
      if (message !== undefined) out.trySend(message);
    }
  },
});

/** So many lines side by side, each with a load, a worker and somebody who measures. */
function lines(count = 1, worker: typeof relay = relay, options: GraphOptions = {}): Graph {
  const graph = new Graph("lines", { logLevel: "error", ...options });
  for (let instance = 0; instance < count; instance++) {
    const raw = graph.channel(`raw ${instance}`, u32, { capacity: 16_384 });
    const done = graph.channel(`done ${instance}`, u32, { capacity: 16_384 });
    graph.actor("IN", source, { instance, ports: { out: raw.tx } })
      .actor("WORKER", worker, { instance, ports: { in: raw.rx, out: done.tx } })
      .actor("OUT", sink, { instance, ports: { in: done.rx } });
  }
  return graph;
}

interface Trial {
  readonly perSecond: number;
  readonly cost: number;
  readonly messages: number;
  readonly seed?: number;
  readonly by?: Performer;
  readonly worker?: typeof relay;
}

/** How a worker stands a Poisson load; its queue is M/D/1. */
async function trial(
  { perSecond, cost, messages, seed = 1, by, worker }: Trial,
): Promise<LoadFigures> {
  const options: SimulateOptions = { seeds: [seed], latency: 0, cost: { WORKER: cost } };
  const [run] = await simulate(() => lines(1, worker), options, async (stage) => {
    const numbers = load((i) => i, { rate: { poisson: perSecond }, count: messages });
    stage.perform("IN 0", numbers);
    stage.perform("OUT 0", measure(numbers));
    if (by !== undefined) stage.perform("WORKER 0", by);
    await stage.finished;
  });
  return run!.load!;
}

/** The mean and its standard error, of runs that are independent. */
function estimate(means: readonly number[]): { mean: number; error: number } {
  const mean = means.reduce((sum, m) => sum + m, 0) / means.length;
  const variance = means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / (means.length - 1);
  return { mean, error: Math.sqrt(variance / means.length) };
}

for (const busy of [0.5, 0.9]) {
  for (
    const [how, given] of [
      ["takes and sends", { by: echo() }],
      ["ends its turns at once", { worker: servant }],
    ] as const
  ) {
    Deno.test(`a worker that is busy ${busy * 100} % and ${how} makes its load wait as the formula of M/D/1 says`, async () => {
      const figures: LoadFigures[] = [];
      for (let seed = 1; seed <= 8; seed++) {
        figures.push(
          await trial({ perSecond: 1000 * busy, cost: 1, messages: 2500, seed, ...given }),
        );
      }
      // Pollaczek and Khinchine: the service, and the wait before it.
      const expected = 1 + busy / (2 * (1 - busy));
      const { mean, error } = estimate(figures.map(({ latency }) => latency!.meanMs));
      assert(
        Math.abs(mean - expected) < 3 * error + 0.02 * expected,
        `${mean} ± ${error} of ${expected}`,
      );
      const share = estimate(figures.map(({ actors }) => actors[1]!.busy));
      assert(Math.abs(share.mean - busy) < 0.05, `busy ${share.mean}`);
      const { latency } = figures[0]!;
      assert(latency!.p50Ms >= 1 - 1e-6 && latency!.p50Ms <= latency!.p99Ms);
    });
  }
}

Deno.test("a worker that is twice as slow lets through half as much, and holds up all else", async () => {
  const slow = await trial({ perSecond: 2000, cost: 1, messages: 1000, by: echo() });
  const slower = await trial({ perSecond: 2000, cost: 2, messages: 1000, by: echo() });
  assert(Math.abs(slow.arrivedPerSecond - 1000) < 10, `${slow.arrivedPerSecond}`);
  assert(Math.abs(slower.arrivedPerSecond - 500) < 5, `${slower.arrivedPerSecond}`);
  assert(slower.latency!.maxMs > 2 * slow.latency!.maxMs);
  assertEquals([slow.arrived, slower.arrived], [1000, 1000]);
});

Deno.test("work that is taken by batches costs as much in all, and a function may make batches cheaper", async () => {
  const elapsed = async (cost: SimulateOptions["cost"]) => {
    const options = { latency: 0, preemption: 0, ...cost && { cost } };
    const [run] = await simulate(() => lines(), options, async (stage) => {
      const all = collect();
      stage.perform("IN 0", feed(Array.from({ length: 200 }, (_, i) => i)));
      stage.perform("OUT 0", all);
      await stage.finished;
      assertEquals(all.taken.length, 200);
    });
    return run!.elapsedMs;
  };
  assertEquals(await elapsed(undefined), 0);
  const each = await elapsed({ WORKER: 1 });
  assert(each >= 200 && each < 203, `${each} ms`);
  assertEquals(await elapsed({ "WORKER 0": (n) => n }), each);
  assert(await elapsed({ WORKER: () => 1 }) < each / 2);
  // A source has nothing to take: it works for what it sends.
  const source = await elapsed({ IN: 2 });
  assert(source >= 400 && source < 405, `${source} ms`);
});

Deno.test("what a message costs lies before what becomes of it is seen; of the first turn only where it ends with an await", async () => {
  const latencies = async (by: Performer) => {
    const options = { latency: 0, cost: { WORKER: 3 } };
    let all: (number | undefined)[] = [];
    await simulate(() => lines(), options, async (stage) => {
      const numbers = load((i) => i, { rate: 10, count: 3 });
      const taken = measure(numbers);
      stage.perform("IN 0", numbers);
      stage.perform("WORKER 0", by);
      stage.perform("OUT 0", taken);
      await stage.finished;
      all = taken.latencies.map((ms) => Math.round(ms!));
    });
    return all;
  };
  assertEquals(await latencies(echo()), [3, 3, 3]);
  const byTake: Performer = async (actor) => {
    const { in: input, out } = actor.ports as unknown as { in: Rx<number>; out: Tx<number> };
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      const message = await actor.take(input);
      if (message !== undefined) out.trySend(message);
    }
  };
  assertEquals(await latencies(byTake), [3, 3, 3]);
  assertEquals(await latencies((actor) => servant.run(actor as never)), [0, 3, 3]);
});

Deno.test("threads that share processors wait for each other", async () => {
  const spans: number[] = [];
  for (const cores of [1, 2, 4, Infinity]) {
    const options = { latency: 0, cost: { WORKER: 1 }, cores };
    const [run] = await simulate(() => lines(4), options, async (stage) => {
      for (let i = 0; i < 4; i++) {
        const numbers = load((i) => i, { rate: { burst: 100, every: "1 min" }, count: 100 });
        stage.perform(`IN ${i}`, numbers);
        stage.perform(`OUT ${i}`, measure(numbers));
        stage.perform(`WORKER ${i}`, echo());
      }
      await stage.finished;
    });
    spans.push(Math.round(run!.load!.spanMs));
  }
  assertEquals(spans, [400, 200, 100, 100]);
});

Deno.test("processors serve whoever asks first, first", () => {
  const two = new Processors(2);
  assertEquals([[0, 5], [0, 3], [1, 1], [2, 4], [20, 1]].map(([now, ms]) => two.use(now!, ms!)), [
    5,
    3,
    4,
    8,
    21,
  ]);
  const many = new Processors(Infinity);
  assertEquals([many.use(0, 5), many.use(0, 5)], [5, 5]);
});

Deno.test("a thread that dies while it computes does its work again, once", async () => {
  const faults = { death: 0.01, deathAtStore: 0.02 };
  const intensity = { restarts: 1000, withinMs: 60_000 };
  const build = () => lines(1, servant, { intensity, showstopper: 1000 });
  await simulate(build, { seeds: 20, faults, cost: { WORKER: 0.5 } }, async (stage) => {
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const all = collect();
    stage.perform("IN 0", feed(numbers));
    stage.perform("OUT 0", all);
    await stage.finished;
    assertEquals(all.taken, numbers);
  });
});

Deno.test("costs that cannot be are refused", async () => {
  const cost = { WORKER: -1, IN: "2" };
  const error = await assertRejects(
    () => simulate(lines, { cost, cores: 0 } as never),
    TypeError,
  );
  assertEquals(error.message.split("\n").map((line) => line.trim()), [
    "Cannot simulate: 3 faults",
    "- option cost.WORKER is -1, give milliseconds from 0, or a function of the number of messages",
    '- option cost.IN is "2", give milliseconds from 0, or a function of the number of messages',
    "- option cores is 0, give a whole number from 1, or Infinity",
  ]);
  await assertRejects(
    () => simulate(() => lines(), { cost: { WROKER: 1 } }),
    Error,
    'Cannot simulate with a cost of "WROKER": the graph has no actor of that label or name, it has IN, IN 0, WORKER',
  );
  await assertRejects(
    () => simulate(() => lines(), { cost: { WORKER: () => NaN } }),
    Error,
    "WORKER 0",
  );
});
