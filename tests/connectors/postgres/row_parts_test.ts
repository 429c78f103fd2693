/** That rows which go as arrays, a column each, are what they would be from JSON. */
import { assert, assertEquals } from "@std/assert";
import { type PostgresRow, postgresSink } from "../../../src/connectors/postgres/mod.ts";
import { rowOf, type TableColumns } from "../../../src/connectors/postgres/row.ts";
import type { Outgoing } from "../../../src/connectors/wire.ts";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { never, opening, postgresTest, server } from "./fixture.ts";

const TYPES = [
  ...["smallint", "int", "bigint", "numeric", "numeric(6,2)", "real", "double precision", "money"],
  ...[
    "text",
    "varchar(3)",
    "char(3)",
    "char",
    '"char"',
    "name",
    "bytea",
    "boolean",
    "uuid",
    "inet",
  ],
  ...["bit(4)", "bit", "varbit(3)", "date", "time(0)", "timestamptz(0)", "interval", "xml"],
  ...["json", "jsonb", "mood", "int4range", "point", "box", "text[]", "int[]", "small", "pair"],
];

const VALUES: readonly unknown[] = [
  ...["", " ", "a", "abc", "abcdef", "1", "-7", "1.005", "1e3", "NULL", "null", "true", "t"],
  ...['"', "\\", "\\\\x41", "\\x41", 'O"Hara\\\n\t', "{1,2}", "[1,2)", "(1,2)", "(1,2),(3,4)"],
  ...["a,b", "{", "}", "äß€😀", "a\0b", "a\ud800b", "\udc00", "101", "1011", "10111", "happy"],
  ...["2026-01-02", "2026-01-02T03:04:05.678Z", "1 day 2 hours", "127.0.0.1", "<a/>", "[1]"],
  ...["8c9f1d3e-6a54-4f0e-9a32-2b1f5d7f0e11", "  x  ", "x\r\ny", '{"a":"b"}'],
  ...[0, -0, 1, 1.5, -7.25, 1e21, 1e-7, 2 ** 31, 2 ** 53, NaN, Infinity, -Infinity],
  ...[true, false, null, 5n, 12345678901234567890n],
  ...[new Date(0), new Date(1_700_000_000_123)],
  ...[new Uint8Array([0, 255, 65]), new Uint8Array()],
  ...[["a", 'b"c', null], [1, 2], [], { x: 1 }, { a: { b: ["\\", '"', 1n] } }, {
    toJSON: () => "t",
  }],
];

/** A value as JSON is to have it for a column of that type: numbers that it has no word for are texts, which the server reads. */
function inJson(value: unknown, type: string): unknown {
  const isNone = typeof value === "number" && !Number.isFinite(value);
  return isNone && !type.startsWith("json") ? `${value}` : value;
}

/** What the server is to read of an item, as JSON. */
function jsonOf(item: unknown): string {
  return JSON.stringify(item, (_, value) => {
    if (typeof value === "bigint") return String(value);
    return value instanceof Uint8Array ? `\\x${value.toHex()}` : value;
  });
}

postgresTest(
  "a value of whatever type is in the table what it would be from JSON, or as dead",
  async () => {
    await using client = server().client();
    const { sql } = client;
    await sql.unsafe(`DROP SCHEMA public CASCADE; CREATE SCHEMA public;
    CREATE TYPE mood AS ENUM ('happy', 'a"b'); CREATE DOMAIN small AS int CHECK (VALUE < 10);
    CREATE TYPE pair AS (x int, y text)`);
    let stored = 0;
    for (const [n, type] of TYPES.entries()) {
      await sql.unsafe(`CREATE TABLE t${n} (origin text PRIMARY KEY, v ${type})`);
      const args = { url: server().url(), passwordEnv: PASSWORD_ENV, table: `t${n}` };
      const sink = await postgresSink.create({ ...postgresSink.args, ...args });
      await sink.open(opening());
      const seen = async (origin: string) =>
        (await sql.unsafe(`SELECT v::text AS v FROM t${n} WHERE origin = $1`, [origin]))[0]?.["v"];
      for (const [i, v] of VALUES.entries()) {
        // Each alone: of a batch that has one which is refused, all go as JSON.
        const batch: Outgoing<PostgresRow>[] = [{ origin: `sink/${i}`, item: { v } }];
        const [outcome] = await sink.put(batch, never);
        const given = `${type}: ${jsonOf(v)}`;
        let refusal: string | undefined;
        try {
          await sql.unsafe(
            `INSERT INTO t${n} SELECT * FROM json_populate_record(NULL::t${n}, $1::text::json)`,
            [jsonOf({ origin: `json/${i}`, v: inJson(v, type) })],
          );
        } catch (error) {
          refusal = (error as Error).message;
        }
        if (refusal === undefined) {
          stored++;
          assertEquals(outcome, "done", given);
          assertEquals(await seen(`sink/${i}`), await seen(`json/${i}`), given);
        } else {
          assert(typeof outcome === "object", `${given} is refused from JSON: ${refusal}`);
          assertEquals(await seen(`sink/${i}`), undefined, given);
        }
      }
      await sink.close();
    }
    assert(stored > 500, `${stored} were stored`);
  },
);

