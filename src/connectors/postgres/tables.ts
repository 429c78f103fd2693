import { MisconfiguredError } from "../wire.ts";
import { attempt } from "./refusal.ts";
import type { PostgresSession } from "./session.ts";

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
export async function tableNamed(
  session: PostgresSession,
  arg: string,
  name: string,
): Promise<FoundTable> {
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
export async function columnsOf(
  session: PostgresSession,
  table: FoundTable,
): Promise<Map<string, string>> {
  const rows = await session.run(
    `SELECT attname::text AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table.oid],
  );
  return new Map(rows.map(({ name, type }) => [name as string, type as string]));
}

/**
 * The columns of a table, each with its type as an array of it is asked for, if rows can come by such arrays: not those of which there is
 * none, as of domains, nor those whose JSON is not a text of theirs, as of arrays and records.
 */
export async function arrayTypesOf(
  session: PostgresSession,
  table: FoundTable,
): Promise<Map<string, string | undefined>> {
  const rows = await session.run(
    // Without what the column allows of the type, such as a length: the server looks at that when it puts the value into the column.
    `SELECT attname::text AS name, format_type(atttypid, -1) AS type,
       typarray <> 0 AND typtype IN ('b', 'e', 'r', 'm') AND typcategory <> 'A' AND typdelim = ',' AS has_arrays
     FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
     WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table.oid],
  );
  return new Map(
    rows.map(({ name, type, has_arrays }) => [
      name as string,
      has_arrays === true ? type as string : undefined,
    ]),
  );
}

/** A name as SQL writes it, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
