import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { Graph, type Tx, u32 } from "@steady-state/deno";
import { defineActor, tx } from "@steady-state/deno/actor";
import {
  collect,
  echo,
  expecting,
  feed,
  hanging,
  idle,
  type RealOptions,
  simulate,
  type SimulateOptions,
  type Stage,
} from "@steady-state/deno/testing";
import { relay, sink, source } from "../fixtures/chain_actors.ts";
import { deadline } from "../fixtures/strain.ts";

const NUMBERS = Array.from({ length: 3000 }, (_, i) => i);

/** Orders that go through two actors to a courier. */
function shop(): Graph {
  const graph = new Graph("shop", {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 5 } },
    showstopper: 100_000,
    // Whoever does not agree to the end of a test that failed would keep it for as long.
    stopTimeoutMs: 600_000,
    logLevel: "error",
  });
  const [orders, checked, parcels] = ["orders", "checked", "parcels"].map((name) =>
    graph.channel(name, u32, { capacity: 16 })
  );
  const troupe = graph.troupe("counter");
  return graph.actor("ORDERS", source, { ports: { out: orders!.tx }, troupe })
    .actor("CHECK", relay, { ports: { in: orders!.rx, out: checked!.tx }, troupe })
    .actor("PACK", relay, { ports: { in: checked!.rx, out: parcels!.tx } })
    .actor("COURIER", sink, { ports: { in: parcels!.rx } });
}

/** The edges are played by the test; each number must arrive once, in order. */
async function everyOrderOnce(stage: Stage): Promise<void> {
  const parcels = collect<number>();
  stage.perform("ORDERS", feed(NUMBERS));
  stage.perform("COURIER", parcels);
  await stage.until(() => parcels.taken.length === NUMBERS.length, "1 min");
  stage.stop();
  assertEquals((await stage.finished).clean, true);
  assertEquals(parcels.taken, NUMBERS);
}

Deno.test("the identical script passes in virtual time and on real workers", async () => {
  const stages: (SimulateOptions | RealOptions)[] = [{ seeds: 3 }, { real: true }];
  for (const options of stages) {
    const runs = await simulate(shop, options, everyOrderOnce);
    assertEquals(runs.map(({ seed }) => seed), options.real ? [1] : [1, 2, 3]);
  }
});

Deno.test("threads that are really ended, wherever they are, lose nothing and double nothing", async () => {
  const options = { real: true, faults: { death: 0.02 }, faultsFor: "1 min" } as const;
  const [run] = await simulate(shop, options, async (stage) => {
    const deaths = (label: string) =>
      stage.graph.crashes.filter(({ actor, cause }) => actor === label && cause === "exit").length;
    const parcels = collect<number>();
    let sent = 0;
    // There is always something to be lost, until the threads of both have died.
    stage.perform("ORDERS", async (actor) => {
      const out = actor.ports.out as unknown as Tx<number>;
      while ((deaths("CHECK") < 3 || deaths("PACK") < 3) && actor.isRunning()) {
        for (let i = 0; i < 20 && out.trySend(out.sent); i++);
        sent = out.sent;
        await actor.wait(actor.timeout(1));
      }
    });
    stage.perform("COURIER", parcels);
    await stage.finished;
    assertEquals(parcels.taken, Array.from({ length: sent }, (_, i) => i));
  });
  const died = new Set(run!.deaths.map(({ worker }) => worker));
  assert(died.has("counter") && died.has("PACK"), `${[...died]} died`);
});

Deno.test("who is played is taken out of its troupe, whose other actors have their real worker", async () => {
  await simulate(shop, { real: true }, async (stage) => {
    stage.perform("CHECK", echo({ change: (n: number) => n + 1 }));
    await stage.finished;
    const { actors } = stage.graph.telemetry.topology;
    assertEquals(actors.map(({ name, troupe }) => [name, troupe]), [
      ["ORDERS", "counter"],
      ["CHECK", null],
      ["PACK", null],
      ["COURIER", null],
    ]);
    const { count, sum } = stage.state("COURIER");
    assertEquals([count, sum], [100, 100 * 101 / 2 + 100]);
    const { telemetry } = stage.graph;
    // A debugger finds the threads of the machine, and none for who is played.
    assertEquals(actors.map(({ index }) => telemetry.workerOf(index)), [null, null, null, null]);
  });
});

