/** The source that reads an outbox, against a real server. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type OutboxArgs, outboxSource } from "../../../src/connectors/postgres/mod.ts";
import { MisconfiguredError, type Pulled, type SourceWire } from "../../../src/connectors/wire.ts";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { never, opening, postgresTest, server, textsOf } from "./fixture.ts";

type Sql = ReturnType<ReturnType<typeof server>["client"]>["sql"];

const OUTBOX = `CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject text, key text, headers jsonb, payload text NOT NULL, settled_at timestamptz);`;

function argsOf(args: Partial<OutboxArgs>): OutboxArgs {
  const all = {
    ...outboxSource.args,
    url: server().url(),
    passwordEnv: PASSWORD_ENV,
    table: "outbox",
    pollMs: 20,
    ...args,
  };
  assertEquals(outboxSource.faults(all), []);
  return all;
}

async function opened(args: Partial<OutboxArgs> = {}): Promise<SourceWire> {
  const source = await outboxSource.create(argsOf(args));
  try {
    await source.open(opening());
  } catch (error) {
    await source.close();
    throw error;
  }
  return source;
}

async function withTable(
  test: (sql: Sql) => Promise<void>,
  tables = OUTBOX,
): Promise<void> {
  await using client = server().client();
  await client.sql.unsafe(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${tables}`);
  await test(client.sql);
}

async function withSource(
  args: Partial<OutboxArgs>,
  test: (source: SourceWire, sql: Sql) => Promise<void>,
  tables = OUTBOX,
): Promise<void> {
  await withTable(async (sql) => {
    const source = await opened(args);
    try {
      await test(source, sql);
    } finally {
      await source.close();
    }
  }, tables);
}

/** Pulls until there are so many. */
async function pulled(source: SourceWire, count: number): Promise<Pulled[]> {
  const messages: Pulled[] = [];
  while (messages.length < count) {
    messages.push(...(await source.pull(count - messages.length, never))!);
  }
  return messages;
}

postgresTest("rows come in order with all that they have, and are gone once settled", async () => {
  const columns = { subjectColumn: "subject", keyColumn: "key", headersColumn: "headers" };
  await withSource(columns, async (source, sql) => {
    await sql`INSERT INTO outbox (subject, key, headers, payload) VALUES
      ('orders', 'ann', '{"a":"b","n":1}', 'one'), (NULL, NULL, NULL, 'zwölf'), ('x', 'y', '{}', '')`;
    const messages = await pulled(source, 3);
    assertEquals(messages.map(({ origin }) => origin), [
      "shop/public.outbox/1",
      "shop/public.outbox/2",
      "shop/public.outbox/3",
    ]);
    assertEquals(textsOf(messages), ["one", "zwölf", ""]);
    assertEquals(messages[0]!.raw, {
      bytes: new TextEncoder().encode("one"),
      subject: "orders",
      key: "ann",
      headers: { a: "b", n: "1" },
    });
    assertEquals(Object.keys(messages[1]!.raw), ["bytes"]);
    assertEquals(await source.lag!(), 0);
    await source.settle(messages.slice(0, 2));
    await source.settle(messages.slice(0, 2));
    assertEquals((await sql`SELECT id FROM outbox`).map(({ id }) => id), ["3"]);
    await sql`INSERT INTO outbox (payload) VALUES ('four')`;
    assertEquals(await source.lag!(), 1);
    assertEquals(textsOf(await source.pull(10, never) ?? []), ["four"]);
  });
});

postgresTest("bytes come as they are, and json as text", async () => {
  const tables =
    `CREATE TABLE blobs (n int PRIMARY KEY, body bytea); CREATE TABLE docs (id bigint PRIMARY KEY, payload jsonb)`;
  await withTable(async (sql) => {
    await sql`INSERT INTO blobs VALUES (1, '\\x00ff80'), (2, NULL)`;
    await sql`INSERT INTO docs VALUES (9007199254740993, '{"a": 1}')`;
    const blobs = await opened({ table: "public.blobs", idColumn: "n", payloadColumn: "body" });
    const messages = await pulled(blobs, 2);
    assertEquals(messages.map(({ raw }) => [...raw.bytes]), [[0, 255, 128], []]);
    await blobs.settle(messages);
    await blobs.close();
    assertEquals((await sql`SELECT * FROM blobs`).length, 0);
    const docs = await opened({ table: "docs" });
    const [doc] = await pulled(docs, 1);
    assertEquals([doc!.origin, ...textsOf([doc!])], [
      "shop/public.docs/9007199254740993",
      '{"a": 1}',
    ]);
    await docs.close();
  }, tables);
});

postgresTest("what is marked stays, and does not come again", async () => {
  await withSource({ settled: "mark" }, async (source, sql) => {
    await sql`INSERT INTO outbox (payload) SELECT n::text FROM generate_series(1, 5) n`;
    const messages = await pulled(source, 5);
    await source.settle(messages.slice(0, 3));
    const marked = await sql`SELECT id FROM outbox WHERE settled_at IS NOT NULL ORDER BY id`;
    assertEquals(marked.map(({ id }) => id), ["1", "2", "3"]);
    await source.close();
    const next = await opened({ settled: "mark" });
    assertEquals(textsOf(await pulled(next, 2)), ["4", "5"]);
    await next.close();
  });
});

