import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { simulate, SimulationError, type Stage } from "@steady-state/deno/testing";
import { Choices, choicesText, readChoices, ReplayedChoices } from "../../src/testing/choices.ts";
import { forgetful, relay, sink, source } from "../fixtures/chain_actors.ts";

const FAULTS = { death: 0.01, deathAtStore: 0.01, slow: 0.01, lateToHost: 0.002, clockStep: 0.002 };

/** A source, an actor that passes on, and somebody who counts. */
function chain(passing = forgetful, count = 20): Graph {
  const graph = new Graph("chain", {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 50 } },
    showstopper: 1_000_000,
    logLevel: "error",
  });
  const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32, { capacity: 8 }));
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx }, args: { count } })
    .actor("PASSING", passing, { ports: { in: raw!.rx, out: passed!.tx } })
    .actor("SINK", sink, { ports: { in: passed!.rx } });
}

/** What keeps an actor from its end. */
const notYet = false as boolean;

async function all20(stage: Stage): Promise<void> {
  await stage.finished;
  assertEquals(stage.state("SINK").count, 20);
}

async function failureOf(run: () => Promise<unknown>): Promise<SimulationError> {
  return await assertRejects(run, SimulationError);
}

Deno.test("what was decided is read as it was written, and repeated in its order", async () => {
  const choices = new Choices();
  const may = () => undefined;
  const fault = { step: 7, kind: "clockStep", worker: "A", measure: -86_400_000 } as const;
  choices.step(0, may);
  choices.fault(fault, 7, "A");
  choices.latency(0.5);
  choices.step(1234, may);
  choices.breath(true);
  choices.breath(false);
  const text = await choicesText(5, choices.bytes);
  assertMatch(text, /^1\.5\.[\w-]+$/);
  const list = await readChoices(text);
  assertEquals(list?.seed, 5);
  const again = new ReplayedChoices(list!.bytes);
  assertEquals(
    [again.step(9, may), again.fault(undefined, 7, "A"), again.latency(0.25), again.step(9, may)],
    [0, fault, 0.5, 1234],
  );
  assertEquals([again.breath(false), again.breath(true)], [true, false]);
  assertEquals([again.step(9, may), again.latency(0.25), again.breath(true)], [9, 0.25, true]);
  assertEquals([again.divergence, again.bytes.length > choices.bytes.length], [undefined, true]);
  for (const none of ["", "1.5", "1.5.!", "2.5.AA"]) {
    assertEquals(await readChoices(none), undefined, none);
  }
});

Deno.test("a run that failed comes again by its seed and by what was decided in it, with one line that says how", async () => {
  const failure = await failureOf(() => simulate(chain, { seeds: 100, faults: FAULTS }, all20));
  const { run, faults, replay, message, cause } = failure;
  assertMatch(
    message,
    /^Seed \d+ fails after \d+ ms of its time: Values are not equal.*; \d+ faults? came before, \d (is|are) enough: (PASSING|SINK|SOURCE) .*; run it again with the environment variable SEED=\d+$/,
  );
  assert(cause instanceof Error);
  assert(faults.length > 0 && faults.length <= run.faults.length);
  // No dice are asked: neither the options nor the seed decide.
  const other = await failureOf(() =>
    simulate(chain, { replay, preemption: 0, latency: 9 }, all20)
  );
  assertEquals(other.run.seed, run.seed);
  assertEquals(other.run.faults, faults);
  const list = await readChoices(replay);
  const again = await readChoices(other.replay);
  assertEquals(again?.seed, list?.seed);
  const seeds = [run.seed];
  const bySeed = await failureOf(() => simulate(chain, { seeds, faults: FAULTS }, all20));
  assertEquals([bySeed.run, bySeed.message, bySeed.replay], [run, message, replay]);
});

