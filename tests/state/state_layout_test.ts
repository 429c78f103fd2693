import { assertEquals, assertThrows } from "@std/assert";
import { bool, bytes, f64, i64, json, text, u32, u64, u8 } from "../../src/channel/mod.ts";
import {
  cell,
  initState,
  readState,
  stateFaults,
  type StateSchema,
  stateSpec,
  StateStore,
} from "../../src/state/mod.ts";
import * as layout from "../../src/state/state_layout.ts";

Deno.test("the state layout has these numbers", () => {
  const { scalarsByte, recordCopyBytes, ...numbers } = layout;
  assertEquals(numbers, {
    STATE_VERSION: 1,
    STATE_VERSION_WORD: 0,
    STATE_HEADER_BYTES: 8,
    SCALAR_CELL_BYTES: 8,
    RECORD_CELL_HEADER_BYTES: 8,
    MAX_RECORD_CELLS: 30,
  });
  assertEquals([scalarsByte(3, 0), scalarsByte(3, 1)], [8, 32]);
  assertEquals([1, 8, 9].map(recordCopyBytes), [16, 16, 24]);
});

Deno.test("stateSpec lays the scalars out as one group and each record as one of its own", () => {
  const { cells, bytes } = stateSpec({
    name: cell(text, "x", { maxBytes: 20 }),
    count: u32,
    total: cell(f64, 1.5),
    list: cell(json<number[]>(), [1], { maxBytes: 8 }),
    open: bool,
  });
  const place = ({ name, at, stride, group }: typeof cells[number]) => [name, at, stride, group];
  assertEquals(cells.map(place), [
    ["count", 8, 24, 0],
    ["total", 16, 24, 0],
    ["open", 24, 24, 0],
    ["name", 56, 32, 1],
    ["list", 120, 16, 2],
  ]);
  assertEquals(bytes, 152);
  assertEquals(cells.map(({ initial }) => initial), [0, 1.5, false, "x", [1]]);
  assertEquals(stateSpec({}), { cells: [], bytes: 8 });
});

Deno.test("every cell has both its copies to itself", () => {
  const schema: Record<string, StateSchema[string]> = {};
  for (let i = 0; i < 5; i++) schema[`scalar ${i}`] = u8;
  for (let i = 1; i <= 30; i++) schema[`record ${i}`] = cell(text, "", { maxBytes: i });
  const { cells, bytes } = stateSpec(schema);
  const owner = new Map<number, string>();
  for (const { name, at, stride, group, maxBytes } of cells) {
    const size = group === 0 ? 8 : 8 + maxBytes;
    for (const copy of [0, 1]) {
      for (let byte = at + copy * stride; byte < at + copy * stride + size; byte++) {
        assertEquals(owner.get(byte), undefined, `byte ${byte} belongs to two cells`);
        assertEquals(byte >= 8 && byte < bytes, true, `byte ${byte} of ${name} is outside`);
        owner.set(byte, name);
      }
    }
  }
  assertEquals(new Set(cells.map(({ group }) => group)).size, 31);
});

Deno.test("a state of another layout version is refused", () => {
  const region = new SharedArrayBuffer(64);
  initState(region, 0);
  new Int32Array(region)[layout.STATE_VERSION_WORD] = 4;
  const { cells } = stateSpec({ count: u32 });
  for (
    const attach of [
      () => new StateStore(region, 0, cells, undefined, "a"),
      () => readState(region, 0, cells, 0),
    ]
  ) {
    assertThrows(
      attach,
      TypeError,
      "Cannot attach to the state in shared memory: it has layout version 4, this package reads version 1",
    );
  }
});

Deno.test("stateFaults finds nothing wrong with a good schema", () => {
  assertEquals(
    stateFaults("a", {
      count: u32,
      big: cell(u64, 2n ** 64n - 1n),
      name: cell(text, "€", { maxBytes: 5 }),
      nothing: cell(json<unknown>(), null, { maxBytes: 4 }),
    }),
    [],
  );
});

Deno.test("stateFaults names every cell that cannot be", () => {
  const loop: Record<string, unknown> = {};
  loop.loop = loop;
  const where = (name: string) => `Cannot build the state of actor "a": cell "${name}"`;
  assertEquals(
    stateFaults("a", {
      small: cell(u8, 256),
      big: cell(i64, 2n ** 63n),
      wrong: cell(bool, 1 as unknown as boolean),
      raw: bytes,
      field: text(20) as unknown as typeof text,
      bare: text,
      none: cell(text, "", { maxBytes: 0 }),
      half: cell(text, "", { maxBytes: 10.5 }),
      long: cell(text, "€", { maxBytes: 4 }),
      number: cell(text, 7 as unknown as string),
      action: cell(json<unknown>(), () => {}),
      cyclic: cell(json<unknown>(), loop),
    }),
    [
      `${where("small")} starts with 256, which is not a u8`,
      `${where("big")} starts with 9223372036854775808n, which is not a i64`,
      `${where("wrong")} starts with 1, which is not a bool`,
      `${where("raw")} is of kind bytes, use a scalar kind, text or json`,
      `${
        where("field")
      } is { field: "text", maxBytes: 20 }, which is no kind, use a scalar kind, text or json`,
      `${where("bare")} has no initial value, use cell(kind, value)`,
      `${where("none")} has maxBytes 0, give a whole number from 1 to 268435456`,
      `${where("half")} has maxBytes 10.5, give a whole number from 1 to 268435456`,
      `${where("long")} starts with 5 bytes, raise its maxBytes of 4`,
      `${where("number")} starts with 7, which is not a text`,
      `${where("action")} starts with [Function (anonymous)], which has no JSON form`,
      `${where("cyclic")} starts with <ref *1> { loop: [Circular *1] }, which has no JSON form`,
    ],
  );
});

Deno.test("stateFaults refuses more text and json cells than the mask has bits for", () => {
  const schema = (records: number): StateSchema =>
    Object.fromEntries(Array.from({ length: records }, (_, i) => [`c${i}`, cell(text, "")]));
  assertEquals(stateFaults("a", schema(30)), []);
  assertEquals(stateFaults("a", schema(31)), [
    'Cannot build the state of actor "a": 31 text and json cells, at most 30 are allowed, join some of them into one json cell',
  ]);
});
