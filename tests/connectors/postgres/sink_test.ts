/** The sink that puts rows, against a real server. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type PostgresRow, postgresSink } from "../../../src/connectors/postgres/mod.ts";
import type { PostgresSinkArgs } from "../../../src/connectors/postgres/mod.ts";
import {
  MisconfiguredError,
  type PutOutcome,
  type SinkWire,
} from "../../../src/connectors/wire.ts";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { never, opening, postgresTest, server } from "./fixture.ts";

type Sql = ReturnType<ReturnType<typeof server>["client"]>["sql"];

function argsOf(args: Partial<PostgresSinkArgs>): PostgresSinkArgs {
  const all = { ...postgresSink.args, url: server().url(), passwordEnv: PASSWORD_ENV, ...args };
  assertEquals(postgresSink.faults(all), []);
  return all;
}

/** Makes tables, opens a sink, and closes all of it behind the test. */
async function withSink(
  tables: string,
  args: Partial<PostgresSinkArgs>,
  test: (sink: SinkWire<PostgresRow>, sql: Sql) => Promise<void>,
): Promise<void> {
  await using client = server().client();
  await client.sql.unsafe(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${tables}`);
  const sink = await postgresSink.create(argsOf(args));
  try {
    await sink.open(opening());
    await test(sink, client.sql);
  } finally {
    await sink.close();
  }
}

function items(...rows: readonly PostgresRow[]) {
  return rows.map((item, i) => ({ origin: `o/${i}`, item }));
}

function deathsOf(outcomes: readonly PutOutcome[]): string[] {
  return outcomes.map((outcome) => typeof outcome === "string" ? outcome : outcome.dead);
}

const ORDERS =
  `CREATE TABLE orders (origin text PRIMARY KEY, id int, customer text DEFAULT 'nobody',
  cents numeric CHECK (cents >= 0), paid boolean, at timestamptz, tags text[], extra jsonb, photo bytea)`;

postgresTest("rows go in with their values by the table's types", async () => {
  await withSink(ORDERS, { table: "orders" }, async (sink, sql) => {
    const outcomes = await sink.put(
      items(
        {
          id: 1,
          customer: 'O"Hara\\\n',
          cents: 12345678901234567890n,
          paid: true,
          at: new Date(0),
          tags: ["a", "b,c"],
          extra: { deep: [1, null] },
          photo: new Uint8Array([0, 255]),
        },
        { id: 2, cents: "0.10", extra: null },
      ),
      never,
    );
    assertEquals(outcomes, ["done", "done"]);
    const rows = await sql`SELECT *, cents::text AS cents FROM orders ORDER BY id`;
    assertEquals(
      rows.map((row): Record<string, unknown> => ({
        ...row,
        photo: row["photo"] && [...row["photo"]],
      })),
      [
        {
          origin: "o/0",
          id: 1,
          customer: 'O"Hara\\\n',
          cents: "12345678901234567890",
          paid: true,
          at: new Date(0),
          tags: ["a", "b,c"],
          extra: { deep: [1, null] },
          photo: [0, 255],
        },
        {
          origin: "o/1",
          id: 2,
          // The item has no such value, so the table's own holds.
          customer: "nobody",
          cents: "0.10",
          paid: null,
          at: null,
          tags: null,
          extra: null,
          photo: null,
        },
      ],
    );
  });
});

postgresTest("what is put again is there once", async () => {
  await withSink(ORDERS, { table: "orders" }, async (sink, sql) => {
    const batch = items({ id: 1 }, { id: 2 }, { id: 3 });
    assertEquals(await sink.put(batch.slice(0, 2), never), ["done", "done"]);
    assertEquals(await sink.put(batch, never), ["done", "done", "done"]);
    const rows = await sql`SELECT origin, id FROM orders ORDER BY id`;
    assertEquals(rows.map(({ origin, id }) => [origin, id]), [["o/0", 1], ["o/1", 2], ["o/2", 3]]);
  });
});

postgresTest(
  "a row that is refused is dead with the server's words, and the others go in",
  async () => {
    await withSink(ORDERS, { table: "orders" }, async (sink, sql) => {
      const rows: PostgresRow[] = Array.from({ length: 100 }, (_, id) => ({ id, cents: 1 }));
      rows[7] = { id: 7, cents: -1 };
      rows[8] = { id: "eight", cents: 1 };
      rows[50] = { id: 50, colour: "red" };
      rows[99] = { id: 99, customer: "zero \0" };
      const outcomes = deathsOf(await sink.put(items(...rows), never));
      const dead = [7, 8, 50, 99];
      assertEquals(outcomes.flatMap((outcome, i) => outcome === "done" ? [] : [i]), dead);
      assertStringIncludes(outcomes[7]!, 'violates check constraint "orders_cents_check"');
      assertStringIncludes(outcomes[7]!, "SQLSTATE 23514");
      assertStringIncludes(outcomes[8]!, 'invalid input syntax for type integer: "eight"');
      assertStringIncludes(
        outcomes[50]!,
        "Table public.orders has no column colour: it has origin, id,",
      );
      assertStringIncludes(outcomes[99]!, "SQLSTATE 22P05");
      const there = await sql`SELECT id FROM orders ORDER BY id`;
      assertEquals(
        there.map(({ id }) => id),
        rows.map((_, i) => i).filter((i) => !dead.includes(i)),
      );
    });
  },
);

postgresTest(
  "another unique constraint than the origin's is no duplicate: the row is dead",
  async () => {
    const table = "CREATE TABLE users (origin text PRIMARY KEY, name text UNIQUE)";
    await withSink(table, { table: "public.users" }, async (sink, sql) => {
      const outcomes = deathsOf(await sink.put(items({ name: "a" }, { name: "a" }), never));
      assertEquals(outcomes[0], "done");
      assertStringIncludes(outcomes[1]!, "users_name_key");
      assertEquals((await sql`SELECT * FROM users`).length, 1);
    });
  },
);

postgresTest("a constraint that speaks at the commit refuses its row alone", async () => {
  const tables = `CREATE TABLE customers (id int PRIMARY KEY); INSERT INTO customers VALUES (1);
    CREATE TABLE orders (origin text PRIMARY KEY, customer int
      REFERENCES customers DEFERRABLE INITIALLY DEFERRED)`;
  await withSink(tables, { table: "orders" }, async (sink, sql) => {
    const batch = items({ customer: 1 }, { customer: 2 }, { customer: 1 });
    const outcomes = deathsOf(await sink.put(batch, never));
    assertEquals([outcomes[0], outcomes[2]], ["done", "done"]);
    assertStringIncludes(outcomes[1]!, "violates foreign key constraint");
    assertEquals((await sql`SELECT * FROM orders`).length, 2);
  });
});

postgresTest("what an item is not a row for is dead before the server is asked", async () => {
  await withSink(ORDERS, { table: "orders" }, async (sink) => {
    const cycle: Record<string, unknown> = { id: 1 };
    cycle["extra"] = cycle;
    const outcomes = deathsOf(await sink.put(items(cycle, { id: 1 }), never));
    assertStringIncludes(outcomes[0]!, "Cannot write the item as JSON");
    assertEquals(outcomes[1], "done");
  });
});

postgresTest("a column that the table is given while the sink is connected is found", async () => {
  await withSink(ORDERS, { table: "orders" }, async (sink, sql) => {
    assertEquals(await sink.put(items({ id: 1 }), never), ["done"]);
    await sql.unsafe("ALTER TABLE orders ADD note text");
    const [, second, third] = items({ id: 1 }, { id: 2, note: "late" }, { id: 3, colour: "red" });
    const outcomes = deathsOf(await sink.put([second!, third!], never));
    assertEquals(outcomes[0], "done");
    assertStringIncludes(outcomes[1]!, "has no column colour: it has origin, id,");
    assertStringIncludes(outcomes[1]!, ", note");
    const rows = await sql`SELECT id, note FROM orders ORDER BY id`;
    assertEquals(rows.map(({ id, note }) => [id, note]), [[1, null], [2, "late"]]);
  });
});

postgresTest("the table is looked at for strange columns once a second at most", async () => {
  await using client = server().client();
  await client.sql.unsafe(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${ORDERS}`);
  let now = 5000;
  const { world, ...rest } = opening();
  const sink = await postgresSink.create(argsOf({ table: "orders" }));
  try {
    await sink.open({ ...rest, world: { ...world, now: () => now } });
    const put = async () => deathsOf(await sink.put(items({ id: 2, note: "late" }), never))[0];
    assertStringIncludes((await put())!, "has no column note");
    await client.sql.unsafe("ALTER TABLE orders ADD note text");
    now += 999;
    assertStringIncludes((await put())!, "has no column note");
    now += 1;
    assertEquals(await put(), "done");
  } finally {
    await sink.close();
  }
});

