import { MisconfiguredError, type WireWorld } from "../wire.ts";
import { attempt } from "./refusal.ts";
import { asJson, type ItemRow, type RowShape, type TableColumns } from "./row.ts";
import type { PostgresSession, SessionRow } from "./session.ts";
import type { PostgresSinkArgs } from "./sink_args.ts";
import { arrayTypesOf, quoted, tableNamed } from "./tables.ts";

const TEXT = 25;
const JSONB = 3802;

/** How often it is looked for columns that the table was not seen to have, in milliseconds. */
const LOOK_MS = 1000;

/** The statements that put rows. */
export interface RowStatements {
  /** Where rows go, for errors: `into table public.orders`. */
  readonly where: string;
  /** What columns rows may have; nothing is known of them where the statement is the user's. */
  readonly columns: TableColumns | undefined;
  /** Reads the columns of the table again, once a second at most; whether it did. */
  lookAgain(): Promise<boolean>;
  /** Puts rows in a transaction of their own, or none of them. */
  putAll(rows: readonly ItemRow[]): Promise<void>;
  /**
   * Puts rows in the transaction that is open, as JSON: what is refused then is refused by the table as it is. After a refusal the
   * transaction can only be rolled back.
   */
  putIn(rows: readonly ItemRow[]): Promise<void>;
}

/** Looks at the table or the statement, and makes the statements that put rows. */
export async function statementsOf(
  session: PostgresSession,
  args: PostgresSinkArgs,
  world: Pick<WireWorld, "now">,
): Promise<RowStatements> {
  const putRows = args.sql === ""
    ? await insertInto(session, args.table, args.originColumn)
    : await ownStatement(session, args.sql);
  const positions = args.positions === ""
    ? undefined
    : await positionsIn(session, args.positions, args.sink);
  const { where, readColumns, statements } = putRows;
  let { columns } = putRows;
  let readAt = -Infinity;

  async function putIn(rows: readonly ItemRow[]): Promise<void> {
    const fresh = positions === undefined ? rows : await positions(rows);
    const certain = columns === undefined ? fresh : asJson(fresh, columns);
    await all(statements(certain).map((run) => run()));
  }
  async function putAll(rows: readonly ItemRow[]): Promise<void> {
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
  async function lookAgain(): Promise<boolean> {
    const now = world.now();
    if (readColumns === undefined || now - readAt < LOOK_MS) return false;
    readAt = now;
    columns = await readColumns();
    return true;
  }
  return {
    where,
    get columns() {
      return columns;
    },
    lookAgain,
    putAll,
    putIn,
  };
}

/** Waits for all answers, so that none is under way any more, and throws the first error. */
async function all(answers: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(answers);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** How rows are put, whatever transaction that is in. */
interface RowsPut {
  readonly where: string;
  readonly columns?: TableColumns;
  /** Reads what columns rows may have, where rows go into a table. */
  readonly readColumns?: () => Promise<TableColumns>;
  /** The statements that put them, each to be run. */
  statements(rows: readonly ItemRow[]): (() => Promise<SessionRow[]>)[];
}

async function insertInto(
  session: PostgresSession,
  name: string,
  originColumn: string,
): Promise<RowsPut> {
  const table = await tableNamed(session, "table", name);
  const where = `into table ${table.name}`;
  const look = async (): Promise<TableColumns> => {
    const types = await attempt(`read the columns of ${table.name}`, arrayTypesOf(session, table));
    const lastShape = { names: [], isJson: false };
    return { table: table.name, types, origin: originColumn, lastShape };
  };
  let columns = await look();
  const readColumns = async () => columns = await look();
  let onConflict = "";
  if (originColumn !== "") {
    if (!columns.types.has(originColumn)) {
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
  function runsOf(rows: readonly ItemRow[]): ItemRow[][] {
    const runs: ItemRow[][] = [];
    for (const row of rows) {
      const run = runs.at(-1);
      if (run !== undefined && run[0]!.shape === row.shape) run.push(row);
      else runs.push([row]);
    }
    return runs;
  }
  function insert(rows: readonly ItemRow[]): Promise<SessionRow[]> {
    const { shape } = rows[0] as ItemRow;
    const names = shape.names.map(quoted).join();
    return session.run(
      `INSERT INTO ${table.name} (${names}) SELECT ${names} FROM ${rowsIn(shape)}${onConflict}`,
      shape.isJson
        ? [`[${rows.map(({ parts: [json] }) => json).join()}]`]
        : shape.names.map((_, i) => `{${rows.map(({ parts }) => parts[i]).join()}}`),
    );
  }
  /** What the rows are read from, once they are parameters. */
  function rowsIn({ names, isJson }: RowShape): string {
    if (isJson) return `json_populate_recordset(NULL::${table.name}, $1::json)`;
    const arrays = names.map((name, i) => `$${i + 1}::${columns.types.get(name)}[]`);
    return `unnest(${arrays.join()}) AS rows (${names.map(quoted).join()})`;
  }
  return {
    where,
    columns,
    readColumns,
    statements: (rows) => runsOf(rows).map((run) => () => insert(run)),
  };
}

async function ownStatement(session: PostgresSession, sql: string): Promise<RowsPut> {
  const where = "by the statement of sql";
  await attempt(`put rows ${where}`, session.describe(sql, [TEXT, JSONB]));
  return {
    where,
    statements: (rows) =>
      rows.map(({ origin, parts: [json] }) => () =>
        session.runTyped(sql, [origin, json as string], [TEXT, JSONB])
      ),
  };
}

/** Remembers the positions of rows, and says which of the rows are new. */
async function positionsIn(
  session: PostgresSession,
  name: string,
  sink: string,
): Promise<(rows: readonly ItemRow[]) => Promise<ItemRow[]>> {
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
