import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { Graph, StopError, u32 } from "@steady-state/deno";
import { all, defineActor, rx, tx } from "@steady-state/deno/actor";
import {
  collect,
  echo,
  feed,
  hanging,
  idle,
  simulate,
  type SimulatedRun,
  type Stage,
} from "@steady-state/deno/testing";
import { Dice } from "../../src/testing/dice.ts";
import { picky } from "../fixtures/rehearsed_actors.ts";
import { forgetful, relay, sink, source } from "../fixtures/chain_actors.ts";

const FAULTS = {
  death: 0.005,
  deathAtStore: 0.02,
  hang: 0.0005,
  slow: 0.005,
  uncaught: 0.001,
  loadFailure: 0.1,
  lateToHost: 0.001,
  lateToWorker: 0.001,
  clockStep: 0.001,
};
const COUNT = 200;
const SEEDS = 200;

/** One to three chains, of any length, capacity and home, under any strategy. */
export function chains(seed: number): Graph {
  const dice = new Dice(seed, "chains");
  const strategy = (["oneForOne", "oneForAll", "restForOne"] as const)[dice.below(3)]!;
  const graph = sturdy("chains", strategy);
  const troupe = graph.troupe("ensemble");
  const home = () => dice.chance(0.5) ? { troupe } : {};
  for (let chain = 1 + dice.below(3); chain > 0; chain--) {
    const channel = (i: number) =>
      graph.channel(`link ${chain} ${i}`, u32, { capacity: 1 + dice.below(20) });
    let { tx, rx } = channel(0);
    graph.actor("SOURCE", source, {
      instance: chain,
      ports: { out: tx },
      args: { count: COUNT },
      ...home(),
    });
    for (let i = 1 + dice.below(3); i > 0; i--) {
      const next = channel(i);
      graph.actor("RELAY", relay, {
        instance: 10 * chain + i,
        ports: { in: rx, out: next.tx },
        ...home(),
      });
      ({ tx, rx } = next);
    }
    graph.actor("SINK", sink, { instance: chain, ports: { in: rx }, ...home() });
  }
  return graph;
}

/** A graph that no number of deaths brings down. */
function sturdy(name: string, strategy: "oneForOne" | "oneForAll" | "restForOne" = "oneForOne") {
  return new Graph(name, {
    strategy,
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 50 } },
    hangTimeoutMs: 400,
    showstopper: 1_000_000,
    logLevel: "error",
  });
}

export async function checkSums(stage: Stage): Promise<void> {
  const { actors, clean } = await stage.finished;
  for (const { label, state } of actors) {
    if (!label.startsWith("SINK")) continue;
    const { sum, count, disorder } = state;
    assertEquals([sum, count, disorder], [COUNT * (COUNT + 1) / 2, COUNT, 0], label);
  }
  assertEquals(clean, true);
}

export async function storm(seeds: readonly number[]): Promise<SimulatedRun[]> {
  const runs: SimulatedRun[] = [];
  for (const seed of seeds) {
    runs.push(...await simulate(() => chains(seed), { seeds: [seed], faults: FAULTS }, checkSums));
  }
  return runs;
}

Deno.test("a graph that is simulated under faults loses nothing and doubles nothing, whatever the seed", async () => {
  const runs = await storm(Array.from({ length: SEEDS }, (_, i) => i + 1));
  const kinds = new Set(runs.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
  assertEquals([...kinds].sort(), Object.keys(FAULTS).sort());
  assert(new Set(runs.map(({ hash }) => hash)).size > 0.99 * SEEDS, "runs differ");
});

Deno.test("a stop at any moment is a fault like the others, and the graph drains", async () => {
  const runs = await simulate(
    () => sturdyChain(),
    { seeds: 30, faults: { stop: 0.004, death: 0.01 } },
    async (stage) => {
      const { reason, channels, clean } = await stage.finished;
      assertEquals(channels.map(({ left }) => left), [0, 0]);
      assertEquals(stage.state("SINK").disorder, 0);
      assertEquals(clean, true);
      assert(["the dice ask for it", "every actor has ended"].includes(reason), reason);
    },
  );
  const stops = runs.map(({ faults }) => faults.filter(({ kind }) => kind === "stop").length);
  assertEquals([...new Set(stops)].sort(), [0, 1]);
});

/** A source, a relay and a sink. */
function sturdyChain(): Graph {
  const graph = sturdy("chain");
  const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32, { capacity: 4 }));
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx }, args: { count: COUNT } })
    .actor("RELAY", relay, { ports: { in: raw!.rx, out: passed!.tx } })
    .actor("SINK", sink, { ports: { in: passed!.rx } });
}

