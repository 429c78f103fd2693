import { type PostgresServerArgs, SERVER_ARGS, serverFaults } from "./server_args.ts";

/** Where rows go, and what duplicates are known by. */
export type PostgresSinkArgs = PostgresServerArgs & {
  /** The table that rows are inserted into, `orders` or `shop.orders`, as SQL writes it; or `""`, and `sql` says what to do. */
  readonly table: string;
  /**
   * The table's column for the origin: text, with a `PRIMARY KEY` or a `UNIQUE` constraint of its own. A row whose origin the table has is
   * not inserted again. `""` if the table has none.
   */
  readonly originColumn: string;
  /**
   * A statement of one's own, run for each item in the batch's transaction: `$1` is the origin as text, `$2` the item as `jsonb`. It says by
   * `ON CONFLICT` what is to become of a duplicate, unless there are `positions`.
   */
  readonly sql: string;
  /** A table that remembers which origins this sink has put, in the same transaction; or `""`. */
  readonly positions: string;
  /** What this sink is called in the table of positions; sinks that share a name share what they have put. */
  readonly sink: string;
};

/** What they are when the graph does not say otherwise. */
export const SINK_ARGS: PostgresSinkArgs = {
  ...SERVER_ARGS,
  table: "",
  originColumn: "origin",
  sql: "",
  positions: "",
  sink: "",
};

/** All that is wrong with them. */
export function sinkFaults(args: PostgresSinkArgs): string[] {
  const { table, sql, positions, sink } = args;
  const faults = serverFaults(args);
  if (table === "" && sql === "") {
    faults.push('table and sql are "": name a table, or write a statement');
  }
  if (table !== "" && sql !== "") {
    faults.push(`table is "${table}", and there is sql: give one of them`);
  }
  if (positions !== "" && sink === "") {
    faults.push(
      `positions is "${positions}", and sink is "": name the sink, so that others differ`,
    );
  }
  if (positions === "" && sink !== "") {
    faults.push(`sink is "${sink}", and positions is "": name the table of positions`);
  }
  return faults;
}
