import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ACTOR_FIGURES } from "../../src/telemetry/catalogue.ts";
import {
  changedColumns,
  COLUMN_NAMES,
  columnChange,
  columnPlan,
  keyColumns,
  toColumns,
} from "../../src/telemetry/wire/columns.ts";
import { significant } from "../../src/telemetry/units.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { applyChange } from "../../static/feed/columns.js";
import { FakeGraph } from "./fake_graph.ts";

Deno.test("columnChange says nothing when nothing changed", () => {
  assertEquals(columnChange([1, "a", null], [1, "a", null]), null);
});

Deno.test("columnChange names what changed by gaps, or sends all when that is shorter", () => {
  assertEquals(columnChange([0, 0, 0, 0, 0], [0, 7, 0, 0, 9]), [[2, 3], [7, 9]]);
  assertEquals(columnChange([0, 0, 0], [1, 2, 3]), [1, 2, 3]);
});

Deno.test("applyChange undoes columnChange, for any two columns", () => {
  const cell = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom("", "on"),
    fc.constant(null),
  );
  const columns = fc.nat(40).chain((length) => {
    const column = fc.array(cell, { minLength: length, maxLength: length });
    return fc.tuple(column, column);
  });
  fc.assert(fc.property(columns, ([before, after]) => {
    const change = columnChange(before, after);
    const shown = [...before];
    if (change !== null) {
      // Over the wire and back.
      const told = applyChange(shown, JSON.parse(JSON.stringify(change)));
      const differing = after.flatMap((value, index) => value === before[index] ? [] : [index]);
      if (told !== null) assertEquals(told, differing);
    }
    assertEquals(shown, after);
  }));
});

Deno.test("significant keeps three digits", () => {
  assertEquals([1234567, 999.6, 0.012345, 0].map(significant), [1230000, 1000, 0.0123, 0]);
  assertEquals(significant(null), null);
});

Deno.test("toColumns rounds to what is shown, so that small moves change nothing", () => {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1, capacity: 4096 }]);
  graph.send(0, 1_000_000);
  graph.take(0, 999_000);
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  sampler.sample(1000);
  const before = toColumns(sampler.sample(2000));
  const named = Object.fromEntries(COLUMN_NAMES.c.map((name, at) => [name, before.c[at]![0]]));
  assertEquals(named, {
    ...{ fill: 24, rate: 0, level: 0, sent: 1_000_000, p50: null, p99: null, bytesRate: 0 },
    pressure: 24,
    ...{ onLink: null, linkLatency: null, clockError: null, roundTrip: null },
    dropped: null,
    shown: "",
  });
  graph.send(0, 1);
  graph.take(0, 1);
  const after = toColumns(sampler.sample(3000));
  assertEquals(changedColumns(before, after), {
    [`c${COLUMN_NAMES.c.indexOf("rate")}`]: [1],
    [`c${COLUMN_NAMES.c.indexOf("bytesRate")}`]: [4],
  });
});

Deno.test("keyColumns sends no cells of what nobody has, and a change of it finds its place all the same", () => {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1, capacity: 4096 }]);
  const sampler = new Sampler(graph.source);
  const columns = toColumns(sampler.sample(1000));
  const [actors, channels] = [COLUMN_NAMES.a.indexOf("shown"), COLUMN_NAMES.c.indexOf("shown")];
  const told = keyColumns(columns);
  const isRare = columnPlan(ACTOR_FIGURES).rare.a;
  assertEquals([told.a[actors], told.c[channels]], [[], []]);
  const often = (all: typeof told.a) => all.filter((_, at) => !isRare[at]);
  assert(told.a.every((column, at) => !isRare[at] || column.length === 0));
  assertEquals(often(told.a), often(columns.a));
  const before = columns.a[actors]!;
  const after = before.with(-1, "p99");
  const some = keyColumns({ ...columns, a: columns.a.with(actors, after) });
  assertEquals(some.a[actors], after);
  const cells = [...told.a[actors]!] as string[];
  applyChange(cells, [[before.length], ["p99"]]);
  assertEquals(cells.at(-1), "p99");
});
