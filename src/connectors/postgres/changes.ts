import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { PostgresBell } from "./bell.ts";
import { CHANGES_ARGS, type ChangesArgs, changesFaults } from "./changes_args.ts";
import { PgoutputReader } from "./pgoutput.ts";
import { failure } from "./refusal.ts";
import { ReplicationStream } from "./replication_stream.ts";
import { addressOf } from "./server_args.ts";
import { loadClient, PostgresSession } from "./session.ts";
import { openSlot } from "./slot.ts";
import { type ChangePosition, CommittedTransactions } from "./transactions.ts";

/**
 * Reads what changes in tables, from the server's own log by logical replication: each insert, update, delete and truncate of a
 * publication, in the order in which transactions have committed, whole transactions only. A message is JSON,
 * `{ "table": "public.orders", "kind": "update", "row": {…}, "old": {…} }`. The server keeps its log until the changes in it are settled.
 *
 * ```ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { changesSource, type RowChange } from "@steady-state/deno/connectors/postgres";
 * import { assertEquals } from "@std/assert";
 *
 * // CREATE PUBLICATION orders FOR TABLE orders
 * // SELECT pg_create_logical_replication_slot('billing', 'pgoutput')
 * export const changes = defineSource(import.meta, "changes", {
 *   wire: changesSource,
 *   kind: json<RowChange<{ id: number; customer: string }>>(),
 *   args: {
 *     url: "postgres://billing@127.0.0.1:5432/shop",
 *     passwordEnv: "BILLING_PASSWORD",
 *     slot: "billing",
 *     publication: "orders",
 *   },
 * });
 * assertEquals(changes.args.createSlot, false);
 * ```
 *
 * @throws {MisconfiguredError} in the actor, if the login is refused, or there is no such slot or publication
 */
export const changesSource: SourceWireKind<ChangesArgs> = {
  name: "postgres changes",
  args: CHANGES_ARGS,
  redelivers: true,
  faults: changesFaults,
  create: async (args) => new ChangesSource(args, await loadClient()),
};

/** A message of {@link changesSource}: what has changed in a row, or that all rows of a table are gone. */
export interface RowChange<Row> {
  /** The table with its schema: `public.orders`. */
  readonly table: string;
  /** What was done to the row, or to all of them. */
  readonly kind: "insert" | "update" | "delete" | "truncate";
  /** The row as it is after an insert or an update. Large values that an update has left alone may be missing. */
  readonly row?: Row;
  /**
   * The row as it was: of a delete its key, of an update its key if that has changed. With `ALTER TABLE … REPLICA IDENTITY FULL` all of it,
   * always.
   */
  readonly old?: Partial<Row>;
}

/** From how many changes on that nobody has pulled yet the server is to wait. */
const MOST_WAITING = 1000;
/** And from how many bytes on. */
const MOST_WAITING_BYTES = 1 << 20;
/** How long the server has to end the stream, in milliseconds. */
const PARTING_MS = 1000;
/** After how long without a word from here the server gives the slot up, in milliseconds. */
const LEASE_MS = 10_000;

class ChangesSource implements SourceWire<ChangePosition> {
  readonly #args: ChangesArgs;
  readonly #client: Awaited<ReturnType<typeof loadClient>>;
  readonly #bell = new PostgresBell();
  readonly #plugin = new PgoutputReader();
  readonly #database: string;
  #waiting: Pulled<ChangePosition>[] = [];
  #waitingBytes = 0;
  #opening!: SourceOpening;
  #session!: PostgresSession;
  #transactions!: CommittedTransactions;
  #stream: ReplicationStream | undefined;

  constructor(args: ChangesArgs, client: Awaited<ReturnType<typeof loadClient>>) {
    this.#args = args;
    this.#client = client;
    this.#database = addressOf(args.url).database;
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#opening = opening;
    const session = new PostgresSession(this.#args, opening);
    this.#session = session;
    session.onEvent = () => this.#bell.ring();
    await session.open(this.#client, this.#args, {
      replication: "database",
      wal_sender_timeout: LEASE_MS,
    });
    const { confirmed, stream } = await openSlot(session, this.#args, opening);
    this.#transactions = new CommittedTransactions(confirmed);
    this.#stream = new ReplicationStream(
      stream,
      session,
      {
        message: (payload) => this.#read(payload),
        idle: (lsn) => this.#transactions.idle(lsn),
        confirmed: () => this.#transactions.confirmed,
      },
      opening.world,
      this.#args.timeoutMs + 1000,
    );
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<ChangePosition>[]> {
    while (this.#waiting.length === 0 && !signal.aborted) {
      this.#check();
      await this.#bell.wait(this.#opening.world, 60_000, signal);
    }
    // What has come is pulled even if the connection is lost by now: the next wire would bring the same.
    this.#check();
    const pulled = this.#waiting.splice(0, max);
    for (const { raw } of pulled) this.#waitingBytes -= raw.bytes.length;
    if (!this.#isFull()) this.#stream!.resume();
    return pulled;
  }

  #read(payload: Uint8Array): void {
    const event = this.#plugin.read(payload);
    if (event.kind === "begin") this.#transactions.begin(event.commitLsn, event.at);
    else if (event.kind === "commit") this.#transactions.commit(event.endLsn);
    else if (event.kind === "changes") {
      for (const { table, json } of event.changes) {
        const { origin, at, position } = this.#transactions.change();
        const bytes = ENCODER.encode(json);
        this.#waitingBytes += bytes.length;
        this.#waiting.push({
          origin: `${this.#database}/${origin}`,
          partition: this.#args.slot,
          position,
          raw: { bytes, subject: table, at },
        });
      }
      this.#bell.ring();
      if (this.#isFull()) this.#stream?.pause();
    }
  }

  #isFull(): boolean {
    return this.#waiting.length >= MOST_WAITING || this.#waitingBytes >= MOST_WAITING_BYTES;
  }

  #check(): void {
    const { lost } = this.#session;
    if (lost === undefined) return;
    const { slot, publication } = this.#args;
    throw failure(
      `read publication ${publication} by slot ${slot} at ${this.#session.address}`,
      lost,
    );
  }

  settle(messages: readonly Pulled<ChangePosition>[]): Promise<void> {
    try {
      this.#check();
      for (const { position } of messages) this.#transactions.settle(position);
      this.#stream!.report();
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async close(): Promise<void> {
    await this.#stream?.end(PARTING_MS);
    await this.#session?.close();
  }
}

const ENCODER = new TextEncoder();