const POSITIONS =
  `CREATE TABLE steady_positions (sink text, origin text, at timestamptz DEFAULT now(),
  PRIMARY KEY (sink, origin));`;

postgresTest("positions keep duplicates from a table without a column for them", async () => {
  const args = { table: "totals", originColumn: "", positions: "steady_positions", sink: "a" };
  const tables = `${POSITIONS} CREATE TABLE totals (n int CHECK (n < 100))`;
  await withSink(tables, args, async (sink, sql) => {
    const first = items({ n: 1 }, { n: 100 }, { n: 3 });
    assertEquals(deathsOf(await sink.put(first, never)).map((outcome) => outcome === "done"), [
      true,
      false,
      true,
    ]);
    // The one that was refused is not remembered: put back and mended, it goes in.
    const mended = [...items({ n: 1 }, { n: 2 }, { n: 3 }), { origin: "o/2", item: { n: 3 } }];
    assertEquals(await sink.put(mended, never), ["done", "done", "done", "done"]);
    assertEquals((await sql`SELECT n FROM totals ORDER BY n`).map(({ n }) => n), [1, 2, 3]);
    const origins = await sql`SELECT sink, origin FROM steady_positions ORDER BY origin`;
    assertEquals(origins.map(({ sink, origin }) => `${sink} ${origin}`), [
      "a o/0",
      "a o/1",
      "a o/2",
    ]);
  });
});