/** Says, of what `Date` and `performance` tell it, whether either ran backwards or jumped. */
const watcher = defineActor(import.meta, "watcher", {
  state: { back: u32, jumps: u32 },
  async run(actor) {
    let [wall, since] = [Date.now(), performance.now()];
    for (let i = 0; i < 200; i++) {
      await actor.wait(actor.timeout(10));
      const [nextWall, nextSince] = [Date.now(), performance.now()];
      if (nextWall < wall) actor.state.back++;
      if (nextSince - since < 0 || nextSince - since > 50) actor.state.jumps++;
      [wall, since] = [nextWall, nextSince];
    }
  },
});

Deno.test("a stop is waited for as long as it may take, though an actor waits in vain meanwhile and goes on", async () => {
  const deserted = defineActor(import.meta, "deserted", {
    ports: { in: rx(u32), out: tx(u32) },
    async run(actor) {
      const { in: input, out } = actor.ports;
      const ready = all(input.avail(), out.vacant());
      while (actor.isRunning(() => input.isClosedAndEmpty)) await actor.wait(ready);
    },
  });
  const reader = defineActor(import.meta, "reader", { ports: { in: rx(u32) }, run() {} });
  const drawn = () => {
    const graph = new Graph("deserted", { stopTimeoutMs: 600_000 });
    const [numbers, others] = [graph.channel("numbers", u32), graph.channel("others", u32)];
    return graph.actor("SOURCE", source, { ports: { out: numbers.tx }, args: { count: 1 } })
      .actor("DESERTED", deserted, { ports: { in: numbers.rx, out: others.tx } })
      .actor("READER", reader, { ports: { in: others.rx } });
  };
  await simulate(drawn, { freshModules: false }, async (stage) => {
    await stage.advance(10);
    stage.stop();
    const { report: { actors } } = await assertRejects(() => stage.finished, StopError);
    assertEquals(actors.map(({ outcome }) => outcome), ["ended", "unstopped", "ended"]);
    assert(stage.elapsedMs > 600_000);
  });
});

Deno.test("a clock that is set is seen by Date, and by no other measure of time", async () => {
  let back = 0;
  const runs = await simulate(
    () => sturdy("watch").actor("WATCHER", watcher),
    { seeds: 10, faults: { clockStep: 0.02 } },
    async (stage) => {
      await stage.finished;
      const state = stage.state("WATCHER");
      assertEquals(state.jumps, 0);
      back += state.back as number;
      assert(stage.elapsedMs < 5000, `${stage.elapsedMs}`);
    },
  );
  const set = runs.flatMap(({ faults }) => faults).filter(({ measure }) => measure < -50);
  assert(back > 0 && back <= set.length + 5, `${back} of ${set.length}`);
});

Deno.test("no wake-up is lost, whatever the order: where nothing goes wrong, a graph whose actors wait for no time takes none", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const [run] = await simulate(() => chains(seed), { seeds: [seed] }, checkSums);
    // Messages between host and workers take a millisecond. A wake-up that is lost is made good after ten seconds.
    assert(run!.elapsedMs < 1000, `seed ${seed} took ${run!.elapsedMs} ms`);
  }
});

