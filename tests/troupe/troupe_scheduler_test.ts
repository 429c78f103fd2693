import { assert, assertEquals } from "@std/assert";
import { TimeoutCondition } from "../../src/actor/conditions.ts";
import type { Waiter } from "../../src/actor/scheduler.ts";
import { Doorbell, initDoorbell, Ringer } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { Naps } from "../../src/troupe/naps.ts";
import { type Manners, TroupeScheduler } from "../../src/troupe/troupe_scheduler.ts";
import { systemWorld, type World } from "../../src/world.ts";
import { within } from "../fixtures/watch.ts";

function schedulerOf(seats: number, world: World = systemWorld, manners: Manners = {}) {
  const plan = new RegionPlan();
  const doorbell = plan.reserve(doorbellBytes(seats));
  const region = plan.allocate();
  initDoorbell(region, doorbell, seats);
  return {
    scheduler: new TroupeScheduler(new Doorbell(region, doorbell, seats), seats, world, manners),
    ringer: (seat: number) => new Ringer(region, { doorbell, seats, seat }),
  };
}

/** A wait that ends when it is told to. */
class Wait implements Waiter {
  readonly isLocal: boolean;
  readonly name: string;
  readonly #order: string[];
  isOver = false;
  looks = 0;
  heeded: "room" | "messages" = "messages";
  onSettled = () => {};

  constructor(name: string, order: string[], isLocal = true) {
    this.name = name;
    this.#order = order;
    this.isLocal = isLocal;
  }

  look(): boolean | undefined {
    this.looks++;
    return this.isOver ? true : undefined;
  }

  dueAt(): number {
    return Infinity;
  }

  mayNap(): boolean {
    return true;
  }

  heeds(room: boolean): boolean {
    return room === (this.heeded === "room");
  }

  lacks(room: boolean): boolean {
    return this.heeds(room);
  }

  rest(): void {}

  settle(): void {
    this.#order.push(this.name);
    this.onSettled();
  }
}

/** All microtasks that are due, and those that they bring. */
function rested(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

for (const isLocal of [false, true]) {
  for (const seats of [1, 2]) {
    const where = `${isLocal ? "its peers in its thread" : "peers elsewhere"}, ${seats} seats`;
    Deno.test(`TroupeScheduler ends a wait whose time comes between any two looks at the clock, ${where}`, async () => {
      // Every look at this clock takes a millisecond, so the moment falls between two looks wherever it lies.
      for (let moment = 1; moment <= 16; moment++) {
        let ticks = 0;
        const clock = { ...systemWorld, now: () => ++ticks };
        const { scheduler } = schedulerOf(seats, clock);
        const timeout = new TimeoutCondition(clock, moment + 0.5);
        // The second wait finds its seat armed for good, if its peers are all here.
        for (let wait = 0; wait < 2; wait++) {
          const { promise, resolve } = Promise.withResolvers<boolean>();
          const waiter: Waiter = {
            isLocal,
            look: () => timeout.met() ? true : undefined,
            dueAt: (now: number) => timeout.dueAt(now),
            heeds: () => false,
            lacks: () => false,
            mayNap: () => false,
            rest() {},
            settle: resolve,
          };
          if (timeout.met()) continue;
          scheduler.park(0, waiter, clock.now());
          assertEquals(await within(promise, `the wait for moment ${moment + 0.5}`), true);
        }
      }
    });
  }
}

Deno.test("TroupeScheduler looks after a hint that is heeded, and after no other", async () => {
  const { scheduler } = schedulerOf(2);
  const order: string[] = [];
  const wait = new Wait("wait", order);
  scheduler.park(0, wait, systemWorld.now());
  const { looks } = wait;
  wait.isOver = true;
  scheduler.ring(0, true);
  scheduler.ring(1, false);
  assertEquals(wait.looks, looks);
  scheduler.ring(0, false);
  assertEquals(wait.looks, looks + 1);
  await rested();
  assertEquals(order, ["wait"]);
});

Deno.test("TroupeScheduler is rung by the host in each wait, though a seat whose peers are here is armed once", async () => {
  for (const isLocal of [true, false]) {
    const { scheduler, ringer } = schedulerOf(2);
    const order: string[] = [];
    for (const name of ["one", "two", "three"]) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wait = new Wait(name, order, isLocal);
      wait.onSettled = resolve;
      scheduler.park(1, wait, systemWorld.now());
      await rested();
      wait.isOver = true;
      ringer(1).ring();
      await within(promise, `wait ${name}`);
    }
    assertEquals(order, ["one", "two", "three"]);
  }
});

