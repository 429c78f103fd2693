import { assertEquals } from "@std/assert";
import { ACTOR_FIGURES } from "../../../src/telemetry/catalogue.ts";
import { History, placesOf } from "../../../src/telemetry/history/mod.ts";
import type { GraphSample } from "../../../src/telemetry/sample/mod.ts";
import { type FigureValue, unknownIn } from "../../../src/telemetry/units.ts";
import { columnPlan, noteColumns } from "../../../src/telemetry/wire/mod.ts";

const PLAN = columnPlan(ACTOR_FIGURES);
const NONE = { width: 0, runs: [], gaps: [] };

/** Numbers from 0 up to 1 that are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A value that the history keeps as it is. */
function cellOf(unit: string, random: () => number): FigureValue {
  const small = Math.floor(random() * 4);
  if (unit === "flag") return small > 1;
  return unit === "text" || unit === "phase" ? `text ${small}` : small;
}

function sampleAt(time: number, a: FigureValue[][]): GraphSample {
  const sample: GraphSample = { time, lifecycle: "running", actors: [], channels: [] };
  noteColumns(sample, { a, c: PLAN.names.c.map(() => []) });
  return sample;
}

Deno.test("the past of parts that stay goes on, wherever they stand, and that of others is unknown", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seeded(seed);
    const options = { fineMs: 10_000, coarseMs: 20_000 };
    const history = new History({ actors: 0, channels: 0, hz: 1 }, options);
    let names: string[] = [];
    /** Each moment, as a plain model keeps it: the cells by name. */
    let model: Map<string, FigureValue[]>[] = [];
    for (let time = 1000; time <= 30_000; time += 1000) {
      if (random() < 0.3) {
        const next = Array.from({ length: 8 }, (_, at) => `actor ${at}`)
          .filter(() => random() < 0.7).toSorted(() => random() - 0.5);
        history.adopt({ a: placesOf(names, next), c: NONE }, ACTOR_FIGURES);
        names = next;
        // Who is gone is forgotten.
        model = model.map((moment) => new Map([...moment].filter(([name]) => next.includes(name))));
      }
      const columns = PLAN.units.a.map((unit) => names.map(() => cellOf(unit, random)));
      history.add(sampleAt(time, columns));
      model.push(new Map(names.map((name, at) => [name, columns.map((column) => column[at]!)])));
    }
    const moments = [...history.moments(0, 30_000)];
    assertEquals(moments.length, 20);
    for (const { time, columns } of moments) {
      const known = model[time / 1000 - 1]!;
      names.forEach((name, index) => {
        const told = PLAN.names.a.map((_, at) => columns.a[at]![index] ?? null);
        const expected = known.get(name);
        const isSame = PLAN.names.a.every((_, at) => {
          const unit = PLAN.units.a[at]!;
          if (expected !== undefined) return told[at] === expected[at];
          // A column that nobody had anything in has nothing, too.
          return told[at] === unknownIn(unit) || told[at] === null;
        });
        assertEquals(isSame, true, `seed ${seed}, ${name} at ${time}: ${told} for ${expected}`);
      });
    }
  }
});

Deno.test("of several parts of one name the first is the first", () => {
  assertEquals(placesOf(["x", "a", "a", "b"], ["a", "a", "c", "x"]), {
    width: 4,
    runs: [{ before: 1, after: 0, count: 2 }, { before: 0, after: 3, count: 1 }],
    gaps: [{ after: 2, count: 1 }],
  });
});
