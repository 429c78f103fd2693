import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { countOf, highOf, isNewHalf, readCount, storeCount } from "../src/wide_count.ts";

const LOW = 3;
const HIGH = 1;

/** Near every place where a word runs over, and anywhere else. */
const counts = fc.oneof(
  fc.nat(2 ** 31 - 1),
  fc.tuple(fc.integer({ min: 1, max: 2 ** 21 }), fc.integer({ min: -3, max: 3 })).map((
    [halves, off],
  ) => halves * 2 ** 31 + off),
  fc.maxSafeNat(),
);

Deno.test("a count is what was stored, up to the largest safe integer", () => {
  fc.assert(
    fc.property(counts, (count) => {
      const words = new Int32Array(new SharedArrayBuffer(16));
      storeCount(words, LOW, HIGH, count);
      assertEquals(readCount(words, LOW, HIGH), count);
      assertEquals(countOf(words[HIGH]!, words[LOW]!), count);
      assertEquals(words[LOW], count | 0);
    }),
    { examples: [[0], [2 ** 31], [2 ** 32], [Number.MAX_SAFE_INTEGER]] },
  );
});

Deno.test("the high word changes exactly where isNewHalf says so", () => {
  fc.assert(fc.property(counts, fc.nat(2 ** 31 - 1), (from, step) => {
    fc.pre(Number.isSafeInteger(from + step));
    assertEquals(
      highOf(from + step) - highOf(from),
      isNewHalf(from | 0, (from + step) | 0) ? 1 : 0,
    );
  }));
});

/** Reads while `go` is called before each load. */
function readWith(words: Int32Array, go: () => void): number {
  const { load } = Atomics;
  try {
    Atomics.load = ((array: Int32Array, index: number) => {
      go();
      return load(array, index);
    }) as typeof Atomics.load;
    return readCount(words, LOW, HIGH);
  } finally {
    Atomics.load = load;
  }
}

Deno.test("a reader gets a count that was there, whatever the writer does between its loads", () => {
  // So large that every other step changes the high word, and the whole of LOW is gone round in a few.
  const step = 2 ** 30 + 1;
  fc.assert(
    fc.property(
      counts.filter((count) => count < 2 ** 50),
      fc.array(fc.nat(7), { minLength: 3, maxLength: 12 }),
      (first, moves) => {
        const words = new Int32Array(new SharedArrayBuffer(16));
        let count = first;
        storeCount(words, LOW, HIGH, count);
        // A publish is one store, or two: the high word first.
        const stores: (() => void)[] = [];
        const move = () => {
          if (stores.length === 0) {
            const next = count + step;
            if (isNewHalf(count | 0, next | 0)) {
              stores.push(() => void Atomics.store(words, HIGH, highOf(next)));
            }
            stores.push(() => {
              Atomics.store(words, LOW, next | 0);
              count = next;
            });
          }
          stores.shift()!();
        };
        let load = 0;
        const read = readWith(words, () => {
          for (let i = moves[load++] ?? 0; i > 0; i--) move();
        });
        assert(read >= first && read <= count, `${read} is not from ${first} to ${count}`);
        assertEquals((read - first) % step, 0);
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("a writer that dies between its two stores leaves the count before, and its successor goes on from that", () => {
  for (const half of [1, 2, 3, 2 ** 22]) {
    const words = new Int32Array(new SharedArrayBuffer(16));
    const before = half * 2 ** 31 - 2;
    storeCount(words, LOW, HIGH, before);
    words[HIGH] = highOf(before + 5);
    assertEquals(readCount(words, LOW, HIGH), before);
    storeCount(words, LOW, HIGH, before + 5);
    assertEquals(readCount(words, LOW, HIGH), before + 5);
  }
});
