import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Freight, packed } from "../../src/graph/plan/packing.ts";

/** Actors, channels between any of them, and families of which each actor is in at most one. */
const freights = fc.integer({ min: 2, max: 40 }).chain((actors) =>
  fc.record({
    actors: fc.constant(actors),
    ties: fc.array(
      fc.record({
        from: fc.nat({ max: actors - 1 }),
        to: fc.nat({ max: actors - 1 }),
        capacity: fc.constantFrom(1, 2, 7, 64, 64, 64, 1024),
      }).filter(({ from, to }) => from !== to),
      { maxLength: 80 },
    ),
    families: fc.array(fc.nat({ max: 6 }), { minLength: actors, maxLength: actors }).map((of) =>
      [1, 2, 3, 4, 5, 6].map((family) => of.flatMap((own, actor) => own === family ? [actor] : []))
        .filter(({ length }) => length > 1)
    ),
  })
);
const counts = fc.integer({ min: 1, max: 45 });

function of(freight: Partial<Freight>, workers: number): number[][] {
  return packed({ actors: 0, ties: [], families: [], ...freight }, workers);
}

Deno.test("each actor is packed into one worker, and none is left without", () => {
  fc.assert(fc.property(freights, counts, (freight, workers) => {
    const groups = packed(freight, workers);
    assertEquals(groups.length, Math.min(workers, freight.actors));
    assertEquals(groups.flat().sort((a, b) => a - b), [...Array(freight.actors).keys()]);
  }));
});

Deno.test("no worker has more than its equal share of the actors, and none is without any", () => {
  fc.assert(fc.property(freights, counts, (freight, workers) => {
    for (const { length } of packed(freight, workers)) {
      assert(length >= 1 && length <= Math.ceil(freight.actors / workers));
    }
  }));
});

Deno.test("siblings are spread as evenly as their number allows", () => {
  fc.assert(
    fc.property(freights, counts, (freight, workers) => {
      const groups = packed(freight, workers);
      for (const family of freight.families) {
        const most = Math.ceil(family.length / workers);
        for (const group of groups) {
          const together = group.filter((actor) => family.includes(actor)).length;
          assert(together <= most, `${together} of ${family} in ${group}`);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("an actor that is in several families is packed all the same, within the share", () => {
  const families = fc.array(fc.uniqueArray(fc.nat({ max: 19 }), { minLength: 2 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(families, fc.integer({ min: 1, max: 20 }), (families, workers) => {
      const groups = of({ actors: 20, families }, workers);
      assertEquals(groups.flat().sort((a, b) => a - b), [...Array(20).keys()]);
      assert(groups.every(({ length }) => length <= Math.ceil(20 / workers)));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the same drawing is packed in the same way, and in the order in which it was drawn", () => {
  fc.assert(fc.property(freights, counts, (freight, workers) => {
    const groups = packed(freight, workers);
    assertEquals(packed(structuredClone(freight), workers), groups);
    for (const group of groups) assertEquals(group, group.toSorted((a, b) => a - b));
    const firsts = groups.map(([first]) => first!);
    assertEquals(firsts, firsts.toSorted((a, b) => a - b));
  }));
});

Deno.test("the two ends of the shortest channel are in one worker, where a share is of two", () => {
  fc.assert(
    fc.property(freights, counts, ({ actors, ties: drawn }, workers) => {
      const [first, ...others] = drawn;
      fc.pre(first !== undefined && actors / workers > 1);
      const ties = [...others, { ...first, capacity: 0.5 }];
      const groups = of({ actors, ties }, workers);
      assert(groups.some((group) => group.includes(first.from) && group.includes(first.to)));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("where groups have to be taken apart, it is not those with the shortest channels", () => {
  // Three pairs for two workers of three.
  const pairs = [[0, 1], [2, 3], [4, 5]] as const;
  for (const short of pairs) {
    const ties = pairs.map((pair) => ({ from: pair[0], to: pair[1], capacity: 64 }));
    ties[pairs.indexOf(short)]!.capacity = 8;
    const groups = of({ actors: 6, ties }, 2);
    assert(groups.some((group) => group.includes(short[0]) && group.includes(short[1])));
  }
});

Deno.test("a chain is cut where its channels are longest", () => {
  const chain = (capacities: readonly number[]) =>
    capacities.map((capacity, i) => ({ from: i, to: i + 1, capacity }));
  const ties = chain([64, 64, 1024, 64, 64]);
  assertEquals(of({ actors: 6, ties }, 2), [[0, 1, 2], [3, 4, 5]]);
  const long = chain([1024, 8, 1024, 8, 1024, 8, 1024]);
  assertEquals(of({ actors: 8, ties: long }, 4), [[0, 7], [1, 2], [3, 4], [5, 6]]);
});

Deno.test("channels of one length are cut in the order in which they were drawn", () => {
  const ties = Array.from({ length: 39 }, (_, i) => ({ from: i, to: i + 1, capacity: 64 }));
  const groups = of({ actors: 40, ties }, 3);
  assertEquals(groups.map((group) => [group[0], group.at(-1), group.length]), [
    [0, 13, 14],
    [14, 27, 14],
    [28, 39, 12],
  ]);
});

Deno.test("a group that fits into no worker is taken apart, each actor of it to its neighbours", () => {
  // Three pairs for two workers of three.
  const ties = [
    { from: 0, to: 1, capacity: 1 },
    { from: 2, to: 3, capacity: 1 },
    { from: 4, to: 5, capacity: 1 },
    { from: 1, to: 5, capacity: 9 },
    { from: 3, to: 4, capacity: 9 },
  ];
  assertEquals(of({ actors: 6, ties }, 2), [[0, 1, 5], [2, 3, 4]]);
});

Deno.test("copies between a source and a sink are spread over the workers", () => {
  const copies = [1, 2, 3, 4];
  const ties = [
    ...copies.map((copy) => ({ from: 0, to: copy, capacity: 64 })),
    ...copies.map((copy) => ({ from: copy, to: 5, capacity: 64 })),
  ];
  assertEquals(of({ actors: 6, ties, families: [copies] }, 2), [[0, 1, 2], [3, 4, 5]]);
});

Deno.test("ten thousand actors are packed as well", () => {
  const actors = 10_000;
  const ties = Array.from({ length: actors }, (_, i) => ({
    from: i,
    to: (i + 1) % actors,
    capacity: 1 + i * 7919 % 64,
  }));
  const everyTenth = Array.from({ length: actors / 10 }, (_, i) => 10 * i);
  const groups = of({ actors, ties, families: [everyTenth] }, 8);
  assertEquals(groups.map(({ length }) => length), Array(8).fill(1250));
  for (const group of groups) {
    assertEquals(group.filter((actor) => actor % 10 === 0).length, 125);
  }
});
