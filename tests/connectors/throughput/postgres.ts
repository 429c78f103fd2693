/**
 * PostgreSQL: the client alone reads a table by its id and deletes what it has read, or inserts each batch by one statement, which is what
 * it has for many rows.
 */
import { bytes } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "@steady-state/deno/connectors";
import { outboxSource, postgresSink } from "@steady-state/deno/connectors/postgres";
import { PASSWORD_ENV, POSTGRES_MISSING, PostgresServer } from "../servers/postgres.ts";
import type { Course, Fresh } from "./course.ts";

export const source = defineSource(import.meta, "source", { wire: outboxSource, kind: bytes });
export const sink = defineSink(import.meta, "sink", {
  wire: postgresSink,
  kind: bytes,
  encode: ({ message }) => ({ payload: message }),
});

let server: PostgresServer | undefined;
let made = 0;

async function table(columns: string): Promise<Fresh & { readonly table: string }> {
  await using client = server!.client();
  const table = `measured_${++made}`;
  await client.sql.unsafe(`CREATE TABLE ${table} (${columns}, payload bytea)`);
  return {
    table,
    args: { url: server!.url(), passwordEnv: PASSWORD_ENV, table },
    async [Symbol.asyncDispose]() {
      await using client = server!.client();
      await client.sql.unsafe(`DROP TABLE ${table}`);
    },
  };
}

export const course: Course = {
  server: POSTGRES_MISSING === undefined ? PostgresServer.version() : "PostgreSQL",
  missing: POSTGRES_MISSING,
  async start() {
    return server = await PostgresServer.start();
  },
  reading: {
    source,
    async prepare(messages) {
      const fresh = await table("id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
      await using client = server!.client();
      await client.sql.unsafe(
        `INSERT INTO ${fresh.table} (payload) SELECT $1 FROM generate_series(1, $2::int)`,
        [messages[0]!, messages.length],
      );
      await client.sql.unsafe(`VACUUM ANALYZE ${fresh.table}`);
      return fresh;
    },
    async alone({ table }, count, batch) {
      await using client = server!.client();
      const connection = await client.sql.reserve();
      let from = 0;
      let last = "0";
      for (let read = 0; read < count;) {
        const rows = await connection.unsafe(
          `SELECT id, payload FROM ${table} WHERE id > $1 ORDER BY id LIMIT $2`,
          [last, batch],
          { prepare: true },
        );
        if (from === 0) from = performance.now();
        read += rows.length;
        last = rows.at(-1)!["id"];
        await connection.unsafe(`DELETE FROM ${table} WHERE id <= $1`, [last], { prepare: true });
      }
      const to = performance.now();
      connection.release();
      return { from, to };
    },
  },
  writing: {
    sink,
    prepare: () => table("origin text PRIMARY KEY"),
    async alone({ table }, messages, batch) {
      await using client = server!.client();
      const { sql } = client;
      const connection = await sql.reserve();
      const from = performance.now();
      for (let at = 0; at < messages.length; at += batch) {
        const rows = messages.slice(at, at + batch)
          .map((payload, n) => ({ origin: `alone/${at + n}`, payload }));
        await connection`INSERT INTO ${sql(table as string)} ${sql(rows)} ON CONFLICT DO NOTHING`;
      }
      const to = performance.now();
      connection.release();
      return { from, to };
    },
  },
};