Deno.test("TroupeScheduler lets the actor go on first that was woken last, once the one before has come to rest", async () => {
  const { scheduler } = schedulerOf(3, { ...systemWorld, now: () => 1000 });
  const order: string[] = [];
  const waits = ["a", "b", "c"].map((name) => new Wait(name, order));
  waits.forEach((wait, seat) => scheduler.park(seat, wait, systemWorld.now()));
  const [a, b, c] = waits as [Wait, Wait, Wait];
  // What it does before it waits again.
  c.onSettled = () => void Promise.resolve().then(() => order.push("c rests"));
  for (const wait of [a, b, c]) wait.isOver = true;
  for (let seat = 0; seat < 3; seat++) scheduler.ring(seat, false);
  assertEquals(order, []);
  // None of them comes to rest, so each keeps the next waiting for a round of the event loop.
  while (order.length < 4) await rested();
  // The very first is the oldest.
  assertEquals(order, ["a", "c", "c rests", "b"]);
});

Deno.test("TroupeScheduler lets the next actor go on in the step in which the one before comes to rest", async () => {
  const { scheduler } = schedulerOf(3);
  const order: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => new Wait(name, order)) as [Wait, Wait, Wait];
  [a, b, c].forEach((wait, seat) => scheduler.park(seat, wait, systemWorld.now()));
  const after: string[] = [];
  const next = (to: Wait, seat: number, own: Wait, ownSeat: number) => () => {
    queueMicrotask(() => {
      to.isOver = true;
      scheduler.ring(seat, false);
      const told = order.length;
      own.isOver = false;
      scheduler.park(ownSeat, own, systemWorld.now());
      after.push(...order.slice(told));
    });
  };
  a.onSettled = next(b, 1, a, 0);
  b.onSettled = next(c, 2, b, 1);
  a.isOver = true;
  scheduler.ring(0, false);
  await rested();
  assertEquals(order, ["a", "b", "c"]);
  // Whatever went on while another came to rest, no microtask later.
  assertEquals(after, ["b", "c"]);
});

Deno.test("TroupeScheduler lets others go on although the one before awaits something else, or has left", async () => {
  for (const leaves of [false, true]) {
    const { scheduler } = schedulerOf(4);
    const order: string[] = [];
    const waits = ["a", "b", "c"].map((name) => new Wait(name, order));
    const [a, b, c] = waits as [Wait, Wait, Wait];
    waits.forEach((wait, seat) => scheduler.park(seat, wait, systemWorld.now()));
    for (const wait of waits) wait.isOver = true;
    const all = Promise.withResolvers<void>();
    a.onSettled = () =>
      queueMicrotask(() => {
        scheduler.ring(1, false);
        scheduler.ring(2, false);
        if (leaves) scheduler.leave(0);
      });
    const settled = () => order.length === waits.length && all.resolve();
    b.onSettled = c.onSettled = settled;
    scheduler.ring(0, false);
    await within(all.promise, `the others, ${leaves ? "one left" : "one awaits"}`);
    assertEquals(order.toSorted(), ["a", "b", "c"]);
  }
});

Deno.test("an actor whose waits are met at once leaves others their turn between them", async () => {
  const { scheduler } = schedulerOf(2);
  const order: string[] = [];
  const [a, b] = [new Wait("a", order), new Wait("b", order)];
  scheduler.park(0, a, systemWorld.now());
  scheduler.park(1, b, systemWorld.now());
  const after = Promise.withResolvers<void>();
  a.onSettled = async () => {
    await undefined;
    scheduler.ring(1, false);
    // As each wait that is met at once.
    for (let wait = 0; wait < 3; wait++) {
      order.push(`wait ${wait}`);
      scheduler.breathe();
      await undefined;
    }
    after.resolve();
  };
  a.isOver = b.isOver = true;
  scheduler.ring(0, false);
  await within(after.promise, "the waits");
  assertEquals(order, ["a", "wait 0", "b", "wait 1", "wait 2"]);
});