Deno.test("a run that is repeated goes on where it ended once its fault is mended, and says so where the order has become another", async () => {
  const { replay } = await failureOf(() => simulate(chain, { seeds: 100, faults: FAULTS }, all20));
  const error = await assertRejects(() => simulate(() => chain(relay), { replay }, all20), Error);
  assert(!(error instanceof SimulationError));
  assertMatch(
    error.message,
    /^Cannot repeat the run any further: in step \d+, which (PASSING|SINK|SOURCE|the host) took after \d+ ms of its time, (it was the turn of|there is) .*; something that has changed since changes the order of what happens, simulate the seed \d+ anew$/,
  );
  const script = async (stage: Stage) => {
    await stage.finished;
    assert(stage.elapsedMs > 0);
  };
  const [run] = await simulate(chain, { replay }, script);
  assert(run!.faults.length > 0);
});

Deno.test("what is no list of choices is refused", async () => {
  for (const replay of ["", "none", "1.7.!!"]) {
    await assertRejects(
      () => simulate(chain, { replay }),
      TypeError,
      "Cannot simulate: option replay",
    );
  }
});

Deno.test("with a swarm each seed draws its own circumstances, and tells them", async () => {
  const options = { seeds: 12, swarm: true, faults: { death: 0.01, slow: 0.1 }, latency: 2 };
  const runs = await simulate(() => chain(relay), options, all20);
  const circumstances = runs.map(({ circumstances }) => circumstances);
  assertEquals(new Set(circumstances.map((one) => JSON.stringify(one))).size, 12);
  const kinds = new Set(circumstances.map(({ faults }) => Object.keys(faults).sort().join()));
  assertEquals([...kinds].sort(), ["", "death", "death,slow", "slow"]);
  for (const { faults: { death = 0, slow = 0 }, preemption, latencyMs } of circumstances) {
    assert(death <= 0.01 && slow <= 0.1 && preemption <= 1 && latencyMs <= 40);
  }
  for (const { faults, circumstances } of runs) {
    const left = faults.filter(({ kind }) => circumstances.faults[kind] === undefined);
    assertEquals(left, []);
  }
  const seeds = [7];
  assertEquals(await simulate(() => chain(relay), { ...options, seeds }, all20), [runs[6]]);
  const free = await simulate(() => chain(relay), { seeds: 8, swarm: true }, all20);
  const drawn = new Set(free.flatMap(({ circumstances: { faults } }) => Object.keys(faults)));
  assert(drawn.size > 5 && !drawn.has("stop") && !drawn.has("fullDisk"), [...drawn].join());
});

Deno.test("what must hold at every moment is looked at after each step, and ends the run in the step in which it does not", async () => {
  let looks = 0;
  const [run] = await simulate(() => chain(relay), { check: () => void looks++ }, all20);
  assert(looks > 30 && looks < run!.steps, `${looks} of ${run!.steps}`);
  const check = (stage: Stage) => {
    if (stage.state("SINK").count as number > 7) throw new RangeError("more than seven");
  };
  const failure = await failureOf(() =>
    // What a script makes of it changes nothing.
    simulate(chain, { check, faults: { death: 0.005 } }, (stage) => all20(stage).catch(() => {}))
  );
  assertMatch(
    failure.message,
    /^Seed 1 fails after \d+ ms of its time, in step \d+, of SINK: more than seven; /,
  );
  assertEquals((failure.cause as Error).name, "RangeError");
  const late = await failureOf(() => simulate(chain, { check: (async () => {}) as () => void }));
  assertMatch(
    late.message,
    /Cannot wait for the check of a step: give a function that is not async/,
  );
});

Deno.test("a graph that does not end says why of each actor, as a stop report does", async () => {
  const failure = await failureOf(() =>
    simulate(chain, { within: "1 min", faultsFor: 0 }, async (stage) => {
      stage.perform("SINK", async (actor) => {
        while (actor.isRunning(() => notYet)) await actor.wait(actor.timeout(1000));
      });
      await stage.finished;
    })
  );
  assertMatch(
    failure.message,
    /Cannot wait for the graph's end any longer: it has not come 1 min after the last fault, .*; SOURCE: it waits for room in an output; PASSING: it waits for room in an output; SINK: it waits for /,
  );
});