postgresTest("no more than asked for come, and nothing that is held comes twice", async () => {
  await withSource({}, async (source, sql) => {
    await sql`INSERT INTO outbox (payload) SELECT n::text FROM generate_series(1, 1000) n`;
    const seen: string[] = [];
    for (let max = 1; seen.length < 1000; max = max % 70 + 1) {
      const messages = (await source.pull(max, never))!;
      assert(messages.length <= max);
      seen.push(...textsOf(messages));
      // Those that are settled leave gaps among those that are held.
      await source.settle(messages.filter((_, i) => i % 3 === 0));
    }
    assertEquals(seen, Array.from({ length: 1000 }, (_, i) => String(i + 1)));
  });
});

postgresTest("rows come by their ids, however many pieces those lie in that are held", async () => {
  await withSource({}, async (source, sql) => {
    await sql`INSERT INTO outbox (id, payload) OVERRIDING SYSTEM VALUE
      SELECT 2 * n, (2 * n)::text FROM generate_series(1, 60) n`;
    const even = textsOf(await pulled(source, 60));
    assertEquals(even.map(Number), Array.from({ length: 60 }, (_, n) => 2 * n + 2));
    await sql`INSERT INTO outbox (id, payload) OVERRIDING SYSTEM VALUE
      SELECT 2 * n - 1, (2 * n - 1)::text FROM generate_series(1, 61) n`;
    const odd = textsOf(await pulled(source, 61));
    assertEquals(odd.map(Number), Array.from({ length: 61 }, (_, n) => 2 * n + 1));
  });
});

/** Reads on from the last id that it has read, as one would at first. */
function naiveReader(sql: Sql) {
  let last = "0";
  return async (): Promise<string[]> => {
    const rows = await sql`SELECT id, payload FROM outbox WHERE id > ${last} ORDER BY id`;
    last = rows.at(-1)?.["id"] ?? last;
    return rows.map(({ payload }) => payload as string);
  };
}

postgresTest("nor is it passed over while there are always more behind", async () => {
  await withSource({}, async (source, sql) => {
    const slow = await sql.reserve();
    await slow.unsafe("BEGIN; INSERT INTO outbox (payload) VALUES ('slow')");
    const more = () => sql`INSERT INTO outbox (payload) VALUES ('quick'), ('quick')`;
    for (let n = 0; n < 3; n++) await more();
    await pulled(source, 1);
    await slow.unsafe("COMMIT");
    slow.release();
    // Each time one is taken and two are added: whoever reads behind the last one never comes to an end.
    let came: string[];
    do {
      await more();
      const one = await pulled(source, 1);
      came = textsOf(one);
      await source.settle(one);
    } while (came[0] !== "slow");
    assertEquals(came, ["slow"]);
  });
});

postgresTest("a row is not passed over that is committed after one with a larger id", async () => {
  await withSource({}, async (source, sql) => {
    const naive = naiveReader(sql);
    const slow = await sql.reserve();
    await slow.unsafe("BEGIN; INSERT INTO outbox (payload) VALUES ('slow')");
    await sql`INSERT INTO outbox (payload) VALUES ('quick')`;
    const quick = await pulled(source, 1);
    assertEquals([textsOf(quick), await naive()], [["quick"], ["quick"]]);
    await slow.unsafe("COMMIT");
    slow.release();
    assertEquals(textsOf(await pulled(source, 1)), ["slow"]);
    assertEquals(await naive(), [], "this is what a reader by the last id loses");
  });
});

postgresTest(
  "of rows that many write at the same time none is lost, and none comes twice",
  async () => {
    await withSource({}, async (source, sql) => {
      const naive = naiveReader(sql);
      const naively: string[] = [];
      const [writers, each] = [4, 60];
      let left = writers;
      const writing = Array.from({ length: writers }, async (_, writer) => {
        await using client = server().client();
        for (let n = 0; n < each; n++) {
          await client.sql.begin(async (tx) => {
            await tx`INSERT INTO outbox (payload) VALUES (${`${writer}/${n}`})`;
            // Others get larger ids, and commit, meanwhile.
            await tx`SELECT pg_sleep(random() * 0.004)`;
          });
        }
        left--;
      });
      const seen: string[] = [];
      while (seen.length < writers * each) {
        const messages = (await source.pull(7, never))!;
        seen.push(...textsOf(messages));
        await source.settle(messages);
        if (left > 0) naively.push(...await naive());
      }
      await Promise.all(writing);
      assertEquals(new Set(seen).size, seen.length);
      for (let writer = 0; writer < writers; writer++) {
        const own = seen.filter((text) => text.startsWith(`${writer}/`));
        assertEquals(own, Array.from({ length: each }, (_, n) => `${writer}/${n}`));
      }
      assertEquals((await sql`SELECT * FROM outbox`).length, 0);
    });
  },
);

