/** The source that reads what changes, against a real server. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type ChangesArgs, changesSource } from "../../../src/connectors/postgres/mod.ts";
import { MisconfiguredError, type Pulled, type SourceWire } from "../../../src/connectors/wire.ts";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { never, opening, postgresTest, server, textsOf } from "./fixture.ts";

type Sql = ReturnType<ReturnType<typeof server>["client"]>["sql"];

function argsOf(args: Partial<ChangesArgs>): ChangesArgs {
  const all = {
    ...changesSource.args,
    url: server().url(),
    passwordEnv: PASSWORD_ENV,
    slot: "steady",
    publication: "steady",
    ...args,
  };
  assertEquals(changesSource.faults(all), []);
  return all;
}

async function opened(args: Partial<ChangesArgs> = {}): Promise<SourceWire> {
  const source = await changesSource.create(argsOf(args));
  try {
    await source.open(opening());
  } catch (error) {
    await source.close();
    throw error;
  }
  return source;
}

const TABLES = `CREATE TABLE orders (id int PRIMARY KEY, customer text);
  CREATE PUBLICATION steady FOR TABLE orders;`;

async function withSlot(tables: string, test: (sql: Sql) => Promise<void>): Promise<void> {
  await using client = server().client();
  const { sql } = client;
  await dropSlot(sql);
  await sql.unsafe(`DROP PUBLICATION IF EXISTS steady;
    DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${tables}`);
  await sql`SELECT pg_create_logical_replication_slot('steady', 'pgoutput')`;
  try {
    await test(sql);
  } finally {
    await dropSlot(sql);
  }
}

async function dropSlot(sql: Sql): Promise<void> {
  while ((await sql`SELECT 1 FROM pg_replication_slots WHERE active`).length > 0);
  await sql`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots`;
}

async function withSource(
  tables: string,
  test: (source: SourceWire, sql: Sql) => Promise<void>,
): Promise<void> {
  await withSlot(tables, async (sql) => {
    const source = await opened();
    try {
      await test(source, sql);
    } finally {
      await source.close();
    }
  });
}

async function pulled(
  source: SourceWire,
  count: number,
): Promise<Pulled[]> {
  const messages: Pulled[] = [];
  while (messages.length < count) {
    messages.push(...(await source.pull(count - messages.length, never))!);
  }
  return messages;
}

function changesOf(messages: readonly Pulled[]): unknown[] {
  return textsOf(messages).map((text) => JSON.parse(text));
}

async function confirmed(sql: Sql): Promise<string> {
  const [slot] = await sql`SELECT confirmed_flush_lsn::text AS lsn FROM pg_replication_slots`;
  return slot!["lsn"];
}

postgresTest("each kind of change comes as it is, in the order of commits", async () => {
  await withSource(TABLES, async (source, sql) => {
    await sql`INSERT INTO orders VALUES (1, 'Ann "A"'), (2, NULL)`;
    await sql.begin(async (tx) => {
      await tx`UPDATE orders SET customer = 'Bob' WHERE id = 1`;
      await tx`UPDATE orders SET id = 3 WHERE id = 2`;
    });
    await sql`DELETE FROM orders WHERE id = 3`;
    await sql`TRUNCATE orders`;
    const messages = await pulled(source, 6);
    const table = "public.orders";
    assertEquals(changesOf(messages), [
      { table, kind: "insert", row: { id: 1, customer: 'Ann "A"' } },
      { table, kind: "insert", row: { id: 2, customer: null } },
      { table, kind: "update", row: { id: 1, customer: "Bob" } },
      { table, kind: "update", row: { id: 3, customer: null }, old: { id: 2 } },
      { table, kind: "delete", old: { id: 3 } },
      { table, kind: "truncate" },
    ]);
    const [commit, index] = [/^shop\/[0-9A-F]+\/[0-9A-F]+/, /\d+$/];
    const commits = messages.map(({ origin }) => origin.match(commit)![0]);
    assertEquals([commits[0], commits[2]], [commits[1], commits[3]]);
    assertEquals(new Set(commits).size, 4);
    assertEquals(messages.map(({ origin }) => origin.match(index)![0]), [
      ..."010100",
    ]);
    assert(Math.abs(messages[0]!.raw.at! - Date.now()) < 60_000);
    assertEquals(messages[0]!.raw.subject, table);
  });
});

postgresTest(
  "values are JSON's where it has an exact form for them, and text where not",
  async () => {
    const tables = `CREATE TYPE mood AS ENUM ('calm');
    CREATE TABLE things (id int PRIMARY KEY, small smallint, big bigint, money numeric, real8 float8,
      nan float8, yes bool, doc jsonb, tags text[], at timestamptz, bytes bytea, mood mood, "we""ird" text);
    CREATE PUBLICATION steady FOR ALL TABLES`;
    await withSource(tables, async (source, sql) => {
      await sql.unsafe(
        `SET TIME ZONE 'UTC'; INSERT INTO things VALUES (1, -2, 9007199254740993, 0.10, 1e300, 'NaN', true,
      '{"a":[1]}', '{a,"b,c"}', '2026-01-02 03:04:05Z', '\\x00ff', 'calm', 'ö')`,
      );
      const [change] = changesOf(await pulled(source, 1)) as { row: Record<string, unknown> }[];
      const { at, ...row } = change!.row;
      assertEquals(row, {
        id: 1,
        small: -2,
        big: "9007199254740993",
        money: "0.10",
        real8: 1e300,
        nan: "NaN",
        yes: true,
        doc: { a: [1] },
        tags: '{a,"b,c"}',
        bytes: "\\x00ff",
        mood: "calm",
        'we"ird': "ö",
      });
      assertEquals(new Date(at as string), new Date("2026-01-02T03:04:05Z"));
    });
  },
);

postgresTest(
  "with REPLICA IDENTITY FULL the old row comes, too, and what is large and has not changed",
  async () => {
    const tables = `${TABLES} ALTER TABLE orders REPLICA IDENTITY FULL`;
    const large = Array.from({ length: 20_000 }, (_, i) => i.toString(36)).join("");
    await withSource(tables, async (source, sql) => {
      await sql`ALTER TABLE orders ALTER customer SET STORAGE EXTERNAL`;
      await sql`INSERT INTO orders VALUES (1, ${large})`;
      await sql`UPDATE orders SET id = 2`;
      await sql`DELETE FROM orders`;
      assertEquals(changesOf(await pulled(source, 3)).slice(1), [
        {
          table: "public.orders",
          kind: "update",
          row: { id: 2, customer: large },
          old: { id: 1, customer: large },
        },
        { table: "public.orders", kind: "delete", old: { id: 2, customer: large } },
      ]);
    });
  },
);

postgresTest("a large value that an update has left alone is missing from its row", async () => {
  const large = Array.from({ length: 20_000 }, (_, i) => i.toString(36)).join("");
  await withSource(TABLES, async (source, sql) => {
    await sql`ALTER TABLE orders ALTER customer SET STORAGE EXTERNAL`;
    await sql`INSERT INTO orders VALUES (1, ${large})`;
    await sql`UPDATE orders SET id = 2`;
    const [, update] = changesOf(await pulled(source, 2)) as { row: unknown }[];
    assertEquals(update!.row, { id: 2 });
  });
});

postgresTest(
  "the server is told of whole transactions, and hands over again what is not settled",
  async () => {
    await withSlot(TABLES, async (sql) => {
      const source = await opened();
      await sql`INSERT INTO orders VALUES (1), (2)`;
      await sql`INSERT INTO orders VALUES (3), (4)`;
      const messages = await pulled(source, 4);
      await source.settle(messages.slice(0, 3));
      await source.settle(messages.slice(0, 3));
      await source.close();
      const next = await opened();
      const again = await pulled(next, 2);
      assertEquals(
        again.map(({ origin }) => origin),
        messages.slice(2).map(({ origin }) => origin),
      );
      assertEquals(textsOf(again), textsOf(messages.slice(2)));
      await next.settle(again);
      await next.close();
      await sql`INSERT INTO orders VALUES (5)`;
      const last = await opened();
      const changes = changesOf(await pulled(last, 1)) as { row: { id: number } }[];
      assertEquals(changes.map(({ row }) => row.id), [5]);
      await last.close();
    });
  },
);

postgresTest(
  "the log of what others change is given free while nothing is under way, and not before",
  async () => {
    const tables = `${TABLES} CREATE TABLE noise (n int)`;
    await withSource(tables, async (source, sql) => {
      const noise = async () => {
        await sql`INSERT INTO noise SELECT generate_series(1, 100)`;
        const [row] = await sql`SELECT pg_current_wal_lsn()::text AS lsn`;
        return row!["lsn"] as string;
      };
      const isPast = async (lsn: string) =>
        (await sql`SELECT ${await confirmed(sql)}::pg_lsn >= ${lsn}::pg_lsn AS past`)[0]!["past"];
      const before = await noise();
      while (!await isPast(before));
      await sql`INSERT INTO orders VALUES (1)`;
      const messages = await pulled(source, 1);
      const held = await confirmed(sql);
      const after = await noise();
      // The server hears from the source every second; when it has, nothing has moved.
      const reported = async () =>
        (await sql`SELECT reply_time FROM pg_stat_replication`)[0]!["reply_time"] as Date;
      const [began] = await sql`SELECT now()`;
      while (await reported() <= began!["now"]);
      assertEquals(await confirmed(sql), held);
      await source.settle(messages);
      while (!await isPast(after));
    });
  },
);

postgresTest(
  "a transaction larger than what may wait comes whole and in order, and memory is bounded",
  async () => {
    await withSource(TABLES, async (source, sql) => {
      const count = 20_000;
      await sql`INSERT INTO orders SELECT n, repeat('x', 100) FROM generate_series(1, ${count}) n`;
      let next = 1;
      while (next <= count) {
        const messages = (await source.pull(500, never))!;
        assert(messages.length <= 500);
        for (const { row } of changesOf(messages) as { row: { id: number } }[]) {
          assertEquals(row.id, next++);
        }
        await source.settle(messages);
      }
      const [end] = await sql`SELECT pg_current_wal_lsn()::text AS lsn`;
      const isPast = async () =>
        (await sql`SELECT ${await confirmed(sql)}::pg_lsn >= ${end!["lsn"]}::pg_lsn AS past`)[0]![
          "past"
        ];
      while (!await isPast());
    });
  },
);

postgresTest("an abort ends the wait, and what comes later comes with the next pull", async () => {
  await withSource(TABLES, async (source, sql) => {
    const stop = new AbortController();
    const waiting = source.pull(5, stop.signal);
    stop.abort();
    assertEquals(await waiting, []);
    await sql`INSERT INTO orders VALUES (1)`;
    assertEquals((await source.pull(5, never))!.length, 1);
  });
});

postgresTest("a slot that another one reads is waited for", async () => {
  await withSource(TABLES, async (source) => {
    const error = await assertRejects(() => opened(), Error, "it is waited for");
    assert(!(error instanceof MisconfiguredError));
    await source.close();
    await (await opened()).close();
  });
});

postgresTest("a slot is made where the args say so", async () => {
  await withSlot(TABLES, async (sql) => {
    await dropSlot(sql);
    const log: string[] = [];
    const source = await changesSource.create(argsOf({ createSlot: true }));
    await source.open(opening(log));
    assertEquals(log, ["slot steady is made: it knows of changes from now on"]);
    await sql`INSERT INTO orders VALUES (1)`;
    assertEquals((await pulled(source, 1)).length, 1);
    await source.close();
  });
});

postgresTest("after a restart of the server the wire fails, and the next one goes on", async () => {
  await withSource(TABLES, async (source, sql) => {
    await sql`INSERT INTO orders VALUES (1)`;
    await sql`INSERT INTO orders VALUES (2)`;
    const messages = await pulled(source, 2);
    const failing = assertRejects(
      () => source.pull(5, never),
      Error,
      "Cannot read publication steady by slot steady",
    );
    await server().restart();
    await failing;
    await assertRejects(() => source.settle(messages), Error);
    const next = await opened();
    const again = await pulled(next, 2);
    assertEquals(again.map(({ origin }) => origin), messages.map(({ origin }) => origin));
    await next.close();
    await sql`SELECT 1`.catch(() => {});
  });
});

postgresTest("a server that is shut down does not wait for what is under way", async () => {
  await withSource(TABLES, async (source, sql) => {
    await sql`INSERT INTO orders VALUES (1)`;
    await pulled(source, 1);
    const failing = assertRejects(() => source.pull(5, never), Error);
    await server().shutDown();
    await failing;
    await server().restart();
    await sql`SELECT 1`.catch(() => {});
  });
});

postgresTest("a server that hangs is noticed", async () => {
  await withSlot(TABLES, async () => {
    const source = await opened({ timeoutMs: 200 });
    await server().pause();
    try {
      await assertRejects(() => source.pull(1, never), Error, "has not answered for");
    } finally {
      await server().resume();
      await source.close();
    }
  });
});

postgresTest("what is told wrongly about slot and publication is said at once", async () => {
  await withSlot(TABLES, async (sql) => {
    await sql`SELECT pg_create_logical_replication_slot('foreign_plugin', 'test_decoding')`;
    const cases: [Partial<ChangesArgs>, string][] = [
      [{ slot: "absent" }, "there is no such slot"],
      [{ publication: "it's not" }, "there is no such publication"],
      [{ slot: "foreign_plugin" }, "it is of plugin test_decoding"],
    ];
    for (const [args, part] of cases) {
      const error = await assertRejects(() => opened(args), MisconfiguredError);
      assertStringIncludes(error.message, part);
    }
  });
});

postgresTest(
  "a publication that is younger than what the slot has to tell is said to be",
  async () => {
    await withSlot(TABLES, async (sql) => {
      await sql`INSERT INTO orders VALUES (1)`;
      await sql`CREATE PUBLICATION late FOR TABLE orders`;
      const source = await opened({ publication: "late" });
      await assertRejects(() => source.pull(1, never), MisconfiguredError, "does not exist");
      await source.close();
      await sql`DROP PUBLICATION late`;
    });
  },
);

Deno.test("all faults of the args are told at once", () => {
  assertEquals(changesSource.faults({ ...changesSource.args, slot: "No" }).length, 3);
});
