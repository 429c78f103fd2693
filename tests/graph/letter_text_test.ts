import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { type DeadLetter, exportDeadLetters, importDeadLetters } from "@steady-state/deno";

function letterOf(message: unknown): DeadLetter {
  return {
    time: 0,
    actor: "PARSER",
    generation: 0,
    port: "lines",
    lane: null,
    number: 1,
    message,
    reason: "3 deaths",
    deaths: 3,
    cause: null,
  };
}

const kept: readonly unknown[] = [
  -0,
  NaN,
  -Infinity,
  2n ** 64n,
  Uint8Array.of(1, 2),
  { at: [-0, 5n, { bytes: Uint8Array.of(7) }] },
  // They look like what bytes, numbers and bigints are written as, and are none.
  { $bytes: "not base64!" },
  { $bytes: "AQI=" },
  { $number: "7" },
  { $bigint: 7 },
  { $bigint: 7n },
  { $plain: ["$number", "7"] },
  { $plain: { $plain: [{ $bytes: "AQI=" }] } },
  { $number: { $number: NaN } },
  [{ $bytes: null }, { $bytes: "AQI=", more: 1 }],
];

for (const message of kept) {
  Deno.test(`a dead letter is read as it was written: ${Deno.inspect(message)}`, () => {
    const [letter] = importDeadLetters(exportDeadLetters([letterOf(message)]));
    assertEquals(letter, letterOf(message));
    assertEquals(Object.is(letter?.message, -0), Object.is(message, -0));
  });
}

Deno.test("a message that has no text keeps no other letter from being written, and says why", () => {
  const round: Record<string, unknown> = {};
  round.self = round;
  const letters = importDeadLetters(exportDeadLetters([1, round, 2].map(letterOf)));
  assertEquals(letters.map(({ message, unreadable }) => unreadable ? "unreadable" : message), [
    1,
    "unreadable",
    2,
  ]);
  assertMatch((letters[1]!.message as Error).message, /circular/);
});

Deno.test("an error that was given up is written with what it says", () => {
  const error = new TypeError("no such seat", { cause: new Error("the row is gone") });
  const [letter] = importDeadLetters(exportDeadLetters([letterOf(error)]));
  const { name, message, causes } = letter!.message as TypeError & { readonly causes: string[] };
  assertEquals([name, message, causes], ["TypeError", "no such seat", ["Error: the row is gone"]]);
});

Deno.test("what is no text is no dead letters", () => {
  for (const strange of [null, undefined, 5, [], {}] as never[]) {
    assertThrows(() => importDeadLetters(strange), TypeError, "is no text");
  }
});