Deno.test("the same seed is the same run, in another process too", async () => {
  const seeds = [3, 14, 15, 92, 65];
  const hashes = (await storm(seeds)).map(({ hash }) => hash);
  assertEquals((await storm(seeds)).map(({ hash }) => hash), hashes);
  const program = `
    import { simulate } from "@steady-state/deno/testing";
    import { storm } from ${JSON.stringify(import.meta.url)};
    console.log(JSON.stringify((await storm(${JSON.stringify(seeds)})).map(({ hash }) => hash)));
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", program],
    cwd: new URL("../..", import.meta.url),
  }).output();
  const text = new TextDecoder().decode(stdout).trim();
  assertEquals(text, JSON.stringify(hashes), new TextDecoder().decode(stderr));
});

/** A source, an actor that forgets what it holds when it dies, and somebody who counts. */
function forgetfulGraph(): Graph {
  const graph = sturdy("forgetful");
  const [raw, passed] = ["raw", "passed"].map((name) => graph.channel(name, u32, { capacity: 8 }));
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx }, args: { count: 20 } })
    .actor("FORGETFUL", forgetful, { ports: { in: raw!.rx, out: passed!.tx } })
    .actor("SINK", sink, { ports: { in: passed!.rx } });
}

Deno.test("a failure names its seed and the few faults that it takes, and comes again by that seed", async () => {
  const options = { seeds: 100, faults: { death: 0.01, slow: 0.01 } };
  const check = async (stage: Stage) => {
    await stage.finished;
    assertEquals(stage.state("SINK").count, 20);
  };
  const error = await assertRejects(() => simulate(forgetfulGraph, options, check), Error);
  const [, seed, fault] = error.message.match(
    /^Seed (\d+) fails after \d+ ms of its time: Values are not equal[^\n]*; \d+ faults? came before, 1 is enough: (FORGETFUL dies in its step \d+, after \d+ ms); run it again with the environment variable SEED=\1$/,
  ) ?? [];
  assert(seed !== undefined && fault !== undefined, error.message);
  assert(error.cause instanceof Error);
  const again = await assertRejects(
    () => simulate(forgetfulGraph, { ...options, seeds: [Number(seed)] }, check),
    Error,
  );
  assertEquals(again.message, error.message);
});

Deno.test("edges are played by performers, which send and count once whatever dies", async () => {
  const numbers = Array.from({ length: 50 }, (_, i) => 2 * i);
  await simulate(
    () => {
      const graph = sturdy("shop");
      const [raw, paid] = ["raw", "paid"].map((name) => graph.channel(name, u32, { capacity: 4 }));
      return graph.actor("ORDERS", source, { ports: { out: raw!.tx } })
        .actor("CASHIER", relay, { ports: { in: raw!.rx, out: paid!.tx } })
        .actor("COURIER", sink, { ports: { in: paid!.rx } });
    },
    { seeds: 20, faults: { death: 0.02, deathAtStore: 0.03 } },
    async (stage) => {
      const parcels = collect<number>();
      stage.perform("ORDERS", feed(numbers));
      stage.perform("CASHIER", echo({ change: (n: number) => n + 1 }));
      stage.perform("COURIER", parcels);
      await stage.until(() => parcels.taken.length >= 25, "1 h");
      await stage.finished;
      assertEquals(parcels.taken, numbers.map((n) => n + 1));
    },
  );
});

Deno.test("who is played by whom is said before it begins, of actors that there are, with ports that fit", async () => {
  await simulate(forgetfulGraph, {}, async (stage) => {
    assertThrows(
      () => stage.perform("NOBODY", feed([])),
      TypeError,
      'Cannot play actor "NOBODY": graph "forgetful" has no actor of that label',
    );
    assertThrows(() => stage.state("SINK"), TypeError, "nothing has begun yet");
    await stage.advance(5);
    assertThrows(
      () => stage.perform("SINK", collect()),
      TypeError,
      'Cannot play actor "SINK": the simulation has begun, say so before',
    );
    stage.stop();
    assertEquals((await stage.finished).reason, "the test asks for it");
  });
});

Deno.test("dead letters take their time to the host, and none is lost or doubled", async () => {
  const numbers = Array.from({ length: 30 }, (_, i) => i);
  await simulate(
    () => {
      const graph = sturdy("picky");
      const { tx, rx } = graph.channel("numbers", u32, { capacity: 4 });
      return graph.actor("SOURCE", source, { ports: { out: tx } })
        .actor("PICKY", picky, { ports: { in: rx } });
    },
    { seeds: 20, latency: 5, faults: { death: 0.02, deathAtStore: 0.03 } },
    async (stage) => {
      stage.perform("SOURCE", feed(numbers.filter((n) => n !== 13)));
      await stage.finished;
      assertEquals(stage.state("PICKY"), { even: 15 });
      const odd = stage.graph.deadLetters.map(({ message }) => message);
      assertEquals(odd, numbers.filter((n) => n % 2 === 1 && n !== 13));
    },
  );
});

Deno.test("options that are wrong are refused before anything is drawn, all at once", async () => {
  const nothing = () => Promise.reject(new Error("drawn"));
  const wrong = { seed: 5, seeds: 0, faults: { deaht: 0.1, death: 2 }, faultsFor: "5 years" };
  const error = await assertRejects(() => simulate(nothing, wrong as never), TypeError);
  assertEquals(error.message.split("\n").map((line) => line.trim()), [
    "Cannot simulate: 5 faults",
    '- there is no option "seed", there are "real", "seeds", "faults", "faultsFor", "within", "preemption", "latency", "keep", "swarm", "check", "replay", "trace", "freshModules", "stepLimit", "cost", "cores"',
    "- option seeds is 0, give how many, from 1 on, or an array of whole numbers from 0 on",
    '- option faults has no "deaht", it has "death", "deathAtStore", "hang", "slow", "uncaught", "loadFailure", "lateToHost", "lateToWorker", "clockStep", "stop", "fullDisk", "brokerDown", "brokerSlow", "brokerDuplicate", "brokerReorder", "brokerRebalance", "brokerRefuse", "linkCut", "linkHalfOpen", "linkSlow", "linkDown"',
    "- option faults.death is 2, give a number from 0 to 1",
    '- option faultsFor is "5 years", give milliseconds, or a number with ms, s, min, h, day, days, as in "1.5 s"',
  ]);
});

Deno.test("a script that waits for nothing fails: nothing has run", async () => {
  await assertRejects(
    () => simulate(forgetfulGraph, {}, () => {}),
    Error,
    "Seed 1 fails after 0 ms of its time: Cannot end a simulation: nothing has begun yet, await stage.finished",
  );
  await simulate(forgetfulGraph, {}, async (stage) => {
    assertThrows(() => stage.stop(), TypeError, "Cannot stop the graph: nothing has begun yet");
    await stage.finished;
  });
});

Deno.test("a script that does not await what it waits for fails, and nothing goes on behind it", async () => {
  let last: Stage | undefined;
  for (
    const wait of [
      (stage: Stage) => stage.finished,
      (stage: Stage) => stage.advance("100 days"),
      (stage: Stage) => stage.until(() => false, "100 days"),
    ]
  ) {
    const script = (stage: Stage) => {
      last = stage;
      stage.perform("SOURCE", idle());
      void wait(stage);
    };
    await assertRejects(
      () => simulate(forgetfulGraph, {}, script),
      Error,
      "the script has ended and still waits for stage.",
    );
    const { elapsedMs } = last!;
    for (let round = 0; round < 50; round++) await new Promise((resolve) => setImmediate(resolve));
    assertEquals(last!.elapsedMs, elapsedMs);
  }
});

Deno.test("a graph that has run already is refused, with what to do", async () => {
  const graph = forgetfulGraph();
  await assertRejects(
    () => simulate(() => graph, { seeds: 2 }),
    Error,
    'Cannot simulate graph "forgetful": it has run already, or is laid out, draw a new one for each run',
  );
});

Deno.test("a condition that cannot come to hold any more is told at once", async () => {
  await simulate(forgetfulGraph, {}, async (stage) => {
    await assertRejects(() => stage.until(() => false), Error, "the graph has ended, and nothing");
    assert(stage.elapsedMs < 1000, `${stage.elapsedMs} ms`);
    await stage.until(() => stage.state("SINK").count === 20);
  });
});

Deno.test("a promise that is not settled is told as one, and an actor that hangs as such", async () => {
  await simulate(forgetfulGraph, {}, async (stage) => {
    stage.perform("SOURCE", feed([1, 2, 3]));
    stage.perform("FORGETFUL", hanging(echo(), { after: 1 }));
    const error = await assertRejects(() => stage.settled(new Promise(() => {}), "100 ms"), Error);
    assertMatch(
      error.message,
      /^Cannot wait any longer for the promise: it is not settled after 100 ms, give it longer, or what it waits for; .*FORGETFUL hangs: its thread stands still, /,
    );
    stage.stop();
    await stage.finished.catch(() => {});
  });
});

Deno.test("a condition that never holds is told, with what the actors do", async () => {
  await simulate(forgetfulGraph, {}, async (stage) => {
    stage.perform("SOURCE", async (actor) => {
      while (actor.isRunning()) await actor.wait(actor.stopping());
    });
    const error = await assertRejects(() => stage.until(() => false, "2 min"), Error);
    assertMatch(
      error.message,
      /^Cannot wait any longer for \(\) ?=> ?false: it does not hold after 2 min, give it longer, or what it waits for; SOURCE waits for messages, time or a promise, FORGETFUL waits for messages, time or a promise, SINK waits/,
    );
    stage.stop();
    await stage.finished;
  });
});