Deno.test("a real run that fails says so, ends its threads, and names what had died", async () => {
  let graph: Graph | undefined;
  const error = await assertRejects(() =>
    simulate(shop, { real: true }, async (stage) => {
      graph = stage.graph;
      stage.perform("COURIER", idle());
      await stage.until(() => false, "20 ms");
    }), Error);
  assertMatch(
    error.message,
    /^Run 1 of 1 on real workers fails after \d+ ms: Cannot wait any longer for \(\) ?=> ?false: it does not hold after 20 ms, give it longer, or what it waits for; [^]*COURIER waits for messages[^]*; no worker had died before; no two real runs are alike, so leave real out to look for a seed that fails$/,
  );
  assertEquals(graph!.lifecycle, "stopped");
});

Deno.test("a condition is not waited for longer than there is a graph", async () => {
  const error = await assertRejects(
    () => simulate(shop, { real: true }, (stage) => stage.until(() => false, "1 day")),
    Error,
  );
  assertMatch(error.message, /: the graph has ended, and nothing changes any more;/);
});

Deno.test("what real workers cannot be made to do is refused, all at once, before anything is drawn", async () => {
  const nothing = () => Promise.reject(new Error("drawn"));
  const wrong = { real: true, seeds: 0, preemption: 1, faults: { hang: 0.1, death: 2 } };
  const error = await assertRejects(() => simulate(nothing, wrong as never), TypeError);
  assertEquals(error.message.split("\n").map((line) => line.trim()), [
    "Cannot simulate on real workers: 4 faults",
    '- there is no option "preemption", there are "real", "seeds", "faults", "faultsFor", "within", "keep", "trace"',
    "- option seeds is 0, give how many, from 1 on, or an array of whole numbers from 0 on",
    '- option faults has no "hang", it has "death"',
    "- option faults.death is 2, give a number from 0 to 1",
  ]);
  await assertRejects(() => simulate(nothing, { real: 1 } as never), TypeError, "give true");
});

Deno.test("the stage on real workers refuses what the other refuses", async () => {
  await simulate(shop, { real: true }, async (stage) => {
    assertThrows(() => stage.state("COURIER"), TypeError, "nothing has begun yet");
    assertThrows(() => stage.perform("NOBODY", idle()), TypeError, "has no actor of that label");
    await stage.advance(0);
    assertThrows(() => stage.perform("PACK", idle()), TypeError, "the simulation has begun");
    assertThrows(() => stage.state("NOBODY"), TypeError, "the graph has none of that name");
    await assertRejects(
      () => stage.startAgain(),
      TypeError,
      'Cannot start graph "shop" again: it runs on real workers',
    );
    await stage.finished;
  });
  await assertRejects(
    () => simulate(shop, { real: true }, () => {}),
    Error,
    "Cannot end a run on real workers: nothing has begun yet",
  );
});

Deno.test("a performer that throws is started again, as an actor in a worker is", async () => {
  await simulate(shop, { real: true }, async (stage) => {
    const parcels = collect<number>();
    stage.perform("PACK", async (actor) => {
      if (actor.generation < 3) throw new Error("fails, as the test wants it");
      await echo()(actor);
    });
    stage.perform("COURIER", parcels);
    await stage.finished;
    assertEquals(parcels.taken.length, 100);
    assertEquals(stage.graph.crashes.map(({ cause }) => cause), ["throw", "throw", "throw"]);
  });
});

