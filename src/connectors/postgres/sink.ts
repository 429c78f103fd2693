import { formFault, type ItemForm } from "../item_form.ts";
import type { Outgoing, PutOutcome, SinkWire, SinkWireKind, WireOpening } from "../wire.ts";
import { failure, isOfMoment, isOfRow, wordsOf } from "./refusal.ts";
import { type ItemRow, type PostgresRow, rowOf } from "./row.ts";
import { type RowStatements, statementsOf } from "./row_statements.ts";
import { type PostgresSinkArgs, SINK_ARGS, sinkFaults } from "./sink_args.ts";
import { loadClient, PostgresSession } from "./session.ts";

/**
 * Puts rows into PostgreSQL, all of a batch in one transaction. A row that the server refuses for its data, a constraint or a trigger
 * becomes a dead letter with the server's words, and the others of its batch go in. So does one with a column that the table has not, which
 * is looked at again first, once a second at most; an item that is no object crashes the actor. After a deadlock, a serialization failure or a
 * timeout the batch is put again. Each row is known by its message's origin, so what is put twice is there once: by a column of the
 * table, by a table of positions, or by the statement itself.
 *
 * ```ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSink } from "@steady-state/deno/connectors";
 * import { postgresSink } from "@steady-state/deno/connectors/postgres";
 * import { assertEquals } from "@std/assert";
 *
 * // CREATE TABLE payments (origin text PRIMARY KEY, customer text NOT NULL, cents int NOT NULL)
 * export const payments = defineSink(import.meta, "payments", {
 *   wire: postgresSink,
 *   kind: json<{ customer: string; cents: number }>(),
 *   encode: ({ message }) => ({ ...message }),
 *   args: {
 *     url: "postgres://billing@127.0.0.1:5432/shop",
 *     passwordEnv: "BILLING_PASSWORD",
 *     table: "payments",
 *   },
 * });
 * assertEquals(payments.args.originColumn, "origin");
 * ```
 *
 * @throws {MisconfiguredError} in the actor, if the login is refused, or the table is not there or does not fit
 */
export const postgresSink: SinkWireKind<PostgresRow, PostgresSinkArgs> = {
  name: "postgres",
  args: SINK_ARGS,
  faults: sinkFaults,
  itemFault: (item) => formFault(ROW, item),
  create: async (args) => new PostgresSink(args, await loadClient()),
};

const ROW: ItemForm = {
  takes: "an object, as rows are: its values by the names of columns",
  object: () => true,
};

class PostgresSink implements SinkWire<PostgresRow> {
  readonly #args: PostgresSinkArgs;
  readonly #client: Awaited<ReturnType<typeof loadClient>>;
  #session!: PostgresSession;
  #statements!: RowStatements;

  constructor(args: PostgresSinkArgs, client: Awaited<ReturnType<typeof loadClient>>) {
    this.#args = args;
    this.#client = client;
  }

  async open(opening: WireOpening): Promise<void> {
    this.#session = new PostgresSession(this.#args, opening);
    await this.#session.open(this.#client, this.#args, {
      // What a dead process has begun does not keep its rows locked.
      idle_in_transaction_session_timeout: this.#args.timeoutMs,
    });
    this.#statements = await statementsOf(this.#session, this.#args, opening.world);
  }

  async put(
    batch: readonly Outgoing<PostgresRow>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    const outcomes: PutOutcome[] = batch.map(() => "done");
    const rows = await this.#rowsOf(batch, outcomes);
    if (rows.length === 0) return outcomes;
    const giveUp = () => this.#session.lose(new Error("The time for the batch is over"));
    signal.addEventListener("abort", giveUp);
    try {
      if (signal.aborted) giveUp();
      await this.#putRows(rows, outcomes);
    } catch (error) {
      if (!isOfMoment(error)) throw failure(`put rows ${this.#statements.where}`, error);
      for (const { at } of rows) outcomes[at] = "again";
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
    return outcomes;
  }

  /** The items as rows, but for those whose outcome says why they can be none. */
  async #rowsOf(
    batch: readonly Outgoing<PostgresRow>[],
    outcomes: PutOutcome[],
  ): Promise<ItemRow[]> {
    const rows: ItemRow[] = [];
    for (const [at, { origin, item }] of batch.entries()) {
      let row = rowOf(at, origin, item, this.#statements.columns);
      if ("strangers" in row && await this.#statements.lookAgain()) {
        row = rowOf(at, origin, item, this.#statements.columns);
      }
      if ("dead" in row) outcomes[at] = { dead: row.dead };
      else rows.push(row);
    }
    return rows;
  }

  /** Puts all of them, or all but those whose outcome says why not. */
  async #putRows(rows: readonly ItemRow[], outcomes: PutOutcome[]): Promise<void> {
    try {
      await this.#statements.putAll(rows);
      return;
    } catch (error) {
      if (!isOfRow(error)) throw error;
    }
    const session = this.#session;
    await session.run("BEGIN");
    try {
      // Otherwise a constraint that is deferred speaks at the commit, when it is too late to say which row it means.
      await session.run("SET CONSTRAINTS ALL IMMEDIATE");
      await this.#putGood(rows, outcomes);
      await session.run("COMMIT");
    } catch (error) {
      await session.run("ROLLBACK").catch(() => {});
      throw error;
    }
  }

  /** Within a transaction, puts those that are not refused: halves what is, until the rows that are meant stand alone. */
  async #putGood(rows: readonly ItemRow[], outcomes: PutOutcome[]): Promise<void> {
    const session = this.#session;
    await session.run("SAVEPOINT steady");
    try {
      await this.#statements.putIn(rows);
      await session.run("RELEASE SAVEPOINT steady");
      return;
    } catch (error) {
      if (!isOfRow(error)) throw error;
      await session.run("ROLLBACK TO SAVEPOINT steady");
      await session.run("RELEASE SAVEPOINT steady");
      if (rows.length === 1) {
        outcomes[rows[0]!.at] = { dead: wordsOf(error) };
        return;
      }
    }
    const half = rows.length >> 1;
    await this.#putGood(rows.slice(0, half), outcomes);
    await this.#putGood(rows.slice(half), outcomes);
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
}
