import { MisconfiguredError } from "../wire.ts";
import { failure } from "./refusal.ts";
import type { SinkRow, TableColumns } from "./row.ts";
import type { Session, SessionRow } from "./session.ts";
import type { PostgresSinkArgs } from "./sink.ts";

const TEXT = 25;
const JSONB = 3802;

/** The statements that put rows. */
export interface RowStatements {
  /** Where rows go, for errors: `into table public.orders`. */
  readonly where: string;
  /** What columns rows may have; nothing is known of them where the statement is the user's. */
  readonly columns: TableColumns | undefined;
  /** Puts rows in a transaction of their own, or none of them. */
  putAll(rows: readonly SinkRow[]): Promise<void>;
  /** Puts rows in the transaction that is open. After a refusal it can only be rolled back. */
  putIn(rows: readonly SinkRow[]): Promise<void>;
}

/** A table as the server knows it. */
interface FoundTable {
  /** Its name with its schema, quoted. */
  readonly name: string;
  readonly oid: string;
}

/**
 * The table that an arg names.
 *
 * @throws {MisconfiguredError} if there is none
 */
export async function tableNamed(session: Session, arg: string, name: string): Promise<FoundTable> {
  const doing = `find table ${name}, which ${arg} names, at ${session.address}`;
  const [row] = await attempt(
    doing,
    session.run(
      `SELECT c.oid::text, format('%I.%I', n.nspname, c.relname) AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid = to_regclass($1::text)`,
      [name],
    ),
  );
  if (row !== undefined) return row as unknown as FoundTable;
  throw new MisconfiguredError(
    `Cannot ${doing}: there is none; look at its name and schema, or make it`,
  );
}

/** The columns of a table, each with its type as the server writes it. */
export async function columnsOf(session: Session, table: FoundTable): Promise<Map<string, string>> {
  const rows = await session.run(
    `SELECT attname::text AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::text::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table.oid],
  );
  return new Map(rows.map(({ name, type }) => [name as string, type as string]));
}

/** Awaits an answer; an error says what was being done. */
export async function attempt<T>(doing: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw failure(doing, error);
  }
}

/** A name as SQL writes it, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Looks at the table or the statement, and makes the statements that put rows. */
export async function statementsOf(
  session: Session,
  args: PostgresSinkArgs,
): Promise<RowStatements> {
  const putRows = args.sql === ""
    ? await insertInto(session, args.table, args.originColumn)
    : await ownStatement(session, args.sql);
  const positions = args.positions === ""
    ? undefined
    : await positionsIn(session, args.positions, args.sink);
  const { where, columns, statements } = putRows;

  async function putIn(rows: readonly SinkRow[]): Promise<void> {
    const fresh = positions === undefined ? rows : await positions(rows);
    await all(statements(fresh).map((run) => run()));
  }
  async function putAll(rows: readonly SinkRow[]): Promise<void> {
    let runs = statements(rows);
    // One statement is a transaction by itself.
    if (positions === undefined && runs.length === 1) return void await runs[0]!();
    try {
      const begin = session.run("BEGIN");
      if (positions !== undefined) {
        const [, fresh] = await Promise.all([begin, positions(rows)]);
        runs = statements(fresh);
      }
      // All in one go: after a refusal the server makes a rollback of the commit.
      await all([begin, ...runs.map((run) => run()), session.run("COMMIT")]);
    } catch (error) {
      await session.run("ROLLBACK").catch(() => {});
      throw error;
    }
  }
  return { where, columns, putAll, putIn };
}

/** Waits for all answers, so that none is under way any more, and throws the first error. */
async function all(answers: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(answers);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** How rows are put, whatever transaction that is in. */
interface RowsPut {
  readonly where: string;
  readonly columns: TableColumns | undefined;
  /** The statements that put them, each to be run. */
  statements(rows: readonly SinkRow[]): (() => Promise<SessionRow[]>)[];
}

async function insertInto(
  session: Session,
  name: string,
  originColumn: string,
): Promise<RowsPut> {
  const table = await tableNamed(session, "table", name);
  const names = new Set((await columnsOf(session, table)).keys());
  const where = `into table ${table.name}`;
  let onConflict = "";
  if (originColumn !== "") {
    if (!names.has(originColumn)) {
      throw new MisconfiguredError(
        `Cannot put rows ${where}: it has no column ${originColumn}, which originColumn names; ` +
          `make it (ALTER TABLE ${table.name} ADD ${
            quoted(originColumn)
          } text UNIQUE), or set originColumn to ""`,
      );
    }
    onConflict = ` ON CONFLICT (${quoted(originColumn)}) DO NOTHING`;
  }
  await attempt(
    `put rows ${where}`,
    session.run(`EXPLAIN INSERT INTO ${table.name} DEFAULT VALUES${onConflict}`),
  );

  /** Rows one after another that have the same columns go in by one statement. */
  function runsOf(rows: readonly SinkRow[]): SinkRow[][] {
    const runs: SinkRow[][] = [];
    let last = "";
    for (const row of rows) {
      const columns = row.names.map(quoted).join();
      if (runs.length === 0 || columns !== last) runs.push([]);
      runs.at(-1)!.push(row);
      last = columns;
    }
    return runs;
  }
  function insert(rows: readonly SinkRow[]): Promise<SessionRow[]> {
    const columns = rows[0]!.names.map(quoted).join();
    return session.run(
      `INSERT INTO ${table.name} (${columns}) SELECT ${columns} ` +
        `FROM json_populate_recordset(NULL::${table.name}, $1::json)${onConflict}`,
      [`[${rows.map(({ json }) => json).join()}]`],
    );
  }
  return {
    where,
    columns: { table: table.name, names, origin: originColumn },
    statements: (rows) => runsOf(rows).map((run) => () => insert(run)),
  };
}

async function ownStatement(session: Session, sql: string): Promise<RowsPut> {
  const where = "by the statement of sql";
  await attempt(`put rows ${where}`, session.describe(sql, [TEXT, JSONB]));
  return {
    where,
    columns: undefined,
    statements: (rows) =>
      rows.map(({ origin, json }) => () => session.runTyped(sql, [origin, json], [TEXT, JSONB])),
  };
}

/** Remembers the positions of rows, and says which of the rows are new. */
async function positionsIn(
  session: Session,
  name: string,
  sink: string,
): Promise<(rows: readonly SinkRow[]) => Promise<SinkRow[]>> {
  const table = await tableNamed(session, "positions", name);
  const insert = `INSERT INTO ${table.name} (sink, origin) ` +
    `SELECT $1::text, json_array_elements_text($2::json) ` +
    `ON CONFLICT (sink, origin) DO NOTHING RETURNING origin`;
  await attempt(
    `keep positions in table ${table.name}`,
    session.run(
      `EXPLAIN INSERT INTO ${table.name} (sink, origin) VALUES ('', '') ` +
        `ON CONFLICT (sink, origin) DO NOTHING`,
    ),
  );
  return async (rows) => {
    const origins = JSON.stringify(rows.map(({ origin }) => origin));
    const fresh = new Set(
      (await session.run(insert, [sink, origins])).map(({ origin }) => origin as string),
    );
    // Two of one origin in a batch are duplicates, too: the first goes in.
    return rows.filter(({ origin }) => fresh.delete(origin));
  };
}
