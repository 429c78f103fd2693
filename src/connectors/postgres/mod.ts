/**
 * PostgreSQL: a sink that puts rows into a table, a source that reads an outbox, and one that reads what changes. Loads the client
 * `postgres`, in the workers of these actors alone. See the guide connector_postgres.md.
 *
 * @module
 */
export { changesSource, type RowChange } from "./changes.ts";
export type { ChangesArgs } from "./changes_args.ts";
export { outboxSource } from "./outbox.ts";
export type { OutboxArgs } from "./outbox_args.ts";
export type { PostgresServerArgs } from "./server_args.ts";
export type { PostgresRow } from "./row.ts";
export { postgresSink } from "./sink.ts";
export type { PostgresSinkArgs } from "./sink_args.ts";
