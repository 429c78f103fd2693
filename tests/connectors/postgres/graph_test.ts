/** Whole graphs between an outbox, or what changes, and a table, whose process is killed on the way. */
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { seeded } from "../../fixtures/random.ts";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { postgresTest, server } from "./fixture.ts";
import { centsOf } from "./graph_actors.ts";

const PROGRAM = fileURLToPath(new URL("graph_program.ts", import.meta.url));
const ORDERS = 2000;
const KILLS = 4;

type Sql = ReturnType<ReturnType<typeof server>["client"]>["sql"];

function start(from: string, known: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-lock", "--no-check", "--quiet", PROGRAM],
      ...[server().url(), PASSWORD_ENV, from, known],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

async function reached(program: Deno.ChildProcess, isReached: () => Promise<boolean>) {
  const ended = program.status.then(() => true);
  while (!(await isReached())) {
    const moment = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 5));
    if (await Promise.race([ended, moment])) throw new Error("The program has ended by itself");
  }
}

async function billsOf(sql: Sql): Promise<number> {
  return (await sql`SELECT count(*)::int AS n FROM bills`)[0]!["n"];
}

/** Kills the program a few times on its way, has it come to its end, and looks at the bills. */
async function killed(sql: Sql, from: string, known: string, isSettled: () => Promise<boolean>) {
  const random = seeded(17);
  for (let kill = 1; kill <= KILLS; kill++) {
    const program = start(from, known);
    const until = ORDERS * (kill - 1 + random()) / KILLS;
    await reached(program, async () => await billsOf(sql) >= until);
    program.kill("SIGKILL");
    await program.status;
  }
  const last = start(from, known);
  await reached(last, isSettled);
  last.kill("SIGTERM");
  assertEquals((await last.status).code, 0);
  const bills = await sql`SELECT id, cents FROM bills ORDER BY id`;
  assertEquals(
    bills.map(({ id, cents }) => `${id} ${cents}`),
    Array.from({ length: ORDERS }, (_, i) => `${i + 1} ${centsOf(i + 1)}`),
  );
}

const FRESH = `DROP SCHEMA public CASCADE; CREATE SCHEMA public;
  CREATE TABLE steady_positions (sink text, origin text, PRIMARY KEY (sink, origin));`;
const BY_COLUMN = `CREATE TABLE bills (origin text PRIMARY KEY, id int, cents int);`;
const BY_POSITIONS = `CREATE TABLE bills (id int, cents int);`;

for (const [known, table] of [["column", BY_COLUMN], ["positions", BY_POSITIONS]] as const) {
  postgresTest(
    `outbox → graph → table, known by ${known}: each order once, though the process is killed`,
    async () => {
      await using client = server().client();
      const { sql } = client;
      await sql.unsafe(`${FRESH} ${table}
      CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb);
      INSERT INTO outbox (payload) SELECT jsonb_build_object('id', n) FROM generate_series(1, ${ORDERS}) n`);
      await killed(
        sql,
        "outbox",
        known,
        async () => (await sql`SELECT 1 FROM outbox LIMIT 1`).length === 0,
      );
    },
  );
}

postgresTest("changes → graph → table: each order once, though the process is killed", async () => {
  await using client = server().client();
  const { sql } = client;
  await sql.unsafe(`${FRESH} ${BY_COLUMN} CREATE TABLE orders (id int PRIMARY KEY)`);
  await sql`CREATE PUBLICATION orders FOR TABLE orders`;
  await sql`SELECT pg_create_logical_replication_slot('orders', 'pgoutput')`;
  // Of many sizes, so that some are larger than what may be under way.
  for (let from = 1, size = 1; from <= ORDERS; from += size, size = size * 2 % 1021) {
    await sql`INSERT INTO orders SELECT generate_series(${from}::int, ${
      Math.min(from + size - 1, ORDERS)
    }::int)`;
  }
  const [end] = await sql`SELECT pg_current_wal_lsn()::text AS lsn`;
  await killed(
    sql,
    "changes",
    "column",
    async () => {
      const [slot] = await sql`SELECT confirmed_flush_lsn >= ${end!["lsn"]}::pg_lsn AS done
        FROM pg_replication_slots WHERE slot_name = 'orders'`;
      return slot!["done"];
    },
  );
  await sql`SELECT pg_drop_replication_slot('orders')`;
});
