import { assertEquals } from "@std/assert";
import { type InputAtDeath, Showstoppers } from "../../src/supervisor/showstoppers.ts";

function input(end: number, tail: number, head: number, underWork?: number): InputAtDeath {
  return { end, tail, head, underWork, isEarlier: false };
}

Deno.test("Showstoppers gives up the message of the third death on it", () => {
  const stoppers = new Showstoppers(3);
  assertEquals(stoppers.judge([input(0, 5, 20, 8)]), {
    showstoppers: [],
    suspects: [{ end: 0, until: 13 }],
  });
  assertEquals(stoppers.judge([input(0, 5, 20, 1)]).showstoppers, []);
  assertEquals(stoppers.judge([input(0, 5, 20, 1)]), {
    showstoppers: [0],
    suspects: [{ end: 0, until: 13 }],
  });
  assertEquals(stoppers.deaths(0), 3);
  assertEquals(stoppers.judge([input(0, 13, 20, 1)]).suspects, [{ end: 0, until: 14 }]);
});

Deno.test("Showstoppers counts anew when the message before was worked on", () => {
  const stoppers = new Showstoppers(2);
  for (const tail of [5, 6, 7]) {
    assertEquals(stoppers.judge([input(0, tail, 20, 1)]).showstoppers, []);
  }
  assertEquals(stoppers.judge([input(0, 7, 20, 1)]).showstoppers, [0]);
});

Deno.test("Showstoppers suspects all messages that are there when nobody knows, and blames the one that is known later", () => {
  const stoppers = new Showstoppers(3);
  const both = [input(0, 0, 4), input(2, 9, 10), input(3, 1, 1)];
  assertEquals(stoppers.judge(both).suspects, [{ end: 0, until: 4 }, { end: 2, until: 10 }]);
  for (const deaths of [2, 3]) {
    const verdict = stoppers.judge([input(0, 0, 4, 0), input(2, 9, 10, 1), input(3, 1, 1, 0)]);
    assertEquals(verdict.showstoppers, deaths === 3 ? [2] : []);
    assertEquals(verdict.suspects, [{ end: 0, until: 4 }, { end: 2, until: 10 }]);
  }
  assertEquals(stoppers.deaths(0), 1, "the other message is innocent");
});

Deno.test("Showstoppers blames no message for the death of a turn that touched none", () => {
  const stoppers = new Showstoppers(1);
  assertEquals(stoppers.judge([input(0, 0, 4, 0)]), { showstoppers: [], suspects: [] });
});

Deno.test("Showstoppers with an endless limit gives up nothing, and counts across the wrap of the cursors", () => {
  const stoppers = new Showstoppers(Infinity);
  const [tail, head] = [2 ** 31 - 1, -(2 ** 31) + 2];
  for (let i = 1; i < 50; i++) {
    assertEquals(stoppers.judge([input(0, tail, head)]), {
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
  const given = rights.map((right) => stoppers.judge(death(right)).showstoppers);
  assertEquals(given, [[], [], [1], [], [], [1], [], [], [1], [], [], [0, 1]]);
});
