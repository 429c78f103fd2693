import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bool, f32, f64, i64, json, text, u32, u64, u8 } from "../../src/channel/mod.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import {
  cell,
  type CellSpec,
  initState,
  type StateSchema,
  stateSpec,
  StateStore,
} from "../../src/state/mod.ts";
import { readCell, scratchFor, StoredCells, writeCell } from "../../src/state/stored_cells.ts";

function specOf(schema: StateSchema): CellSpec {
  return stateSpec(schema).cells[0]!;
}

function valueOf(spec: CellSpec, text: string): unknown {
  const read = readCell(spec, text);
  assert("value" in read, Deno.inspect(read));
  return read.value;
}

function faultOf(spec: CellSpec, text: string): string {
  const read = readCell(spec, text);
  assert("fault" in read, `${text} is taken for a ${spec.kind}`);
  return read.fault;
}

Deno.test("scalars written down read back as the same values", () => {
  const sorts = [
    [specOf({ a: f64 }), fc.double()],
    [specOf({ a: f32 }), fc.double()],
    [specOf({ a: u32 }), fc.nat(0xffff_ffff)],
    [specOf({ a: u64 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
    [specOf({ a: i64 }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    [specOf({ a: bool }), fc.boolean()],
  ] as const;
  for (const [spec, values] of sorts) {
    fc.assert(fc.property(values as fc.Arbitrary<unknown>, (value) => {
      assert(Object.is(valueOf(spec, writeCell(value)), value), `${value}`);
    }));
  }
  const spec = specOf({ a: f64 });
  for (const value of [-0, NaN, Infinity, -Infinity, 5e-324, 1e21, Number.MAX_VALUE]) {
    assert(Object.is(valueOf(spec, writeCell(value)), value), `${value}`);
  }
});

Deno.test("a text that is not what a cell was written as is refused", () => {
  const refused: readonly [StateSchema, readonly string[]][] = [
    [{ a: u8 }, ["256", "-1", "1.5", "", " 1", "1e0", "0x1", "one", "NaN"]],
    [{ a: f64 }, ["", "one", "1 ", "1.0", "+1"]],
    [{ a: u64 }, ["-1", "18446744073709551616", "1n", "", "1.0"]],
    [{ a: i64 }, ["9223372036854775808", "x"]],
    [{ a: bool }, ["1", "True", ""]],
    [{ a: cell(text, "") }, ["1", '"', "", "null"]],
    [{ a: cell(json<unknown>(), 0) }, ["", "{", "undefined"]],
  ];
  for (const [schema, texts] of refused) {
    const spec = specOf(schema);
    for (const text of texts) {
      assertEquals(
        faultOf(spec, text),
        `is ${JSON.stringify(text)}, which is not a ${spec.kind}, correct it there`,
      );
    }
  }
  assertEquals(
    faultOf(specOf({ a: bool }), "x".repeat(50)),
    `is "${"x".repeat(40)}…", which is not a bool, correct it there`,
  );
});

Deno.test("a text that is longer than its cell is refused, by its bytes", () => {
  const spec = specOf({ a: cell(text, "", { maxBytes: 6 }) });
  assertEquals(valueOf(spec, '"€a"'), "€a");
  assertEquals(faultOf(spec, '"€ab"'), "takes 7 bytes, raise its maxBytes of 6");
});

Deno.test("copies of states of any schema hold what was committed, from one scratch memory", () => {
  const schemas: readonly StateSchema[] = [
    { a: u8, b: u64, c: bool },
    { only: cell(text, "", { maxBytes: 50 }) },
    { list: cell(json<unknown>(), null, { maxBytes: 9 }), a: f64, words: cell(text, "") },
  ];
  const plan = new RegionPlan();
  const specs = schemas.map(stateSpec);
  const places = specs.map(({ bytes }) => plan.reserve(bytes));
  const region = plan.allocate();
  places.forEach((at) => initState(region, at));
  const scratch = scratchFor(specs.map(({ cells }) => cells));
  const values: readonly (readonly Record<string, unknown>[])[] = [
    [{ a: 1, b: 2n ** 63n, c: true }, { a: 0, b: 0n, c: true }],
    [{ only: "Grünkohl" }, { only: "" }],
    [{ list: [1, 2, 3], a: -0, words: "x".repeat(1000) }, { list: 1, a: NaN, words: "y" }],
  ];
  const expected: readonly (readonly unknown[][])[] = [
    [[1, 2n ** 63n, true], [0, 0n, true]],
    [['"Grünkohl"'], ['""']],
    [[-0, "[1,2,3]", `"${"x".repeat(1000)}"`], [NaN, "1", '"y"']],
  ];
  specs.forEach(({ cells }, i) => {
    const store = new StateStore(region, places[i]!, cells, undefined, "A");
    const stored = new StoredCells(region, places[i]!, cells, scratch);
    let mask = 0;
    values[i]!.forEach((turn, j) => {
      Object.assign(store.values, turn);
      mask = store.stage(mask);
      assertEquals(stored.read(stored.copy(mask)), expected[i]![j]);
    });
  });
});