postgresTest("a statement of one's own runs for each item in one transaction", async () => {
  const tables =
    `${POSITIONS} CREATE TABLE totals (customer text PRIMARY KEY, cents int CHECK (cents < 100))`;
  const sql = `INSERT INTO totals SELECT $2->>'customer', ($2->>'cents')::int
    ON CONFLICT (customer) DO UPDATE SET cents = totals.cents + excluded.cents`;
  const args = { sql, positions: "steady_positions", sink: "totals" };
  await withSink(tables, args, async (sink, client) => {
    const batch = items(
      { customer: "a", cents: 1 },
      { customer: "a", cents: 99 },
      { customer: "a", cents: 2 },
      { customer: "b", cents: 4 },
    );
    const outcomes = deathsOf(await sink.put(batch, never));
    assertEquals(outcomes.map((outcome) => outcome === "done"), [true, false, true, true]);
    await sink.put(batch, never);
    const totals = await client`SELECT * FROM totals ORDER BY customer`;
    assertEquals(totals.map((row) => ({ ...row })), [
      { customer: "a", cents: 3 },
      { customer: "b", cents: 4 },
    ]);
  });
});

postgresTest("a deadlock puts the batch again", async () => {
  const tables =
    "CREATE TABLE counts (id int PRIMARY KEY, n int); INSERT INTO counts VALUES (1, 0), (2, 0)";
  const sql = "UPDATE counts SET n = n + 1 WHERE id = ($2->>'id')::int";
  await withSink(tables, { sql }, async (sink, client) => {
    // The other one waits long before it looks for deadlocks, so it is the sink whose wait ends in one.
    await client.unsafe("ALTER DATABASE shop SET deadlock_timeout = '100ms'");
    const other = await client.reserve();
    await other.unsafe("SET deadlock_timeout = '60s'");
    await other.unsafe("BEGIN; UPDATE counts SET n = n + 10 WHERE id = 2");
    const second = await postgresSink.create(argsOf({ sql }));
    await second.open(opening());
    const put = second.put(items({ id: 1 }, { id: 2 }), never);
    // Once the sink waits for the second row, the other one goes for the first.
    while ((await client`SELECT 1 FROM pg_locks WHERE NOT granted`).length === 0);
    const blocked = other.unsafe("UPDATE counts SET n = n + 10 WHERE id = 1").execute();
    assertEquals(await put, ["again", "again"]);
    await blocked;
    await other.unsafe("COMMIT");
    other.release();
    assertEquals(await second.put(items({ id: 1 }, { id: 2 }), never), ["done", "done"]);
    await second.close();
    const counts = await client`SELECT n FROM counts ORDER BY id`;
    assertEquals(counts.map(({ n }) => n), [11, 11]);
    await client.unsafe("ALTER DATABASE shop RESET deadlock_timeout");
    assertEquals(await sink.put([], never), []);
  });
});

postgresTest("a lock that is held too long puts the batch again", async () => {
  await withSink(ORDERS, { table: "orders", timeoutMs: 200 }, async (sink, sql) => {
    const other = await sql.reserve();
    await other.unsafe("BEGIN; LOCK TABLE orders");
    assertEquals(await sink.put(items({ id: 1 }), never), ["again"]);
    await other.unsafe("COMMIT");
    other.release();
    assertEquals(await sink.put(items({ id: 1 }), never), ["done"]);
  });
});

