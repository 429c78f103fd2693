import { assert, assertEquals } from "@std/assert";
import { Lookout, type Runner } from "../../src/actor/lookout.ts";
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
  const clock = { time: 1000, heard: 0, now: () => clock.time };
  return { clock, lookout: new Lookout(clock, () => clock.heard, alone) };
}

const immediate = () => new Promise<void>((resolve) => setImmediate(resolve));

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
