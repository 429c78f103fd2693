import { MisconfiguredError } from "../wire.ts";
import type { OutboxArgs } from "./outbox_args.ts";
import { addressOf } from "./server_args.ts";
import type { PostgresSession } from "./session.ts";
import { columnsOf, quoted, tableNamed } from "./tables.ts";

/** What is said to the server about an outbox. */
export interface OutboxQueries {
  /** The table with its database and schema, as origins have it: `shop/public.outbox`. */
  readonly table: string;
  /** The table and its server, for errors. */
  readonly where: string;
  /** Takes the table for this session, unless another one has it: `is_mine`. */
  readonly claim: string;
  readonly listen: string | undefined;
  /** Rows by id: `$1` is the ranges of ids that are held, `$2` how many rows at most, `$3` some of the ranges, the longest, to step over. */
  readonly fetch: string;
  /** Deletes or marks the rows whose ids are in the ranges `$1`. */
  readonly settle: string;
  /** How many rows are left, counted up to `$1`. */
  readonly count: string;
}

const RANGES = "unnest($1::int8multirange) AS settled(ids)";
const LEAST_ID = "'-9223372036854775808'::bigint";
const LARGEST_ID = "'9223372036854775807'::bigint";
const ID_TYPES = ["smallint", "integer", "bigint"];

/**
 * Looks at the table.
 *
 * @throws {MisconfiguredError} if there is no such table, or its columns are others
 */
export async function outboxQueries(
  session: PostgresSession,
  args: OutboxArgs,
): Promise<OutboxQueries> {
  const table = await tableNamed(session, "table", args.table);
  const types = await columnsOf(session, table);
  const where = `outbox ${table.name} at ${session.address}`;
  const faults = columnFaults(types, args);
  if (faults.length > 0) {
    const known = [...types].map(([name, type]) => `${name} ${type}`).join(", ");
    throw new MisconfiguredError(
      `Cannot read ${where}: ${faults.join("; ")}; its columns are ${known}`,
    );
  }
  const id = quoted(args.idColumn);
  const mark = quoted(args.markColumn);
  const isDeleted = args.settled === "delete";
  const isLeft = isDeleted ? "true" : `${mark} IS NULL`;
  const asText = (column: string) => `${quoted(column)}::text`;
  const isBytes = types.get(args.payloadColumn) === "bytea";
  const columns = [
    `${id}::text AS id`,
    `${isBytes ? quoted(args.payloadColumn) : asText(args.payloadColumn)} AS payload`,
    ...(args.subjectColumn === "" ? [] : [`${asText(args.subjectColumn)} AS subject`]),
    ...(args.keyColumn === "" ? [] : [`${asText(args.keyColumn)} AS key`]),
    ...(args.headersColumn === "" ? [] : [`${asText(args.headersColumn)} AS headers`]),
  ];
  // No id is remembered as the last one that was read: a transaction that took a smaller one may commit later. So each look is between
  // all that are held, at one moment; if it passed over those one by one, it would take the longer the more there are.
  const gaps =
    `unnest(int8multirange(int8range(NULL, NULL)) - $3::int8multirange) AS steady_gaps(ids)`;
  const fetch = `SELECT gap.* FROM ${gaps} CROSS JOIN LATERAL (
      SELECT ${columns.join(", ")}, ${id}::bigint AS place FROM ${table.name}
      WHERE ${isLeft} AND ${id} >= coalesce(lower(steady_gaps.ids), ${LEAST_ID})
        AND ${id} <= coalesce(upper(steady_gaps.ids) - 1, ${LARGEST_ID})
        AND NOT ${id}::bigint <@ $1::int8multirange
      ORDER BY ${table.name}.${id} LIMIT $2::int
    ) AS gap ORDER BY place LIMIT $2::int`;
  const inRange = `${id} >= lower(settled.ids) AND ${id} < upper(settled.ids)`;
  return {
    table: `${addressOf(args.url).database}/${table.name}`,
    where,
    claim:
      `SELECT pg_try_advisory_lock(hashtextextended('steady outbox', ${table.oid})) AS is_mine`,
    listen: args.notifyChannel === "" ? undefined : `LISTEN ${quoted(args.notifyChannel)}`,
    fetch,
    settle: isDeleted
      ? `DELETE FROM ${table.name} USING ${RANGES} WHERE ${inRange}`
      : `UPDATE ${table.name} SET ${mark} = now() FROM ${RANGES}
         WHERE ${inRange} AND ${table.name}.${mark} IS NULL`,
    count: `SELECT count(*)::int AS count FROM
      (SELECT 1 FROM ${table.name} WHERE ${isLeft} LIMIT $1::int) AS counted`,
  };
}

function columnFaults(types: ReadonlyMap<string, string>, args: OutboxArgs): string[] {
  const named = [
    "idColumn",
    "payloadColumn",
    "subjectColumn",
    "keyColumn",
    "headersColumn",
  ] as const;
  const faults = named
    .filter((arg) => args[arg] !== "" && !types.has(args[arg]))
    .map((arg) => `it has no column ${args[arg]}, which ${arg} names`);
  if (args.settled === "mark" && !types.has(args.markColumn)) {
    faults.push(`it has no column ${args.markColumn}, which markColumn names`);
  }
  const type = types.get(args.idColumn);
  if (type !== undefined && !ID_TYPES.includes(type)) {
    faults.push(
      `column ${args.idColumn} is of type ${type}: an id is one of ${ID_TYPES.join(", ")}`,
    );
  }
  return faults;
}
