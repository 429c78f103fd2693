/** State that is carried into the cells that an actor has in another program. */
import { assertEquals } from "@std/assert";
import { bool, f64, json, text, u32, u64 } from "../../src/channel/mod.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import {
  cell,
  initState,
  readState,
  type StateSchema,
  stateSpec,
  StateStore,
} from "../../src/state/mod.ts";
import { fillState, fitState } from "../../src/state/carry.ts";

/** A state that has committed so many times. */
function stateOf(schema: StateSchema, ...turns: readonly Record<string, unknown>[]) {
  const plan = new RegionPlan();
  const { cells, bytes } = stateSpec(schema);
  const at = plan.reserve(bytes);
  const region = plan.allocate();
  initState(region, at);
  const store = new StateStore(region, at, cells, undefined, "A");
  let mask = 0;
  for (const values of turns) {
    Object.assign(store.values, values);
    mask = store.stage(mask);
  }
  return { region, at, cells, mask };
}

/** What becomes of such a state in other cells. */
function carried(from: ReturnType<typeof stateOf>, schema: StateSchema) {
  const to = stateOf(schema);
  const { stored, faults, gone } = fitState(from, from.mask, to.cells);
  fillState(to, stored);
  return { state: readState(to.region, to.at, to.cells, 0), faults, gone };
}

Deno.test("cells keep their values wherever they lie, and new ones begin", () => {
  const from = stateOf(
    { a: u32, b: cell(text, ""), c: u64, d: bool, e: cell(json<unknown>(), null), f: f64 },
    { a: 1, b: "x".repeat(200), c: 5n },
    { a: 2, b: "käse\u2028", c: 2n ** 63n, d: true, e: { list: [1, null] }, f: NaN },
  );
  assertEquals(
    carried(from, {
      f: f64,
      e: cell(json<unknown>(), 7, { maxBytes: 20 }),
      fresh: cell(u32, 9),
      c: u64,
      note: cell(text, "new"),
      d: bool,
      b: cell(text, "", { maxBytes: 10 }),
      a: u32,
    }),
    {
      state: {
        a: 2,
        b: "käse\u2028",
        c: 2n ** 63n,
        d: true,
        e: { list: [1, null] },
        f: NaN,
        fresh: 9,
        note: "new",
      },
      faults: [],
      gone: [],
    },
  );
});

Deno.test("what is of another kind, or has no room, is said, and begins; what is gone is said too", () => {
  const from = stateOf(
    { a: u32, b: cell(text, ""), c: f64, old: u32 },
    { a: 70_000, b: "twelve bytes", c: 1.5, old: 4 },
  );
  assertEquals(
    carried(from, { a: f64, b: cell(text, "?", { maxBytes: 13 }), c: cell(text, "c") }),
    {
      state: { a: 0, b: "?", c: "c" },
      faults: [
        ["a", "is a u32, and a f64 in the program"],
        ["b", "takes 14 bytes, raise its maxBytes of 13"],
        ["c", "is a f64, and a text in the program"],
      ],
      gone: ["old"],
    },
  );
  assertEquals(carried(from, {}), { state: {}, faults: [], gone: ["a", "c", "old", "b"] });
  assertEquals(carried(stateOf({}), { a: u32 }), { state: { a: 0 }, faults: [], gone: [] });
});
