import { assert, assertEquals } from "@std/assert";
import { Lookout, type Runner } from "../../src/actor/lookout.ts";
import { systemWorld } from "../../src/world.ts";
import { until } from "../fixtures/watch.ts";

/** An actor that is in its turn, or not, and notes what it is told. */
class FakeRunner implements Runner {
  inTurn = true;
  readonly left: { now: number; due: number }[] = [];
  readonly stayed: { heldSince: number | undefined; now: number; due: number }[] = [];

  leave(now: number, due: number): boolean {
    if (this.inTurn) this.left.push({ now, due });
    return this.inTurn;
  }

  stay(heldSince: number | undefined, now: number, due: number): void {
    this.stayed.push({ heldSince, now, due });
  }
}

/** A clock that stands still until it is moved. */
function scene({ alone = true } = {}) {
  const clock = { ...systemWorld, time: 1000, heard: 0, now: () => clock.time };
  return { clock, lookout: new Lookout(clock, () => clock.heard, alone) };
}

const { setImmediate: genuine } = globalThis;
const immediate = () => new Promise<void>((resolve) => genuine(resolve));

Deno.test("Lookout asks an actor once, when the event loop runs", async () => {
  const { lookout } = scene();
  const runner = new FakeRunner();
  lookout.expect(runner);
  await Promise.resolve();
  assertEquals(runner.left, [], "what is settled already is no wait outside");
  await immediate();
  assertEquals(runner.left, [{ now: 1000, due: 1002 }]);
  lookout.forget(runner);
});

Deno.test("Lookout forgets who is not in a turn any more", async () => {
  const { lookout } = scene();
  const runner = new FakeRunner();
  lookout.expect(runner);
  runner.inTurn = false;
  await immediate();
  const other = new FakeRunner();
  lookout.expect(other);
  await until(() => other.stayed.length >= 2, "two looks at the other");
  lookout.forget(other);
  assertEquals([runner.left, runner.stayed], [[], []]);
});

Deno.test("Lookout says from when on an actor that comes back has held its thread", async () => {
  const { lookout, clock } = scene();
  const runner = new FakeRunner();
  lookout.expect(runner);
  await immediate();
  clock.time = 1001;
  assertEquals(lookout.back(runner, 1001), 1001, "it was to be seen later only");
  lookout.expect(runner);
  await immediate();
  clock.time = 1500;
  assertEquals(lookout.back(runner, 1500), 1003);
  clock.heard = 1400;
  assertEquals(lookout.back(runner, 1500), 1400, "somebody else had the thread until then");
});

Deno.test("Lookout looks the more seldom the longer the wait outside takes", async () => {
  const { lookout, clock } = scene();
  const runner = new FakeRunner();
  lookout.expect(runner);
  await immediate();
  await until(() => runner.stayed.length > 0, "a look");
  clock.time = 1000 + 16 * 5;
  clock.heard = clock.time;
  const before = runner.stayed.length;
  await until(() => runner.stayed.length > before, "another look");
  const { now, due, heldSince } = runner.stayed.at(-1)!;
  assertEquals([due - now, heldSince], [5, undefined]);
  lookout.forget(runner);
});

Deno.test("Lookout tells one that alone waits outside that it held the thread, and nobody else", async () => {
  for (const company of [0, 1]) {
    const { lookout, clock } = scene({ alone: company === 0 });
    const runners = Array.from({ length: 1 + company }, () => new FakeRunner());
    for (const runner of runners) lookout.expect(runner);
    await immediate();
    clock.time = 1300;
    const [runner] = runners as [FakeRunner];
    if (company === 0) {
      await until(() => runner.stayed.length > 0, "a look");
      assertEquals(runner.stayed[0], { heldSince: 1002, now: 1300, due: 1319 });
    } else {
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert(runners.every(({ stayed }) => stayed.length === 0));
    }
    for (const runner of runners) lookout.forget(runner);
  }
});

/** Goes through turns, one a round of the event loop, and returns which of them the runner was asked in. */
async function turns(count: number, each: (turn: number) => { outside: boolean; long: boolean }) {
  const { lookout } = scene();
  const runner = new FakeRunner();
  const asked: number[] = [];
  for (let turn = 1; turn <= count; turn++) {
    const { outside, long } = each(turn);
    runner.inTurn = outside;
    lookout.expect(runner);
    const before = runner.left.length;
    await immediate();
    if (runner.left.length > before) {
      asked.push(turn);
      lookout.back(runner, 1000);
    }
    // As a wake-up does: whoever was expected has parked.
    runner.inTurn = false;
    lookout.look(1000);
    if (long) lookout.tookLong();
  }
  lookout.forget(runner);
  return asked;
}

Deno.test("Lookout finds an actor that waits outside for a moment in every turn, however many it had before", async () => {
  const begin = 2000;
  const found = await turns(10_000, (turn) => ({ outside: turn > begin, long: false }));
  assert(found[0]! <= begin + 1024, `found in turn ${found[0]}`);
  const rest = Array.from({ length: 10_001 - found[0]! }, (_, i) => found[0]! + i);
  assertEquals(found, rest, "and it is seen in each turn from then on");
});

Deno.test("Lookout finds an actor that waits outside for long in one turn of a thousand, from the second time on", async () => {
  const outside = (turn: number) => turn % 1000 === 500;
  const found = await turns(10_000, (turn) => ({ outside: outside(turn), long: outside(turn) }));
  assertEquals(found, [1500, 2500, 3500, 4500, 5500, 6500, 7500, 8500, 9500]);
});

Deno.test("Lookout sets few immediates for an actor that never waits outside, though some turns take long", async () => {
  let set = 0;
  globalThis.setImmediate = ((call: () => void) => {
    set++;
    return genuine(call);
  }) as typeof setImmediate;
  try {
    await turns(20_000, (turn) => ({ outside: false, long: turn % 500 === 0 }));
  } finally {
    globalThis.setImmediate = genuine;
  }
  assert(set < 20_000 / 4, `${set} immediates in 20,000 turns`);
});
