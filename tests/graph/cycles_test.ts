import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cyclesOf } from "../../src/graph/plan/cycles.ts";

const graphs = fc.integer({ min: 1, max: 9 }).chain((actors) =>
  fc.record({
    actors: fc.constant(actors),
    edges: fc.array(
      fc.record({ from: fc.nat({ max: actors - 1 }), to: fc.nat({ max: actors - 1 }) }),
      { maxLength: 16 },
    ),
  })
);

type Edge = { readonly from: number; readonly to: number };

/** Whether messages of `from` can come to `to`, over one channel at least (Warshall, 1962). */
function reach(actors: number, edges: readonly Edge[]): boolean[][] {
  const numbers = [...Array(actors).keys()];
  const comes = numbers.map((a) =>
    numbers.map((b) => edges.some((e) => e.from === a && e.to === b))
  );
  for (const over of numbers) {
    for (const a of numbers) {
      for (const b of numbers) comes[a]![b] ||= comes[a]![over]! && comes[over]![b]!;
    }
  }
  return comes;
}

Deno.test("cyclesOf finds the actors whose messages may come back to them, together with all that are on the way", () => {
  fc.assert(
    fc.property(graphs, ({ actors, edges }) => {
      const comes = reach(actors, edges);
      const cycles = cyclesOf(actors, edges);
      const cyclic = [...Array(actors).keys()].filter((a) => comes[a]![a]);
      assertEquals(cycles.flatMap(({ members }) => members).sort((a, b) => a - b), cyclic);
      for (const { members } of cycles) {
        const first = members[0]!;
        assertEquals(members, cyclic.filter((a) => comes[first]![a] && comes[a]![first]));
      }
    }),
  );
});

Deno.test("cyclesOf tells the channels within a cycle from those that lead into it", () => {
  fc.assert(
    fc.property(graphs, ({ actors, edges }) => {
      for (const { members, inner, entries } of cyclesOf(actors, edges)) {
        const has = (actor: number) => members.includes(actor);
        const channels = (test: (edge: Edge) => boolean) =>
          edges.flatMap((edge, i) => test(edge) ? [i] : []);
        assertEquals(inner, channels(({ from, to }) => has(from) && has(to)));
        assertEquals(entries, channels(({ from, to }) => !has(from) && has(to)));
      }
    }),
  );
});

Deno.test("the path of a cycle goes from its first member back to it, by the shortest way", () => {
  fc.assert(
    fc.property(graphs, ({ actors, edges }) => {
      for (const { members, path } of cyclesOf(actors, edges)) {
        assertEquals([path[0], path.at(-1)], [members[0], members[0]]);
        for (let i = 1; i < path.length; i++) {
          assert(edges.some(({ from, to }) => from === path[i - 1] && to === path[i]));
        }
        // No actor twice, and no shorter way over one edge fewer: what breadth first promises.
        assertEquals(new Set(path).size, path.length - 1);
        for (let i = 0; i < path.length; i++) {
          for (let j = i + 2; j < path.length; j++) {
            const shortens = j - i < path.length - 1 &&
              edges.some(({ from, to }) => from === path[i] && to === path[j]);
            assert(!shortens, `${path} is not the shortest`);
          }
        }
      }
    }),
  );
});

Deno.test("cyclesOf follows chains of ten thousand actors, and a ring of as many", () => {
  const actors = 10_000;
  const chain = Array.from({ length: actors - 1 }, (_, i) => ({ from: i, to: i + 1 }));
  assertEquals(cyclesOf(actors, chain), []);
  const ring = [...chain, { from: actors - 1, to: 0 }];
  assertEquals(cyclesOf(actors, ring).map(({ members }) => members.length), [actors]);
});