Deno.test("what one actor's wait throws does not hold up the others", async () => {
  const { scheduler } = schedulerOf(2);
  const order: string[] = [];
  const [bad, good] = [new Wait("bad", order), new Wait("good", order)];
  bad.onSettled = () => {
    throw new Error("a condition of its own");
  };
  for (const [seat, wait] of [good, bad].entries()) {
    scheduler.park(seat, wait, systemWorld.now());
    wait.isOver = true;
  }
  const thrown = new Promise<string>((resolve) =>
    addEventListener("error", (event) => {
      event.preventDefault();
      resolve(event.message);
    }, { once: true })
  );
  scheduler.ring(0, false);
  scheduler.ring(1, false);
  await within(thrown, "the error");
  await rested();
  assertEquals(order.toSorted(), ["bad", "good"]);
});

/** A doorbell that counts what is done at it. */
class CountingDoorbell extends Doorbell {
  naps = 0;
  parks = 0;

  override block(timeoutMs: number): void {
    this.naps++;
    super.block(timeoutMs);
  }

  override park(timeoutMs: number): Promise<unknown> | undefined {
    this.parks++;
    return super.park(timeoutMs);
  }
}

function nappers(seats: number, mayNap = true) {
  const plan = new RegionPlan();
  const at = plan.reserve(doorbellBytes(seats));
  const region = plan.allocate();
  initDoorbell(region, at, seats);
  const doorbell = new CountingDoorbell(region, at, seats);
  return { doorbell, scheduler: new TroupeScheduler(doorbell, seats, systemWorld, { mayNap }) };
}

/** A wait for time alone. */
async function waitFor(ms: number, scheduler: TroupeScheduler, mayNap: boolean): Promise<void> {
  const timeout = new TimeoutCondition(systemWorld, systemWorld.now() + ms);
  const met = new Promise((resolve) => {
    scheduler.park(0, {
      isLocal: false,
      look: () => timeout.met() ? true : undefined,
      dueAt: (now: number) => timeout.dueAt(now),
      heeds: () => false,
      lacks: () => false,
      mayNap: () => mayNap,
      rest() {},
      settle: resolve,
    }, systemWorld.now());
  });
  await within(met, "the wait");
}

Deno.test("a thread naps before it parks", async () => {
  const { doorbell, scheduler } = nappers(1);
  await waitFor(20, scheduler, true);
  assertEquals(doorbell.naps, 1);
  assert(doorbell.parks > 0);
});

Deno.test("a thread does not nap where it must not, or what is waited for comes by the event loop", async () => {
  for (const [ofThread, ofWait] of [[false, true], [true, false]] as const) {
    const { doorbell, scheduler } = nappers(1, ofThread);
    await waitFor(2, scheduler, ofWait);
    assertEquals(doorbell.naps, 0);
  }
});

Deno.test("no thread naps while one of its actors may be in the middle of a turn", async () => {
  const { doorbell, scheduler } = nappers(2);
  await waitFor(2, scheduler, true);
  assertEquals(doorbell.naps, 0);
});

Deno.test("a nap ends with a ring from another thread", async () => {
  const plan = new RegionPlan();
  const at = plan.reserve(doorbellBytes(1));
  const region = plan.allocate();
  initDoorbell(region, at, 1);
  const doorbell = new Doorbell(region, at, 1);
  const peer = new Worker(new URL("../fixtures/ringing.ts", import.meta.url), { type: "module" });
  peer.postMessage({ region, address: { doorbell: at, seats: 1, seat: 0 } });
  await new Promise((resolve) => peer.onmessage = resolve);
  for (let rings = 0; rings < 100;) {
    doorbell.answer(() => {});
    doorbell.arm(0);
    // The peer rings as long as the seat is armed. Without a ring this would take a minute.
    doorbell.block(60_000);
    doorbell.disarm(0);
    if (doorbell.rung) rings++;
  }
  peer.terminate();
});

Deno.test("naps do not keep the event loop from its turn", async () => {
  const { doorbell, scheduler } = nappers(1);
  let looped = false;
  const immediate = setImmediate(() => looped = true);
  // Each is shorter than a nap, so the thread never parks.
  while (!looped) await waitFor(0.3, scheduler, true);
  clearImmediate(immediate);
  assert(doorbell.naps > 0);
});

Deno.test("naps that are in vain get shorter, until none is left but one in a while", () => {
  const naps = new Naps();
  const given: number[] = [];
  for (let wait = 0; wait < 5; wait++) {
    given.push(naps.next());
    naps.over(false);
  }
  assertEquals(given, [1, 0.5, 0.25, 0.125, 0]);
  const later = Array.from({ length: 64 }, () => naps.next());
  assertEquals(later.filter((ms) => ms > 0).length, 2);
  naps.over(true);
  assertEquals(naps.next(), 1);
});
