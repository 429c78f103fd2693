import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  bool,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  json,
  text,
  u16,
  u32,
  u64,
  u8,
} from "../../src/channel/mod.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import {
  cell,
  initState,
  readState,
  type StateSchema,
  stateSpec,
  StateStore,
  type StateValues,
} from "../../src/state/mod.ts";

/** A state's memory and the mask that a journal would keep for it. */
class Home {
  readonly #region: SharedArrayBuffer;
  readonly #at: number;
  readonly #cells: ReturnType<typeof stateSpec>["cells"];
  mask: number | undefined;

  constructor(schema: StateSchema) {
    const plan = new RegionPlan();
    const { cells, bytes } = stateSpec(schema);
    plan.reserve(1);
    this.#at = plan.reserve(bytes);
    this.#cells = cells;
    this.#region = plan.allocate();
    initState(this.#region, this.#at);
  }

  attach(): StateStore {
    return new StateStore(this.#region, this.#at, this.#cells, this.mask, "A");
  }

  commit(store: StateStore): boolean {
    const before = this.mask ?? 0;
    this.mask = store.stage(before);
    return this.mask !== before;
  }

  /** What the host sees. */
  read(): StateValues {
    return readState(this.#region, this.#at, this.#cells, this.mask);
  }
}

Deno.test("StateStore starts with the initial values, and so does what the host reads", () => {
  const home = new Home({
    count: u32,
    big: cell(u64, 2n ** 64n - 1n),
    open: bool,
    ratio: cell(f64, -0),
    name: cell(text, "\uFEFF€"),
    list: cell(json<number[]>(), [1, 2]),
  });
  const initial = {
    count: 0,
    big: 2n ** 64n - 1n,
    open: false,
    ratio: -0,
    name: "\uFEFF€",
    list: [1, 2],
  };
  assertEquals(home.read(), initial, "before the actor has ever run");
  assertEquals(home.attach().values, initial);
  assertEquals(home.read(), initial);
  home.commit(home.attach());
  assertEquals(home.read(), initial);
});

Deno.test("StateStore gives every generation values of its own, never the schema's", () => {
  const list = [1];
  const home = new Home({ list: cell(json<number[]>(), list) });
  (home.attach().values.list as number[]).push(2);
  assertEquals(list, [1]);
  assertEquals(home.attach().values.list, [1]);
});

Deno.test("StateStore.values takes no other cells", () => {
  const { values } = new Home({ count: u32 }).attach();
  assertThrows(() => values.coumt = 1, TypeError);
  assertThrows(() => delete values.count, TypeError);
});

Deno.test("StateStore.stage returns the mask as it is when nothing has changed", () => {
  const home = new Home({ count: u32, ratio: cell(f64, NaN), name: cell(text, "a") });
  const store = home.attach();
  store.values.count = 1;
  assertEquals(home.commit(store), true);
  store.values.count = 1;
  store.values.ratio = NaN;
  store.values.name = "a";
  assertEquals(home.commit(store), false);
  assertEquals(new Home({}).attach().stage(5), 5);
});

Deno.test("StateStore.stage flips the groups that have changed, and no others", () => {
  const home = new Home({ count: u32, total: f64, a: cell(text, ""), b: cell(text, "") });
  const store = home.attach();
  assertEquals(store.stage(0), 0b000);
  store.values.a = "1";
  assertEquals(store.stage(0b000), 0b010);
  store.values.b = "2";
  store.values.count = 3;
  assertEquals(store.stage(0b010), 0b111);
  store.values.total = 4;
  assertEquals(store.stage(0b111), 0b110);
});

Deno.test("StateStore notices a json value that was changed in place", () => {
  const home = new Home({ book: cell(json<Record<string, number[]>>(), { a: [] }) });
  const store = home.attach();
  const book = store.values.book as Record<string, number[]>;
  book.a!.push(1);
  book.b = [2];
  assertEquals(home.commit(store), true);
  assertEquals(home.read(), { book: { a: [1], b: [2] } });
});

const MISFITS: [string, StateSchema[string], unknown, string][] = [
  ["u8", u8, 256, "256, which is not a u8"],
  ["u8", u8, -1, "-1, which is not a u8"],
  ["u16", u16, 1.5, "1.5, which is not a u16"],
  ["u32", u32, 2 ** 32, "4294967296, which is not a u32"],
  ["u32", u32, NaN, "NaN, which is not a u32"],
  ["i8", i8, -129, "-129, which is not a i8"],
  ["i16", i16, 32_768, "32768, which is not a i16"],
  ["i32", i32, 2 ** 31, "2147483648, which is not a i32"],
  ["i32", i32, 1n, "1n, which is not a i32"],
  ["f32", f32, "1", '"1", which is not a f32'],
  ["f64", f64, null, "null, which is not a f64"],
  ["u64", u64, -1n, "-1n, which is not a u64"],
  ["u64", u64, 1, "1, which is not a u64"],
  ["i64", i64, 2n ** 63n, "9223372036854775808n, which is not a i64"],
  ["bool", bool, 1, "1, which is not a bool"],
  ["text", cell(text, ""), 1, "1, which is not a text"],
  ["text", cell(text, "", { maxBytes: 8 }), "abcdefg", "takes 9 bytes, raise its maxBytes of 8"],
  ["text", cell(text, "", { maxBytes: 7 }), "€€", "takes 8 bytes, raise its maxBytes of 7"],
  ["json", cell(json<unknown>(), 0), undefined, "undefined, which has no JSON form"],
  ["json", cell(json<unknown>(), 0), 1n, "1n, which has no JSON form"],
  ["json", cell(json<unknown>(), 0), [1n], "[ 1n ], which has no JSON form"],
];

for (const [kind, schema, bad, message] of MISFITS) {
  Deno.test(`StateStore.stage refuses ${kind} ${message.replace(/,? which.*/, "")}, and the other changes are not lost`, () => {
    const home = new Home({
      before: u32,
      textBefore: cell(text, "a"),
      misfit: schema,
      after: u32,
      textAfter: cell(text, "a"),
    });
    const store = home.attach();
    const first = store.values.misfit;
    const committed = home.read();
    Object.assign(store.values, { before: 1, textBefore: "b", misfit: bad, after: 2 });
    store.values.textAfter = "c";
    const isOfType = kind === "text" ? typeof bad === "string" : typeof bad === typeof first;
    const error = isOfType && kind !== "json" ? RangeError : TypeError;
    assertThrows(() => home.commit(store), error, message);
    assertEquals(home.read(), committed);
    store.values.misfit = first;
    home.commit(store);
    assertEquals(home.read(), {
      before: 1,
      textBefore: "b",
      misfit: first,
      after: 2,
      textAfter: "c",
    });
    assertEquals(home.attach().values, home.read());
  });
}

Deno.test("a text cell holds as many bytes as its maxBytes say, quotes included", () => {
  const home = new Home({ name: cell(text, "", { maxBytes: 8 }) });
  const store = home.attach();
  for (const name of ["abcdef", "€€", "äöü", "\uD800"]) {
    store.values.name = name;
    home.commit(store);
    assertEquals(home.attach().values.name, name);
  }
});

const number = fc.oneof(fc.double(), fc.constantFrom(NaN, -0, 0, Infinity));
const CELLS = {
  u8: [u8, fc.nat({ max: 255 })],
  i32: [cell(i32, -1), fc.integer()],
  f32: [f32, number],
  f64: [cell(f64, NaN), number],
  u64: [u64, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
  i64: [i64, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  bool: [bool, fc.boolean()],
  text: [cell(text, "first", { maxBytes: 60 }), fc.string({ unit: "binary", maxLength: 10 })],
  json: [cell(json<unknown>(), [0], { maxBytes: 200 }), fc.jsonValue({ maxDepth: 1 })],
} as const;
type Name = keyof typeof CELLS;
const NAMES = Object.keys(CELLS) as Name[];

const anySet = fc.oneof(...NAMES.map((name) =>
  fc.record({
    do: fc.constant("set" as const),
    name: fc.constant(name),
    value: CELLS[name][1] as fc.Arbitrary<unknown>,
  })
));
const anyStep = fc.oneof(
  { weight: 12, arbitrary: anySet },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("commit" as const, "crash" as const, "crashAfterStage" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("commit" as const) }) },
);

Deno.test("StateStore holds what was committed last, through any crashes", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60, size: "max" }), (steps) => {
      const schema = Object.fromEntries(NAMES.map((name) => [name, CELLS[name][0]]));
      const home = new Home(schema as StateSchema);
      let store = home.attach();
      let committed = { ...store.values };
      for (const step of steps) {
        if (step.do === "set") {
          store.values[step.name] = step.value;
          continue;
        }
        if (step.do === "commit") {
          let fits = true;
          try {
            home.commit(store);
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            fits = false; // A text or JSON value too long: the turn cannot commit.
          }
          if (fits) committed = structuredClone(store.values);
        } else {
          // Dies before the commit point: what was staged must not count.
          if (step.do === "crashAfterStage") {
            try {
              store.stage(home.mask ?? 0);
            } catch (error) {
              if (!(error instanceof RangeError)) throw error;
            }
          }
          store = home.attach();
          assertEquals(store.values, afterJson(committed));
        }
        assertEquals(home.read(), afterJson(committed));
      }
    }),
    { numRuns: 500 },
  );
});

/** Values as they come out of JSON: −0 in it is 0. */
function afterJson(values: StateValues): StateValues {
  return { ...values, json: JSON.parse(JSON.stringify(values.json)) };
}
