import { assertEquals } from "@std/assert";
import type { OriginRun } from "../../../src/connectors/source/origin_runs.ts";
import { OriginPlaces } from "../../../src/connectors/source/origin_places.ts";

/** How many origins are remembered. */
const KEPT = 40;

/** Numbers that look random, and are the same each time. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

function alone(first: string): OriginRun {
  return { first, isDead: false, count: 1 };
}

/** Adds and forgets as a ledger does, and compares with a map. */
function follow(origins: Iterable<string>): void {
  const places = new OriginPlaces();
  const known = new Map<string, number>();
  const all: string[] = [];
  let first = 0;
  for (const origin of origins) {
    assertEquals(places.get(origin), known.get(origin), `before ${origin}`);
    if (known.has(origin)) continue;
    places.set(origin, all.length);
    known.set(origin, all.length);
    all.push(origin);
    if (all.length - first <= KEPT) continue;
    // A page at a time.
    for (const last = first + KEPT / 2; first < last; first++) {
      places.delete(alone(all[first] as string), first);
      known.delete(all[first] as string);
    }
    for (const one of all) assertEquals(places.get(one), known.get(one), one);
  }
}

Deno.test("origins that count up are known until they are forgotten", () => {
  follow(Array.from({ length: 1000 }, (_, n) => `ORDERS/${n}`));
});

Deno.test("so are those with gaps, of several partitions, and in no order", () => {
  const next = chance(7);
  follow(Array.from({ length: 2000 }, (_, n) => `outbox/${2 * n + next(2)}`));
  follow(Array.from({ length: 2000 }, (_, n) => `topic/${next(3)}/${n >> 1}`));
  follow(Array.from({ length: 2000 }, () => `topic/${next(3)}/${next(200)}`));
  follow(Array.from({ length: 2000 }, (_, n) => `stream/${1700000000000 + (n >> 3)}-${n & 7}`));
});

Deno.test("and those that come again when all were forgotten", () => {
  follow(Array.from({ length: 2000 }, (_, n) => `file:${n % 100 < 60 ? n : n - 50}`));
  const places = new OriginPlaces();
  places.set("a/5", 0);
  places.set("a/4", 1);
  places.delete(alone("a/5"), 0);
  places.set("a/6", 2);
  assertEquals(["a/4", "a/5", "a/6"].map((origin) => places.get(origin)), [1, undefined, 2]);
});

Deno.test("an origin is none but itself: zeros before a number, and numbers that are not exact, count", () => {
  const origins = ["a/7", "a/07", "a/007", "a/0", "a/00", "7", "a7", "b/7", "a/", ""];
  const long = ["a/9007199254740992", "a/9007199254740993", "a/90071992547409921"];
  const places = new OriginPlaces();
  const all = [...origins, ...long];
  all.forEach((origin, place) => {
    assertEquals(places.get(origin), undefined, origin);
    places.set(origin, place);
  });
  assertEquals(all.map((origin) => places.get(origin)), all.map((_, place) => place));
});

Deno.test("a run is forgotten as a whole, where numbers are kept and where texts are", () => {
  for (const prefix of ["a/", "a", ""]) {
    const places = new OriginPlaces();
    for (let n = 8; n < 13; n++) places.set(`${prefix}${n}`, n);
    places.delete({ first: `${prefix}8`, isDead: false, count: 4 }, 8);
    const known = [8, 9, 10, 11, 12].map((n) => places.get(`${prefix}${n}`));
    assertEquals(known, [undefined, undefined, undefined, undefined, 12], prefix);
  }
});

Deno.test("an origin that was asked for before its kind was forgotten is known once it is there", () => {
  const places = new OriginPlaces();
  places.set("a/8", 8);
  assertEquals(places.get("a/9"), undefined);
  places.delete(alone("a/8"), 8);
  places.set("a/9", 9);
  assertEquals(["a/8", "a/9"].map((origin) => places.get(origin)), [undefined, 9]);
});
