import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Doorbell, initDoorbell, Ringer } from "../../src/memory/doorbell.ts";
import * as layout from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { Fate } from "../contract/fate.ts";
import { parked } from "../contract/workers.ts";

const { doorbellBytes, doorbellReadyWords, doorbellWaitingWord } = layout;

function bell(seats: number) {
  const plan = new RegionPlan();
  const at = plan.reserve(doorbellBytes(seats));
  const region = plan.allocate();
  initDoorbell(region, at, seats);
  return {
    words: new Int32Array(region, at, doorbellBytes(seats) / 4),
    attach: () => new Doorbell(region, at, seats),
    ringer: (seat: number) => new Ringer(region, { doorbell: at, seats, seat }),
  };
}

function answered(doorbell: Doorbell): number[] {
  const seats: number[] = [];
  doorbell.answer((seat) => seats.push(seat));
  return seats;
}

Deno.test("the doorbell layout has these numbers", () => {
  const {
    doorbellBytes: _,
    doorbellReadyWords: __,
    doorbellWaitingWord: ___,
    doorbellSummaryWords: ____,
    ...numbers
  } = layout;
  assertEquals(numbers, {
    DOORBELL_VERSION: 4,
    DOORBELL_WAITS: 1,
    DOORBELL_HEEDS_MESSAGES: 2,
    DOORBELL_HEEDS_ROOM: 4,
    DOORBELL_HEEDS_ALL: 7,
    DOORBELL_AWAKE: 0,
    DOORBELL_PARKS_STEP: 1024,
    DOORBELL_PROCESS_MASK: 1023,
    HOST_PROCESS: 1,
    DOORBELL_VERSION_WORD: 0,
    DOORBELL_SEATS_WORD: 1,
    DOORBELL_SEQUENCE_WORD: 32,
    DOORBELL_SLEEPING_WORD: 33,
    DOORBELL_SUMMARY_WORD: 34,
    SUMMARY_BITS: 960,
    DOORBELL_READY_WORD: 64,
  });
  assertEquals([1, 32, 33, 64, 65].map(doorbellReadyWords), [1, 1, 2, 2, 3]);
  assertEquals([1, 1024, 1025, 30_720, 99_999].map(layout.doorbellSummaryWords), [1, 1, 2, 30, 30]);
  assertEquals([1, 33].map(doorbellWaitingWord), [65, 66]);
  assertEquals([1, 33].map(doorbellBytes), [66 * 4, 99 * 4]);
});

Deno.test("Doorbell refuses one of another layout version", () => {
  const { words, attach } = bell(1);
  words[layout.DOORBELL_VERSION_WORD] = 7;
  assertThrows(
    attach,
    TypeError,
    "Cannot attach to the doorbell in shared memory: it has layout version 7, this package reads version 4",
  );
});

Deno.test("Ringer.ring does nothing for an actor that does not wait", () => {
  const { words, attach, ringer } = bell(2);
  const doorbell = attach();
  const before = [...words];
  ringer(0).ring();
  doorbell.arm(1);
  doorbell.disarm(1);
  ringer(1).ring();
  assertEquals([...words], before);
  assertEquals(doorbell.rung, false);
});

Deno.test("Ringer.ring wakes the actor that waits, and once however many ring", () => {
  const { attach, ringer } = bell(1);
  const doorbell = attach();
  doorbell.arm(0);
  const [one, other] = [ringer(0), ringer(0)];
  one.ring();
  other.ring();
  assertEquals(doorbell.rung, true);
  assertEquals(answered(doorbell), [0]);
  assertEquals([doorbell.rung, answered(doorbell)], [false, []]);
  one.ring();
  assertEquals(answered(doorbell), [0]);
});

Deno.test("Ringer.ring wakes an actor for what it waits for, and whoever waits where it is not said for what", () => {
  const { WAITS, HEEDS_MESSAGES, HEEDS_ROOM, HEEDS_ALL } = {
    WAITS: layout.DOORBELL_WAITS,
    HEEDS_MESSAGES: layout.DOORBELL_WAITS | layout.DOORBELL_HEEDS_MESSAGES,
    HEEDS_ROOM: layout.DOORBELL_WAITS | layout.DOORBELL_HEEDS_ROOM,
    HEEDS_ALL: layout.DOORBELL_HEEDS_ALL,
  };
  const { attach, ringer } = bell(1);
  const doorbell = attach();
  const wakes = (heeds: number | undefined, room: boolean | undefined) => {
    doorbell.arm(0, heeds);
    ringer(0).ring(0, room);
    return answered(doorbell).length === 1;
  };
  const rings = [false, true, undefined];
  assertEquals(rings.map((room) => wakes(WAITS, room)), [false, false, true]);
  assertEquals(rings.map((room) => wakes(HEEDS_MESSAGES, room)), [true, false, true]);
  assertEquals(rings.map((room) => wakes(HEEDS_ROOM, room)), [false, true, true]);
  assertEquals(rings.map((room) => wakes(HEEDS_ALL, room)), [true, true, true]);
  assertEquals(rings.map((room) => wakes(undefined, room)), [true, true, true]);
});