postgresTest("the time for a batch being over, the connection is given up", async () => {
  await withSink(ORDERS, { table: "orders" }, async (sink, sql) => {
    const other = await sql.reserve();
    await other.unsafe("BEGIN; LOCK TABLE orders");
    const stop = new AbortController();
    const put = sink.put(items({ id: 1 }), stop.signal);
    while ((await sql`SELECT 1 FROM pg_locks WHERE NOT granted`).length === 0);
    stop.abort();
    await assertRejects(() => put, Error, "The time for the batch is over");
    await other.unsafe("COMMIT");
    other.release();
  });
});

async function refusalOf(args: Partial<PostgresSinkArgs>): Promise<Error> {
  const sink = await postgresSink.create(argsOf(args));
  try {
    return await assertRejects(() => sink.open(opening()), Error);
  } finally {
    await sink.close();
  }
}

postgresTest("what is told wrongly is said at once, and never the password", async () => {
  await using client = server().client();
  await client.sql.unsafe(`DROP SCHEMA public CASCADE; CREATE SCHEMA public;
    CREATE TABLE plain (origin text); CREATE TABLE other (id int);
    CREATE ROLE guest LOGIN PASSWORD 'guest'; GRANT USAGE ON SCHEMA public TO guest`);
  Deno.env.set("STEADY_TEST_WRONG_PASSWORD", "swordfish");
  Deno.env.set("STEADY_TEST_GUEST_PASSWORD", "guest");
  const guest = server().url().replace("steady@", "guest@");
  const cases: [Partial<PostgresSinkArgs>, string][] = [
    [
      { table: "plain", passwordEnv: "STEADY_TEST_WRONG_PASSWORD" },
      "password authentication failed",
    ],
    [{ table: "plain", passwordEnv: "STEADY_TEST_UNSET" }, "STEADY_TEST_UNSET"],
    [
      { table: "plain", url: server().url().replace(/shop$/, "shed") },
      'database "shed" does not exist',
    ],
    [{ table: "absent" }, "find table absent"],
    [{ table: "My Table" }, "write the name as SQL does"],
    [{ table: "a.b.c" }, "cross-database references are not implemented"],
    [{ table: "plain" }, "no unique or exclusion constraint"],
    [{ table: "other" }, "it has no column origin"],
    [
      { table: "plain", originColumn: "", passwordEnv: "STEADY_TEST_GUEST_PASSWORD", url: guest },
      "permission denied",
    ],
    [{ sql: "INSERT INTO absent SELECT $1" }, 'relation "absent" does not exist'],
    [{ sql: "INSRT" }, "syntax error"],
    [{ table: "plain", originColumn: "", positions: "other", sink: "s" }, 'column "sink"'],
  ];
  for (const [args, part] of cases) {
    const error = await refusalOf(args);
    assert(error instanceof MisconfiguredError, `${error}`);
    assertStringIncludes(error.message, part);
    assert(!error.message.includes("swordfish"), error.message);
  }
});

postgresTest("a server that is not there is no fault of the args", async () => {
  await using gone = { [Symbol.asyncDispose]: () => server().restart() };
  await server().kill();
  const error = await refusalOf({ table: "orders" });
  assert(!(error instanceof MisconfiguredError));
  assertStringIncludes(error.message, `127.0.0.1:${server().port}`);
  assert(gone);
});

postgresTest(
  "after a restart of the server the wire fails, and the next one puts again",
  async () => {
    await withSink(ORDERS, { table: "orders" }, async (sink, sql) => {
      assertEquals(await sink.put(items({ id: 1 }), never), ["done"]);
      await server().restart();
      await assertRejects(() => sink.put(items({ id: 1 }, { id: 2 }), never), Error);
      await assertRejects(() => sink.put(items({ id: 1 }, { id: 2 }), never), Error);
      const next = await postgresSink.create(argsOf({ table: "orders" }));
      await next.open(opening());
      assertEquals(await next.put(items({ id: 1 }, { id: 2 }), never), ["done", "done"]);
      await next.close();
      await sql`SELECT 1`.catch(() => {});
      assertEquals((await sql`SELECT id FROM orders`).length, 2);
    });
  },
);

postgresTest("a server that hangs is noticed", async () => {
  await withSink(ORDERS, { table: "orders", timeoutMs: 200 }, async (sink) => {
    await server().pause();
    try {
      const put = sink.put(items({ id: 1 }), never);
      await assertRejects(() => put, Error, "has not answered for 1200 ms");
    } finally {
      await server().resume();
    }
  });
});

Deno.test("all faults of the sink's args are told at once", () => {
  const faults = postgresSink.faults({
    ...postgresSink.args,
    url: "mysql://me:secret@host/",
    tls: "maybe",
    timeoutMs: 1.5,
    sink: "s",
  });
  assertEquals(faults.length, 7);
  assert(!faults.join().includes("secret"));
});