postgresTest("NOTIFY wakes it long before it would look again", async () => {
  await withSource({ notifyChannel: "Out box", pollMs: 3_600_000 }, async (source, sql) => {
    const waiting = source.pull(5, never);
    await sql`SELECT 1`;
    await sql.begin(async (tx) => {
      await tx`INSERT INTO outbox (payload) VALUES ('a')`;
      await tx`NOTIFY "Out box"`;
    });
    assertEquals(textsOf(await waiting ?? []), ["a"]);
  });
});

postgresTest(
  "an abort ends the wait, and what was not pulled comes with the next pull",
  async () => {
    await withSource({ pollMs: 3_600_000, notifyChannel: "outbox" }, async (source, sql) => {
      const stop = new AbortController();
      const waiting = source.pull(5, stop.signal);
      stop.abort();
      assertEquals(await waiting, []);
      assertEquals(await source.pull(5, stop.signal), []);
      await sql`INSERT INTO outbox (payload) VALUES ('a')`;
      assertEquals(textsOf(await source.pull(5, never) ?? []), ["a"]);
    });
  },
);

postgresTest("an abort while the server is asked is heeded at once", async () => {
  await withSource({}, async (source, sql) => {
    const other = await sql.reserve();
    await other.unsafe("BEGIN; LOCK TABLE outbox; INSERT INTO outbox (payload) VALUES ('a')");
    const stop = new AbortController();
    const waiting = source.pull(5, stop.signal);
    while ((await sql`SELECT 1 FROM pg_locks WHERE NOT granted`).length === 0);
    stop.abort();
    assertEquals(await waiting, []);
    await other.unsafe("COMMIT");
    other.release();
    assertEquals(textsOf(await pulled(source, 1)), ["a"]);
  });
});

postgresTest(
  "one source reads a table at a time; the next one has what was not settled",
  async () => {
    await withSource({}, async (source, sql) => {
      await sql`INSERT INTO outbox (payload) VALUES ('a'), ('b')`;
      const messages = await pulled(source, 2);
      await source.settle(messages.slice(0, 1));
      const error = await assertRejects(() => opened(), Error, "another source reads it");
      assert(!(error instanceof MisconfiguredError));
      await source.close();
      const next = await opened();
      assertEquals(textsOf(await pulled(next, 1)), ["b"]);
      await next.close();
    });
  },
);

postgresTest(
  "the server keeps a session that waits, and gives the table to another once it is gone",
  async () => {
    await withSource({ pollMs: 3_600_000 }, async (source, sql) => {
      const failing = assertRejects(() => source.pull(1, never), Error, "Lost the connection");
      const sessions = () =>
        sql`SELECT pid, query FROM pg_stat_activity WHERE application_name = 'steady'`;
      // It says something by itself, so the server does not take it for gone.
      while ((await sessions())[0]!["query"] !== "SELECT 1");
      await sql`SELECT pg_terminate_backend(${(await sessions())[0]!["pid"]})`;
      await failing;
      await assertRejects(() => source.settle([]), Error, "Lost the connection");
      await (await opened()).close();
    });
  },
);

postgresTest("after a restart of the server the wire fails, and the next one goes on", async () => {
  await withSource({}, async (source, sql) => {
    await sql`INSERT INTO outbox (payload) VALUES ('a'), ('b'), ('c')`;
    const messages = await pulled(source, 2);
    await source.settle(messages.slice(0, 1));
    await source.pull(5, never);
    const failing = assertRejects(() => source.pull(5, never), Error);
    await server().restart();
    await failing;
    await assertRejects(() => source.settle(messages), Error);
    const next = await opened();
    assertEquals(textsOf(await pulled(next, 2)), ["b", "c"]);
    await next.close();
    await sql`SELECT 1`.catch(() => {});
  });
});

postgresTest("what is told wrongly about the table is said at once", async () => {
  await withTable(async () => {
    const cases: [Partial<OutboxArgs>, string][] = [
      [{ table: "absent" }, "find table absent"],
      [{ idColumn: "nr" }, "it has no column nr, which idColumn names"],
      [{ idColumn: "payload" }, "column payload is of type text"],
      [{ subjectColumn: "topic" }, "its columns are id bigint"],
      [{ settled: "mark", markColumn: "done" }, "which markColumn names"],
    ];
    for (const [args, part] of cases) {
      const error = await assertRejects(() => opened(args), MisconfiguredError);
      assertStringIncludes(error.message, part);
    }
  });
});

Deno.test("all faults of the outbox's args are told at once", () => {
  const args = { ...outboxSource.args, settled: "mark", markColumn: "", pollMs: 0 };
  assertEquals(outboxSource.faults(args).length, 4);
  assertEquals(outboxSource.faults({ ...args, settled: "keep" }).length, 4);
});
