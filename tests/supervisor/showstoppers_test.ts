import { assertEquals } from "@std/assert";
import { type InputAtDeath, Showstoppers } from "../../src/supervisor/showstoppers.ts";

function input(end: number, tail: number, head: number, underWork?: number): InputAtDeath {
  return { end, tail, head, underWork, isCautious: true, isEarlier: false };
}

Deno.test("Showstoppers gives up the message of the third death on it", () => {
  const stoppers = new Showstoppers(3);
  const wholeTurn = { ...input(0, 5, 20, 8), isCautious: false };
  assertEquals(stoppers.judge([wholeTurn], true), {
    showstoppers: [],
    suspects: [{ end: 0, until: 13 }],
  });
  assertEquals(stoppers.deaths(0), 0, "which of the eight it was is not known");
  for (let deaths = 1; deaths < 3; deaths++) {
    assertEquals(stoppers.judge([input(0, 5, 20, 1)], true).showstoppers, []);
  }
  assertEquals(stoppers.judge([input(0, 5, 20, 1)], true), {
    showstoppers: [0],
    suspects: [{ end: 0, until: 13 }],
  });
  assertEquals(stoppers.deaths(0), 3);
  assertEquals(stoppers.judge([input(0, 13, 20, 1)], true).suspects, [{ end: 0, until: 14 }]);
});

Deno.test("Showstoppers counts anew when the message before was worked on", () => {
  const stoppers = new Showstoppers(2);
  for (const tail of [5, 6, 7]) {
    assertEquals(stoppers.judge([input(0, tail, 20, 1)], true).showstoppers, []);
  }
  assertEquals(stoppers.judge([input(0, 7, 20, 1)], true).showstoppers, [0]);
});

Deno.test("Showstoppers suspects all messages that are there when nobody knows, and blames the one that is known later", () => {
  const stoppers = new Showstoppers(3);
  const both = [input(0, 0, 4), input(2, 9, 10), input(3, 1, 1)];
  assertEquals(stoppers.judge(both, true).suspects, [{ end: 0, until: 4 }, { end: 2, until: 10 }]);
  for (const deaths of [1, 2, 3]) {
    const known = [input(0, 0, 4, 0), input(2, 9, 10, 1), input(3, 1, 1, 0)];
    const verdict = stoppers.judge(known, true);
    assertEquals(verdict.showstoppers, deaths === 3 ? [2] : []);
    assertEquals(verdict.suspects, [{ end: 0, until: 4 }, { end: 2, until: 10 }]);
  }
  assertEquals(stoppers.deaths(0), 0, "the other message is innocent");
});

Deno.test("Showstoppers counts no death that may be another's, but suspects what was under work until it is done", () => {
  const stoppers = new Showstoppers(1);
  for (let i = 0; i < 10; i++) {
    assertEquals(stoppers.judge([input(0, 5, 20, 2)], false), {
      showstoppers: [],
      suspects: [{ end: 0, until: 7 }],
    });
  }
  assertEquals(stoppers.pending([{ end: 0, tail: 6, head: 20 }]), [{ end: 0, until: 7 }]);
  assertEquals(stoppers.pending([{ end: 0, tail: 7, head: 20 }]), []);
  assertEquals(stoppers.judge([input(0, 7, 20, 1)], true).showstoppers, [0]);
});

Deno.test("Showstoppers blames no message for the death of a turn that touched none", () => {
  const stoppers = new Showstoppers(1);
  assertEquals(stoppers.judge([input(0, 0, 4, 0)], true), { showstoppers: [], suspects: [] });
});

Deno.test("Showstoppers with an endless limit gives up nothing, and counts across the wrap of the cursors", () => {
  const stoppers = new Showstoppers(Infinity);
  const [tail, head] = [2 ** 31 - 1, -(2 ** 31) + 2];
  for (let i = 1; i < 50; i++) {
    assertEquals(stoppers.judge([input(0, tail, head, 3)], true), {
      showstoppers: [],
      suspects: [{ end: 0, until: head }],
    });
    assertEquals(stoppers.deaths(0), i);
  }
});

Deno.test("Showstoppers gives up the message of the input touched last, and that of another only if it goes on", () => {
  const stoppers = new Showstoppers(3);
  const death = (right: number) => [
    { ...input(0, 7, 20, 1), isEarlier: true },
    input(1, right, 20, 1),
  ];
  const rights = [7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10];
  const given = rights.map((right) => stoppers.judge(death(right), true).showstoppers);
  assertEquals(given, [[], [], [1], [], [], [1], [], [], [1], [], [], [0, 1]]);
});

Deno.test("Showstoppers gives up a message only after as many deaths as the limit says, shown to be by that very message", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = dice(seed);
    const limit = 1 + random(4);
    const stoppers = new Showstoppers(limit);
    const head = 30 + random(10);
    const shown = new Map<number, number>();
    let [tail, until] = [random(10) - 5, -Infinity];
    for (let death = 0; death < 60 && tail < head; death++) {
      tail = Math.min(head, tail + (random(3) === 0 ? random(4) : 0));
      const isCautious = until > tail;
      const underWork = [undefined, 0, 1, 1, 1 + random(5)][random(5)];
      const isShown = random(2) === 0;
      const there = head - tail;
      const { showstoppers, suspects } = stoppers.judge(
        [{ end: 0, tail, head, underWork, isCautious, isEarlier: false }],
        isShown,
      );
      const isKnown = underWork === 1 || (isCautious && (underWork ?? 0) > 0);
      if (isShown && isKnown && there > 0) shown.set(tail, (shown.get(tail) ?? 0) + 1);
      until = Math.max(until, tail + Math.min(underWork ?? there, there));
      assertEquals(suspects, until > tail ? [{ end: 0, until }] : [], `seed ${seed}`);
      const given = (shown.get(tail) ?? 0) >= limit && isShown && isKnown && there > 0;
      assertEquals(showstoppers, given ? [0] : [], `seed ${seed}`);
      if (given) tail++;
    }
  }
});

/** Whole numbers from 0 up to below `sides`, the same for a seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * sides);
  };
}

Deno.test("Showstoppers counts the end of a process four times less, and goes on from what is kept", () => {
  const deaths = new Map<number, { cursor: number; count: number }>();
  const untils = new Map<number, number>();
  for (let count = 1; count <= 8; count++) {
    // Each process has its own.
    const stoppers = new Showstoppers(2, deaths, untils);
    const { showstoppers, suspects } = stoppers.judge([input(0, 5, 20, 1)], "maybe");
    assertEquals(showstoppers, count === 8 ? [0] : []);
    assertEquals(suspects, [{ end: 0, until: 6 }]);
    assertEquals(deaths.get(0), { cursor: 5, count });
  }
  const next = new Showstoppers(2, deaths, untils);
  assertEquals(next.pending([{ end: 0, tail: 6, head: 20 }]), []);
  assertEquals(untils.size, 0);
});
