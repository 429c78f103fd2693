/**
 * PostgreSQL: a sink that puts rows into a table, a source that reads an outbox, and one that reads what changes. Loads the client
 * `postgres`, in the workers of these actors alone. See the guide connector_postgres.md.
 *
 * @module
 */
export { type ChangesArgs, changesSource, type RowChange } from "./changes.ts";
export { type OutboxArgs, outboxSource } from "./outbox.ts";
export type { PostgresServerArgs } from "./server_args.ts";
export { type PostgresRow, postgresSink, type PostgresSinkArgs } from "./sink.ts";
export type { ChangePosition, Transaction } from "./transactions.ts";