Deno.test("a performer that finds something wrong fails a run on real workers, whatever the script waits for", async () => {
  const waits: ((stage: Stage) => Promise<unknown>)[] = [
    (stage) => stage.until(() => false, "1 day"),
    (stage) => stage.advance("1 day"),
    (stage) => stage.finished,
    // Also if it waits for something else.
    async (stage) => {
      await stage.advance(0);
      await stage.graph.finished;
    },
  ];
  for (const wait of waits) {
    await assertRejects(
      () =>
        simulate(shop, { real: true }, async (stage) => {
          stage.perform("ORDERS", feed([1, 2, 4]));
          stage.perform("COURIER", expecting([1, 2, 3]));
          await wait(stage);
        }),
      Error,
      "message 3 is 4, expected is 3",
    );
  }
});

Deno.test("a script on real workers that does not await what it waits for fails", async () => {
  await assertRejects(
    () =>
      simulate(shop, { real: true }, async (stage) => {
        await stage.advance(0);
        stage.until(() => false, "1 day");
      }),
    Error,
    "Cannot end a run on real workers: the script has ended and still waits for stage.until(), await it",
  );
});

Deno.test("who hangs as the test wants it is ended by the hang guard, on real workers too", async () => {
  const build = () => {
    const graph = new Graph("stuck", { logLevel: "error", showstopper: 100 });
    const { tx: out, rx: input } = graph.channel("numbers", u32, { capacity: 4 });
    return graph.actor("SOURCE", source, { ports: { out } })
      .actor("SINK", sink, { ports: { in: input }, hangTimeoutMs: deadline(500) });
  };
  await simulate(build, { real: true }, async (stage) => {
    stage.perform("SOURCE", feed([1, 2, 3]));
    const heard = stage.perform("SINK", hanging(collect<number>(), { after: 1 }));
    await stage.finished;
    assertEquals(heard.taken, [1, 2, 3]);
    assertEquals(stage.graph.crashes.map(({ actor, cause }) => [actor, cause]), [["SINK", "hang"]]);
  });
});

Deno.test("who must not be played on real workers is not, and everybody else must be", async () => {
  const options: RealOptions = { real: true, keep: ["CHECK", "PACK"] };
  const script = async (stage: Stage) => {
    assertEquals(stage.unplayed, ["ORDERS", "COURIER"]);
    stage.perform("ORDERS", feed([1]));
    assertThrows(() => stage.perform("PACK", idle()), TypeError, 'option keep names "PACK"');
    await stage.finished;
  };
  await assertRejects(() => simulate(shop, options, script), Error, 'nobody plays "COURIER"');
  await simulate(shop, options, async (stage) => {
    stage.perform("ORDERS", feed([1]));
    stage.perform("COURIER", expecting([1]));
    await stage.finished;
  });
});

/** Exported by nothing: no worker can load it. */
const unexported = defineActor(import.meta, "unexported", { ports: { out: tx(u32) }, run() {} });

Deno.test("who is played need not be there for a worker to load", async () => {
  const build = () => {
    const graph = new Graph("unexported", { logLevel: "error" });
    const { tx: out, rx: input } = graph.channel("numbers", u32);
    return graph.actor("SOURCE", unexported, { ports: { out } })
      .actor("SINK", sink, { ports: { in: input } });
  };
  await simulate(build, { real: true }, async (stage) => {
    stage.perform("SOURCE", feed([1, 2]));
    await stage.finished;
    assertEquals(stage.state("SINK").count, 2);
  });
  await assertRejects(() => simulate(build, { real: true }), Error, "there is no such export");
});

Deno.test("a script that fails while the graph begins leaves nothing behind", async () => {
  let graph: Graph | undefined;
  const failing = simulate(shop, { real: true }, (stage) => {
    graph = stage.graph;
    stage.perform("COURIER", idle());
    stage.advance(1).catch(() => {});
    throw new Error("the script fails");
  });
  await assertRejects(() => failing, Error, "on real workers fails after 0 ms: the script fails");
  assertEquals(graph!.lifecycle, "stopped");
});
