import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  all,
  any,
  FlagCondition,
  lacking,
  PeriodicCondition,
  SettledCondition,
  TimeoutCondition,
} from "../../src/actor/conditions.ts";
import type { Condition, Outlook } from "../../src/channel/condition.ts";
import { openChannel, u32 } from "../../src/channel/mod.ts";

class FakeClock {
  time = 1000;
  now(): number {
    return this.time;
  }
}

interface Part {
  readonly met: boolean;
  readonly hopeless: boolean;
  readonly due: number;
  readonly forRoom: boolean;
  readonly byRoom: boolean;
  readonly outside: boolean;
  readonly outlook: Outlook;
}

class FakeCondition implements Condition {
  fulfilled = 0;
  readonly #part: Part;

  constructor(part: Part) {
    this.#part = part;
  }

  met(): boolean {
    return this.#part.met;
  }

  hopeless(): boolean {
    return this.#part.hopeless;
  }

  dueAt(now: number): number {
    return this.#part.due > now ? this.#part.due : Infinity;
  }

  forRoom(): boolean {
    return this.#part.forRoom;
  }

  byRoom(): boolean {
    return this.#part.byRoom;
  }

  outside(): boolean {
    return this.#part.outside;
  }

  outlook(): Outlook {
    return this.#part.outlook;
  }

  fulfil(): void {
    this.fulfilled++;
  }
}

const parts = fc.array(
  fc.record({
    met: fc.boolean(),
    hopeless: fc.boolean(),
    due: fc.oneof(fc.nat({ max: 20 }), fc.constant(Infinity)),
    forRoom: fc.boolean(),
    byRoom: fc.boolean(),
    outside: fc.boolean(),
    outlook: fc.constantFrom<Outlook>("nothing", "something", undefined),
  }),
  { minLength: 1, maxLength: 4 },
);

Deno.test("all holds when every part holds, and is hopeless when one is", () => {
  fc.assert(
    fc.property(parts, (parts) => {
      const fakes = parts.map((part) => new FakeCondition(part));
      const both = all(...fakes);
      assertEquals(both.met(), parts.every(({ met }) => met));
      assertEquals(both.hopeless(), parts.some(({ hopeless }) => hopeless));
      assertEquals(both.forRoom(), parts.some(({ forRoom }) => forRoom));
      assertEquals(both.byRoom(), parts.every(({ byRoom, met }) => byRoom || met));
      assertEquals(both.outside(), parts.some(({ outside }) => outside));
      const outlooks = parts.map(({ outlook }) => outlook);
      const foremost = outlooks.includes("nothing")
        ? "nothing"
        : outlooks.includes("something")
        ? "something"
        : undefined;
      assertEquals(both.outlook(), foremost);
      assertEquals(both.dueAt(10), Math.min(...fakes.map((fake) => fake.dueAt(10))));
      both.fulfil();
      assertEquals(fakes.map(({ fulfilled }) => fulfilled), parts.map(() => 1));
    }),
  );
});

Deno.test("any holds when one part holds, and is hopeless when all are; those that hold are fulfilled", () => {
  fc.assert(
    fc.property(parts, (parts) => {
      const fakes = parts.map((part) => new FakeCondition(part));
      const either = any(...fakes);
      assertEquals(either.met(), parts.some(({ met }) => met));
      assertEquals(either.hopeless(), parts.every(({ hopeless }) => hopeless));
      assertEquals(either.forRoom(), parts.every(({ forRoom }) => forRoom));
      assertEquals(either.byRoom(), parts.some(({ byRoom }) => byRoom));
      assertEquals(either.outside(), parts.some(({ outside }) => outside));
      const outlooks = parts.map(({ outlook }) => outlook);
      const foremost = outlooks.includes("something")
        ? "something"
        : outlooks.includes("nothing")
        ? "nothing"
        : undefined;
      assertEquals(either.outlook(), foremost);
      assertEquals(either.dueAt(10), Math.min(...fakes.map((fake) => fake.dueAt(10))));
      either.fulfil();
      assertEquals(fakes.map(({ fulfilled }) => fulfilled), parts.map(({ met }) => met ? 1 : 0));
    }),
  );
});