Deno.test("Doorbell.answer visits exactly the seats that waited and were rung, for any number of seats", () => {
  const bells = fc.integer({ min: 1, max: 100 }).chain((seats) =>
    fc.record({
      seats: fc.constant(seats),
      rounds: fc.array(
        fc.record({
          armed: fc.uniqueArray(fc.nat({ max: seats - 1 })),
          rung: fc.array(fc.nat({ max: seats - 1 })),
        }),
        { maxLength: 8 },
      ),
    })
  );
  fc.assert(
    fc.property(bells, ({ seats, rounds }) => {
      const { attach, ringer } = bell(seats);
      const doorbell = attach();
      const armed = new Set<number>();
      for (const round of rounds) {
        for (const seat of round.armed) {
          doorbell.arm(seat);
          armed.add(seat);
        }
        const due = new Set<number>();
        for (const seat of round.rung) {
          ringer(seat).ring();
          if (armed.has(seat)) due.add(seat);
        }
        assertEquals(doorbell.rung, due.size > 0);
        assertEquals(answered(doorbell).sort((a, b) => a - b), [...due].sort((a, b) => a - b));
        for (const seat of due) {
          doorbell.disarm(seat);
          armed.delete(seat);
        }
      }
    }),
    {
      examples: [
        [{ seats: 64, rounds: [{ armed: [31, 32, 63], rung: [63, 32, 31] }] }],
        // Words 1 and 961 of READY share a bit of SUMMARY.
        [{ seats: 31_000, rounds: [{ armed: [33, 1024, 30_753], rung: [30_753, 33] }] }],
      ],
    },
  );
});

Deno.test("Doorbell.answer may be rung again while it visits", () => {
  const { attach, ringer } = bell(2);
  const doorbell = attach();
  doorbell.arm(0);
  doorbell.arm(1);
  ringer(0).ring();
  const seats: number[] = [];
  doorbell.answer((seat) => {
    seats.push(seat);
    if (seat === 0) ringer(1).ring();
  });
  assertEquals(doorbell.park(0), undefined, "it would have slept through the ring");
  assertEquals([...seats, ...answered(doorbell)], [0, 1]);
});

Deno.test("Doorbell.park does not park when a ring came since the last answer", async () => {
  const { attach, ringer } = bell(1);
  const doorbell = attach();
  doorbell.arm(0);
  ringer(0).ring();
  assertEquals(await parked(doorbell.park(5_000)), "not parked");
});

Deno.test("Doorbell.park ends at a ring, and at its timeout", async () => {
  const { attach, ringer } = bell(1);
  const doorbell = attach();
  doorbell.arm(0);
  const park = doorbell.park(5_000);
  ringer(0).ring();
  assertEquals(await parked(park), "ok");
  doorbell.wake();
  answered(doorbell);
  assertEquals(await parked(doorbell.park(1)), "timed-out");
});

Deno.test("Doorbell.rouse ends a park without a ring", async () => {
  const { attach } = bell(1);
  const doorbell = attach();
  const park = doorbell.park(5_000);
  doorbell.rouse();
  assertEquals(await parked(park), "ok");
  assertEquals(answered(doorbell), []);
});

Deno.test("Ringer.ring leaves the bell still while the worker is awake, and the next park notices", async () => {
  const { words, attach, ringer } = bell(1);
  const doorbell = attach();
  doorbell.arm(0);
  doorbell.park(5_000);
  doorbell.wake();
  assertEquals(words[layout.DOORBELL_SLEEPING_WORD], 0);
  ringer(0).ring();
  assertEquals(await parked(doorbell.park(5_000)), "not parked");
});

Deno.test("Ringer.ring wakes the worker that lives, though a dead one is still listed as parked", async () => {
  const { attach, ringer } = bell(1);
  attach().park(5_000); // Its worker died in the park.
  const doorbell = attach();
  doorbell.arm(0);
  const park = doorbell.park(5_000);
  ringer(0).ring();
  assertEquals(await parked(park), "ok");
});

Deno.test("a successor finds a doorbell usable in whatever state its predecessor left it", async () => {
  const { attach, ringer } = bell(2);
  const dead = attach();
  dead.arm(0);
  dead.arm(1);
  ringer(1).ring();
  dead.park(5_000);
  const doorbell = attach();
  assertEquals(answered(doorbell), [1]);
  ringer(0).ring(); // Rings for the dead one's wait: a ring too many.
  assertEquals(answered(doorbell), [0]);
  doorbell.arm(0);
  const park = doorbell.park(5_000);
  ringer(0).ring();
  assertEquals(await parked(park), "ok");
});

Deno.test("a ring is not lost when a ringer died in the middle of one", async () => {
  for (let steps = 0; steps <= 3; steps++) {
    const { attach, ringer } = bell(1);
    const doorbell = attach();
    doorbell.arm(0);
    const park = doorbell.park(5_000);
    new Fate(steps).lives(() => ringer(0).ring());
    ringer(0).ring(); // Its successor's, or anybody's.
    assertEquals(await parked(park), "ok");
    assertEquals(answered(doorbell), [0]);
  }
});
