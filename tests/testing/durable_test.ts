import { assert, assertEquals, assertRejects } from "@std/assert";
import { Graph, StopError, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { simulate, type Stage } from "@steady-state/deno/testing";
import { ticker } from "../fixtures/ticking_actors.ts";

/** No such folder is on any machine. */
const FILE = "/no/such/folder/ticks.db";

function ticks(): Graph {
  return new Graph("ticks", { durable: { file: FILE, everyMs: 1000 } })
    .actor("TICKER", ticker, { durable: true });
}

function countOf(stage: Stage): number {
  return stage.state("TICKER").ticks as number;
}

async function begun(stage: Stage): Promise<Stage> {
  await stage.until(() => true);
  return stage;
}

Deno.test("durable state is on the simulation's disk, and outlives a power failure there as of its last write", async () => {
  await simulate(ticks, { seeds: 5 }, async (stage) => {
    await stage.advance("10.5 s");
    const before = countOf(stage);
    const again = await begun(await stage.startAgain());
    const kept = countOf(again);
    assert(kept < before && kept >= before - 110, `${kept} of ${before}`);
    await again.advance("3 s");
    again.stop();
    await again.finished;
    const last = countOf(again);
    assert(last >= kept + 290, `${last}`);
    const third = await begun(await again.startAgain());
    assertEquals(countOf(third), last);
    assert(third.elapsedMs >= 13_500, `${third.elapsedMs}`);
  });
  await assertRejects(() => Deno.stat("/no/such/folder"), Deno.errors.NotFound);
});

Deno.test("runs of several processes are the same for the same seed", async () => {
  const script = async (stage: Stage) => {
    await stage.advance("2 s");
    await (await stage.startAgain()).advance("2 s");
  };
  const [run] = await simulate(ticks, { seeds: [7] }, script);
  assertEquals(await simulate(ticks, { seeds: [7] }, script), [run]);
});

/** Tells where to begin, and keeps what it was sent together with how far that is. */
const keeper = defineActor(import.meta, "keeper", {
  ports: { in: rx(u32), from: tx(u32) },
  state: { count: u32, sum: u32, disorder: u32 },
  async run(actor) {
    const { ports: { in: input, from }, state } = actor;
    if (from.sent === 0) await actor.send(from, state.count);
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(input.avail());
      for (const number of input.takeBatch()) {
        if (number !== state.count + 1) state.disorder++;
        state.count++;
        state.sum += number;
      }
    }
  },
});

/** Counts up from where it is told to begin. */
const counter = defineActor(import.meta, "counter", {
  ports: { from: rx(u32), out: tx(u32) },
  args: { count: 100 },
  state: { hasBegun: u32, last: u32 },
  async run(actor) {
    const { ports: { from, out }, args, state } = actor;
    if (state.hasBegun === 0) {
      state.last = await actor.take(from) ?? args.count;
      state.hasBegun = 1;
    }
    while (state.last < args.count && actor.isRunning(() => out.close())) {
      await actor.wait(actor.timeout(1));
      if (out.trySend(state.last + 1)) state.last++;
    }
  },
});

function counting(): Graph {
  const graph = new Graph("counting", {
    durable: { file: FILE, everyMs: 10 },
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 10 } },
    hangTimeoutMs: 200,
    showstopper: 1_000_000,
    logLevel: "error",
  });
  const [numbers, from] = ["numbers", "from"].map((name) =>
    graph.channel(name, u32, { capacity: 4 })
  );
  return graph.actor("COUNTER", counter, { ports: { from: from!.rx, out: numbers!.tx } })
    .actor("KEEPER", keeper, { ports: { in: numbers!.rx, from: from!.tx }, durable: true });
}

Deno.test("who keeps its results with how far they go has them exact, whatever dies, process and disk included", async () => {
  let furthest = 0;
  const faults = {
    death: 0.01,
    deathAtStore: 0.02,
    hang: 0.001,
    fullDisk: 0.002,
    clockStep: 0.002,
  };
  const run = async (stage: Stage) => {
    let now = stage;
    for (let process = 0; process < 5; process++) {
      await now.advance(25);
      now = await now.startAgain();
    }
    await begun(now);
    furthest = Math.max(furthest, now.state("KEEPER").count as number);
    await now.finished.catch((error) => {
      // The disk may be full at the very end.
      if (!(error instanceof StopError) || error.report.notKept === null) throw error;
    });
    assertEquals(now.state("KEEPER"), { count: 100, sum: 5050, disorder: 0 });
  };
  await simulate(counting, { seeds: 60, swarm: true, faults, faultsFor: "1 s" }, run);
  assert(furthest > 30, `${furthest}`);
});

/** Whose signs of life are told, by process. */
const signs: number[] = [];
let processes = 0;

/** An actor that tells which process it is of. */
function telling(): Graph {
  const process = ++processes;
  const teller = defineActor(import.meta, "teller", {
    async run(actor) {
      while (actor.isRunning()) {
        await actor.wait(actor.timeout(10));
        signs.push(process);
      }
    },
  });
  return new Graph("telling", {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 1 } },
    logLevel: "error",
  }).actor("TELLER", teller);
}

Deno.test("nothing of a process that is over goes on in the next, and nothing goes wrong while that loads", async () => {
  await simulate(telling, { seeds: 20, faults: { death: 0.3 } }, async (stage) => {
    await stage.advance("1 s");
    const again = await stage.startAgain();
    signs.length = 0;
    await again.advance("1 s");
    assertEquals(new Set(signs), new Set([processes]));
  });
});

Deno.test("a stage that was left is over, and one that has not begun cannot be left", async () => {
  await simulate(ticks, {}, async (stage) => {
    await assertRejects(() => stage.startAgain(), TypeError, "nothing has begun yet");
    await stage.advance(5);
    const again = await stage.startAgain();
    await assertRejects(() => stage.startAgain(), TypeError, "it was started again already");
    await assertRejects(() => stage.advance(5), TypeError, "Cannot go on with a simulation");
    await again.advance(5);
  });
});

Deno.test("a disk that is full keeps what it had, says so as SQLite does, and takes all once there is room", async () => {
  const faults = { fullDisk: 0.002, death: 0.002 };
  let [old, notKept] = [0, 0];
  await simulate(ticks, { seeds: 20, faults, faultsFor: "20 s" }, async (stage) => {
    await stage.advance("10 s");
    const before = countOf(stage);
    const again = await begun(await stage.startAgain());
    if (countOf(again) < before - 150) old++;
    await again.advance("5 s");
    again.stop();
    const end = await again.finished.catch((error) => {
      if (error instanceof StopError) return error.report;
      throw error;
    });
    const last = countOf(again);
    const third = await begun(await again.startAgain());
    if (end.notKept === null) return assertEquals(countOf(third), last);
    notKept++;
    assertEquals(
      end.notKept,
      `the last state is not in durable file "${FILE}": database or disk is full, make room on its disk`,
    );
    assert(countOf(third) < last);
  });
  assert(old > 0 && notKept > 0, `${old} ${notKept}`);
});