Deno.test("all lacks what brings a part that is missing, room first; any lacks what brings any of its parts", () => {
  const [messages, room] = [openChannel("in", u32), openChannel("out", u32, { capacity: 1 })];
  const [avail, vacant] = [messages.rx.avail(), room.tx.vacant()];
  const lacked = (condition: Condition) => [false, true].map((room) => lacking(condition, room));
  const [both, either] = [all(avail, vacant), any(avail, vacant)];
  assertEquals(lacked(both), [true, false]); // There is room, so messages alone may help.
  room.tx.trySend(1);
  room.commit();
  assertEquals(lacked(both), [false, true]);
  messages.tx.trySend(1);
  messages.commit();
  assertEquals(lacked(both), [false, true]);
  assertEquals(lacked(either), [true, true]);
  const flag = new FlagCondition(() => false);
  assertEquals(lacked(all(avail, flag)), [true, true]); // Nobody knows what it looks at.
  assertEquals(lacked(all(new TimeoutCondition(new FakeClock(), 2000), avail)), [false, false]);
});

Deno.test("all and any may be nested", () => {
  const [yes, no] = [true, false].map((met) => new FlagCondition(() => met));
  assertEquals(all(any(no!, yes!), yes!).met(), true);
  assertEquals(any(all(yes!, no!), all(no!)).met(), false);
});

Deno.test("TimeoutCondition holds from its moment on", () => {
  const clock = new FakeClock();
  const timeout = new TimeoutCondition(clock, 1005);
  assertEquals([timeout.met(), timeout.dueAt(1000), timeout.hopeless()], [false, 1005, false]);
  clock.time = 1005;
  assertEquals([timeout.met(), timeout.dueAt(1005)], [true, Infinity]);
});

Deno.test("PeriodicCondition holds at each beat, keeps the beat whatever the work takes, and skips what is missed", () => {
  const clock = new FakeClock();
  const beat = new PeriodicCondition(clock, 10, () => {});
  assertEquals([beat.met(), beat.dueAt(1000)], [false, 1010]);
  const fulfilAt = (time: number) => {
    clock.time = time;
    assertEquals(beat.met(), true);
    beat.fulfil();
    assertEquals(beat.met(), false);
    return beat.dueAt(time);
  };
  assertEquals(fulfilAt(1010), 1020);
  assertEquals(fulfilAt(1023), 1030);
  assertEquals(fulfilAt(1067), 1070);
  assertEquals(fulfilAt(1090), 1100);
});

Deno.test("PeriodicCondition always moves to the first beat ahead", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.nat({ max: 200 }), { maxLength: 20 }),
      (ms, pauses) => {
        const clock = new FakeClock();
        const beat = new PeriodicCondition(clock, ms, () => {});
        for (const pause of pauses) {
          clock.time += pause;
          if (!beat.met()) continue;
          beat.fulfil();
          const due = beat.dueAt(clock.time);
          assertEquals((due - 1000) % ms, 0);
          assertEquals(due > clock.time && due <= clock.time + ms, true);
        }
      },
    ),
  );
});

for (
  const [how, promise] of [
    ["resolved", () => Promise.resolve(1)],
    ["rejected", () => Promise.reject(new Error("no"))],
  ] as const
) {
  Deno.test(`SettledCondition holds once its promise is ${how}, and says so`, async () => {
    const { promise: said, resolve: say } = Promise.withResolvers<void>();
    const condition = new SettledCondition(promise(), say);
    assertEquals(condition.met(), false);
    await said;
    assertEquals([condition.met(), condition.hopeless(), condition.forRoom()], [
      true,
      false,
      false,
    ]);
  });
}

Deno.test("FlagCondition asks its test each time", () => {
  let flag = false;
  const condition = new FlagCondition(() => flag);
  assertEquals([condition.met(), condition.dueAt(0)], [false, Infinity]);
  flag = true;
  assertEquals(condition.met(), true);
});
