import { assertEquals } from "@std/assert";
import { IdRanges } from "../../../src/connectors/postgres/id_ranges.ts";
import { seeded } from "../../fixtures/random.ts";

/** What ranges have, spelled out. */
function idsIn(ranges: IdRanges): number[] {
  return [...`${ranges}`.matchAll(/\[(-?\d+),(-?\d+)\]/g)].flatMap(([, first, last]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, n) => Number(first) + n)
  );
}

Deno.test("ranges of ids: those one after another are one range, in whatever order they come", () => {
  assertEquals(`${IdRanges.of([3n, 1n, 2n, 7n, 2n])}`, "{[1,3],[7,7]}");
  assertEquals(`${IdRanges.of([])}`, "{}");
  assertEquals(`${IdRanges.of([-2n, 0n, -1n])}`, "{[-2,0]}");
  const largest = 2n ** 63n - 1n;
  assertEquals(`${IdRanges.of([largest - 1n, largest])}`, `{[${largest - 1n},${largest}]}`);
});

Deno.test("ranges of ids: what is taken out of the middle leaves both sides", () => {
  const ranges = IdRanges.of([1n, 2n, 3n, 4n, 5n, 9n, 10n]);
  ranges.remove(IdRanges.of([2n, 3n, 10n, 11n]));
  assertEquals([`${ranges}`, ranges.size], ["{[1,1],[4,5],[9,9]}", 4]);
});

Deno.test("ranges of ids: the longest are those with the most ids", () => {
  const ranges = IdRanges.of([1n, 3n, 4n, 5n, 7n, 8n, 10n]);
  assertEquals(ranges.longest(2), "{[3,5],[7,8]}");
  assertEquals(ranges.longest(4), "{[1,1],[3,5],[7,8],[10,10]}");
});

Deno.test("ranges of ids: they have what a set of the same ids has", () => {
  const random = seeded(20_411);
  const ranges = new IdRanges();
  const set = new Set<number>();
  for (let round = 0; round < 4000; round++) {
    const ids = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      return Math.floor(random() * 60) - 10;
    });
    if (random() < 0.6) {
      for (const id of ids) {
        ranges.add(BigInt(id));
        set.add(id);
      }
    } else {
      ranges.remove(IdRanges.of(ids.map(BigInt)));
      for (const id of ids) set.delete(id);
    }
    assertEquals(idsIn(ranges), [...set].sort((a, b) => a - b));
    assertEquals(ranges.size, set.size);
    // Two that touch would be one.
    const ends = [...`${ranges}`.matchAll(/-?\d+(?=[,\]])/g)].map(Number);
    for (let i = 1; i + 1 < ends.length; i += 2) {
      assertEquals((ends[i + 1] as number) - (ends[i] as number) > 1, true, `${ranges}`);
    }
  }
});