postgresTest(
  "what JSON has no word for is in the table as it is, or dead, and never null",
  async () => {
    await using client = server().client();
    const { sql } = client;
    await sql.unsafe(`DROP SCHEMA public CASCADE; CREATE SCHEMA public;
    CREATE DOMAIN share AS float8; CREATE TABLE shares (origin text PRIMARY KEY, f float8, n numeric,
      s share, i int, at timestamptz, j jsonb)`);
    const args = { url: server().url(), passwordEnv: PASSWORD_ENV, table: "shares" };
    const sink = await postgresSink.create({ ...postgresSink.args, ...args });
    await sink.open(opening());
    const items: PostgresRow[] = [
      { f: NaN },
      { f: -Infinity, s: Infinity },
      { n: NaN, s: NaN },
      { i: NaN },
      { at: new Date(NaN) },
      { s: 1, at: new Date(NaN) },
      { j: NaN },
    ];
    const outcomes = await sink.put(items.map((item, i) => ({ origin: `${i}`, item })), never);
    await sink.close();
    assertEquals(outcomes.map((outcome) => typeof outcome === "object" ? "dead" : outcome), [
      ...["done", "done", "done", "dead", "dead", "dead", "done"],
    ]);
    const rows =
      await sql`SELECT origin, f::text, n::text, s::text, j::text FROM shares ORDER BY 1`;
    assertEquals(rows.map((row) => Object.values(row)), [
      ["0", "NaN", null, null, null],
      ["1", "-Infinity", null, "Infinity", null],
      ["2", null, "NaN", "NaN", null],
      ["6", null, null, null, null],
    ]);
  },
);

postgresTest(
  "a column whose type has changed meanwhile takes what it can have by now",
  async () => {
    await using client = server().client();
    const { sql } = client;
    await sql.unsafe(`DROP SCHEMA public CASCADE; CREATE SCHEMA public;
    CREATE TABLE bills (origin text PRIMARY KEY, cents int)`);
    const args = { url: server().url(), passwordEnv: PASSWORD_ENV, table: "bills" };
    const sink = await postgresSink.create({ ...postgresSink.args, ...args });
    await sink.open(opening());
    try {
      const put = (n: number) => sink.put([{ origin: `o/${n}`, item: { cents: n } }], never);
      assertEquals(await put(1), ["done"]);
      await sql.unsafe("ALTER TABLE bills ALTER COLUMN cents TYPE bigint");
      assertEquals(await put(2 ** 40), ["done"]);
      const rows = await sql`SELECT cents::text AS cents FROM bills ORDER BY bills.cents`;
      assertEquals(rows.map(({ cents }) => cents), ["1", String(2 ** 40)]);
    } finally {
      await sink.close();
    }
  },
);

Deno.test("a row goes as JSON only if one of its values does", () => {
  const types = new Map([["origin", "text"], ["a", "text"], ["b", undefined]]);
  const columns: TableColumns = {
    ...{ table: "t", types, origin: "origin" },
    lastShape: { names: [], isJson: false },
  };
  const row = (item: PostgresRow) => {
    const row = rowOf(0, "o/1", item, columns);
    return "dead" in row ? row.dead : [row.shape.names, row.shape.isJson, row.parts];
  };
  assertEquals(row({ a: 'x"y' }), [["origin", "a"], false, ['"o/1"', '"x\\"y"']]);
  assertEquals(row({ a: undefined }), [["origin"], false, ['"o/1"']]);
  assertEquals(row({ a: 1, b: [2] }), [["origin", "a", "b"], true, [
    '{"origin":"o/1","a":1,"b":[2]}',
  ]]);
  assertEquals(row({ a: "\ud800" }), [["origin", "a"], true, ['{"origin":"o/1","a":"\\ud800"}']]);
  assertEquals(row({ c: 1 }), "Table t has no column c: it has origin, a, b");
});
