import { numberFaults } from "../arg_checks.ts";
import { type PostgresServerArgs, SERVER_ARGS, serverFaults } from "./server_args.ts";

/** Which table is read, and how. */
export type OutboxArgs = PostgresServerArgs & {
  /** The table, `outbox` or `shop.outbox`, as SQL writes it. */
  readonly table: string;
  /** The column that names a row and gives the order: a `smallint`, `int` or `bigint`, the primary key. */
  readonly idColumn: string;
  /** The column with the message: `bytea` as it is; all else as the text that the server makes of it, in UTF-8. */
  readonly payloadColumn: string;
  /** The column for a message's subject, or `""`. */
  readonly subjectColumn: string;
  /** The column for a message's key, or `""`. */
  readonly keyColumn: string;
  /** The column for a message's headers, `json` or `jsonb` with an object of texts; or `""`. */
  readonly headersColumn: string;
  /** What becomes of a row that is settled: `delete`, or `mark`. */
  readonly settled: string;
  /** For `mark`: the column that gets the time, null until then. */
  readonly markColumn: string;
  /** The channel of `NOTIFY` that tells of new rows, or `""`. */
  readonly notifyChannel: string;
  /** How often the table is looked at, whoever notifies, in milliseconds. */
  readonly pollMs: number;
};

/** What they are when the graph does not say otherwise. */
export const OUTBOX_ARGS: OutboxArgs = {
  ...SERVER_ARGS,
  table: "",
  idColumn: "id",
  payloadColumn: "payload",
  subjectColumn: "",
  keyColumn: "",
  headersColumn: "",
  settled: "delete",
  markColumn: "settled_at",
  notifyChannel: "",
  pollMs: 1000,
};

/** All that is wrong with them. */
export function outboxFaults(args: OutboxArgs): string[] {
  const faults = serverFaults(args);
  for (const name of ["table", "idColumn", "payloadColumn"] as const) {
    if (args[name] === "") faults.push(`${name} is "": name it`);
  }
  if (args.settled !== "delete" && args.settled !== "mark") {
    faults.push(`settled is "${args.settled}": it is "delete" or "mark"`);
  }
  if (args.settled === "mark" && args.markColumn === "") {
    faults.push('settled is "mark", and markColumn is "": name the column that gets the time');
  }
  faults.push(...numberFaults(args, "pollMs", 10, 3_600_000));
  return faults;
}
