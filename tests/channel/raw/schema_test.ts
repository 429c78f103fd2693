import { assertEquals, assertNotEquals } from "@std/assert";
import {
  array,
  bool,
  bytes,
  call,
  customKind,
  delivery,
  f64,
  json,
  type KindShape,
  oneOf,
  optional,
  struct,
  text,
  u32,
  u64,
} from "../../../src/channel/mod.ts";
import { rawShapeOf, schemaHash, schemaText } from "../../../src/channel/raw/mod.ts";

const codec = () => ({ encode: () => new Uint8Array(1), decode: () => 1 });
const order = struct({
  id: u32,
  side: oneOf("buy", "sell"),
  place: { x: f64, "the y": f64 },
  name: text(8),
  tags: array(bool, 2),
  limit: optional(u64),
  client: optional({ id: u32 }),
});

const TEXTS: readonly (readonly [KindShape, string])[] = [
  [u32, "u32"],
  [bool, "bool"],
  [text, "text"],
  [bytes, "bytes"],
  [json(), "json in layout json 1"],
  [customKind("date", codec), 'customKind("date")'],
  [customKind("u32", codec), 'customKind("u32")'],
  [delivery(bytes), "delivery(bytes) in layout delivery 1"],
  [delivery(json()), "delivery(json) in layout delivery 1, json 1"],
  [call(json(), u32), "call(json, u32) in layout call 1, json 1"],
  [call(json(), u32).answers, "answer(u32) in layout call 1"],
  [
    order,
    'struct({ id: u32, side: oneOf("buy", "sell"), place: { x: f64, "the y": f64 }, name: text(8), ' +
    "tags: array(bool, 2), limit: optional(u64), client: optional({ id: u32 }) })",
  ],
];

for (const [kind, wanted] of TEXTS) {
  Deno.test(`the schema of ${wanted} is told`, () => assertEquals(schemaText(kind), wanted));
}

Deno.test("kinds whose messages are not of one make have different schemas, though their names are alike", () => {
  const pairs: readonly (readonly [KindShape, KindShape])[] = [
    [u32, customKind("u32", codec)],
    [struct({ a: { b: u32 } }), struct({ "a.b": u32 })],
    [struct({ side: oneOf("a|b") }), struct({ side: oneOf("a", "b") })],
    [struct({ n: array(u32, 1) }), struct({ n: u32 })],
    [struct({ a: u32, b: f64 }), struct({ b: f64, a: u32 })],
    [delivery(struct({ name: text(8) })), delivery(struct({ name: text(9) }))],
  ];
  for (const [one, other] of pairs) {
    assertNotEquals(schemaText(one), schemaText(other));
    assertNotEquals(schemaHash(schemaText(one)), schemaHash(schemaText(other)));
  }
});

Deno.test("the hash of a schema is FNV-1a of 128 bits", () => {
  assertEquals(schemaHash(""), "6c62272e07bb014262b821756295c58d");
  assertEquals(schemaHash("a"), "d228cb696f1a8caf78912b704e4a8964");
  assertEquals(schemaHash("foobar"), "343e1662793c64bf6f0d3597ba446f18");
});

Deno.test("the shape of a struct has its columns as they lie in memory, and what they may hold", () => {
  assertEquals(rawShapeOf(order), {
    form: "columns",
    columns: [
      { width: 8 },
      { width: 8 },
      { width: 8 },
      { width: 4 },
      { width: 4 },
      { width: 2, limit: { bytes: 2, most: 8 }, field: "name" },
      { width: 1, limit: { bytes: 1, most: 1 }, field: "side" },
      { width: 8 },
      { width: 2, limit: { bytes: 1, most: 1 }, field: "tags" },
      { width: 1, limit: { bytes: 1, most: 1 }, field: "limit" },
      { width: 1, limit: { bytes: 1, most: 1 }, field: "client" },
    ],
  });
});

Deno.test("the shape of what has a message within has the shape of that one within", () => {
  const purchase = call(json(), delivery(bool));
  assertEquals(rawShapeOf(purchase), {
    form: "records",
    content: { of: "call", body: { form: "records", content: "json" } },
  });
  assertEquals(rawShapeOf(purchase.answers), {
    form: "records",
    content: {
      of: "answer",
      body: { form: "records", content: { of: "delivery", body: rawShapeOf(bool) } },
    },
  });
  assertEquals(rawShapeOf(text), { form: "records", content: "any" });
});
