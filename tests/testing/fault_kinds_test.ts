import { assert, assertEquals } from "@std/assert";
import { type CrashReport, Graph, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import {
  type Fault,
  type FaultRates,
  simulate,
  type SimulatedRun,
  type Stage,
} from "@steady-state/deno/testing";
import { relay, sink, source } from "../fixtures/chain_actors.ts";

const crashes: CrashReport[] = [];

function sturdy(name: string): Graph {
  return new Graph(name, {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } },
    showstopper: 1_000_000,
    logLevel: "error",
    onCrash: (report) => crashes.push(report),
  });
}

function chain(passing = relay): Graph {
  const graph = sturdy("chain");
  const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32, { capacity: 4 }));
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx } })
    .actor("PASSING", passing, { ports: { in: raw!.rx, out: passed!.tx } })
    .actor("SINK", sink, { ports: { in: passed!.rx } });
}

async function runsWith(faults: FaultRates, seeds = 20): Promise<SimulatedRun[]> {
  crashes.length = 0;
  return await simulate(() => chain(), { seeds, faults }, async (stage) => {
    await stage.finished;
    assertEquals(stage.state("SINK"), { sum: 5050, count: 100, last: 100, disorder: 0 });
  });
}

function numberOf(runs: readonly SimulatedRun[], kind: Fault["kind"]): number {
  return runs.flatMap(({ faults }) => faults).filter((fault) => fault.kind === kind).length;
}

Deno.test("a load that fails is a crash of its own, and hides no other fault", async () => {
  const runs = await runsWith({ death: 0.02, loadFailure: 0.5 });
  const failed = crashes.filter(({ error }) => error.message === "not loaded, the dice want it");
  assert(failed.length > 20, `${failed.length}`);
  assertEquals(failed.length, numberOf(runs, "loadFailure"));
  for (const { cause } of failed) assertEquals(cause, "loadFailure");
  const stopped = await runsWithStop();
  assert(numberOf(stopped, "stop") > 0);
  assertEquals(numberOf(stopped, "loadFailure"), 0, "nobody starts again");
});

function runsWithStop(): Promise<SimulatedRun[]> {
  const faults = { loadFailure: 1, stop: 0.02 };
  return simulate(() => chain(), { seeds: 10, faults }, async (stage) => void await stage.finished);
}

Deno.test("messages that are stuck hold up who waits for them, and nobody else", async () => {
  const longest = (runs: readonly SimulatedRun[]) =>
    Math.max(...runs.map(({ elapsedMs }) => elapsedMs));
  const death = { death: 0.01 };
  const calm = longest(await runsWith(death));
  assert(calm < 1000, `${calm}`);
  for (const [kind, rate] of [["lateToHost", 0.01], ["lateToWorker", 0.2]] as const) {
    const runs = await runsWith({ ...death, [kind]: rate });
    assert(numberOf(runs, kind) > 10);
    assert(longest(runs) > 1000, `${kind} ${longest(runs)}`);
  }
  const unheard = await runsWith({ lateToWorker: 0.01 });
  // Of a sound worker nobody hears that it is told nothing: what it does is in shared memory.
  assert(numberOf(unheard, "lateToWorker") > 10);
  assert(longest(unheard) < 1000, `${longest(unheard)}`);
});

Deno.test("how often an actor asks for chance changes nothing in what becomes of it", async () => {
  const asking = (times: number) =>
    defineActor(import.meta, "asking", {
      ports: { in: rx(u32), out: tx(u32) },
      async run(actor) {
        const { in: input, out } = actor.ports;
        for (let n = await actor.take(input); n !== undefined; n = await actor.take(input)) {
          for (let i = 0; i < times; i++) Math.random();
          await actor.send(out, n);
        }
      },
    });
  const hashes = new Set<number>();
  for (const times of [0, 1, 7]) {
    const [run] = await simulate(() => chain(asking(times) as typeof relay), { seeds: [3] });
    hashes.add(run!.hash);
  }
  assertEquals(hashes.size, 1);
});

Deno.test("a disk that nobody uses is not filled, and a graph that stops is not asked to stop again", async () => {
  const faults = { fullDisk: 0.1, stop: 1 };
  const script = async (stage: Stage) => void await stage.finished;
  for (const { faults: done } of await simulate(() => chain(), { seeds: 10, faults }, script)) {
    assertEquals(done.map(({ kind }) => kind), ["stop"]);
  }
});
