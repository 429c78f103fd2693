/**
 * A wire of one's own, for a sink that writes into a table of SQLite.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Outgoing, PutOutcome, SinkWire, SinkWireKind } from "@steady-state/deno/connectors";
import type { PricedOrder } from "./kinds.ts";

type SqliteArgs = {
  /** The file of the database. It is made if it is not there. */
  readonly file: string;
};

/** Writes each batch in one transaction. The origin is the key of its row, so what is put again changes nothing. */
export const sqliteSink: SinkWireKind<PricedOrder, SqliteArgs> = {
  name: "sqlite",
  args: { file: "" },
  faults: ({ file }) => file === "" ? ['"file" is missing: say where the database is'] : [],
  create: ({ file }) => Promise.resolve(new SqliteWire(file)),
};

class SqliteWire implements SinkWire<PricedOrder> {
  readonly #file: string;
  #database: DatabaseSync | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  open(): Promise<void> {
    this.#database = openTable(this.#file);
    return Promise.resolve();
  }

  // deno-lint-ignore require-await -- SQLite does not wait, and what it throws is to be in the promise.
  async put(batch: readonly Outgoing<PricedOrder>[]): Promise<PutOutcome[]> {
    const database = this.#database!;
    const insert = database.prepare(
      `INSERT INTO orders (origin, id, item, pieces, cents) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (origin) DO NOTHING`,
    );
    // What throws in between is put again, all of it, by the wire that comes after this one.
    database.exec("BEGIN IMMEDIATE");
    for (const { origin, item: { id, item, pieces, cents } } of batch) {
      insert.run(origin, id, item, pieces, cents);
    }
    database.exec("COMMIT");
    return batch.map(() => "done");
  }

  close(): Promise<void> {
    this.#database?.close();
    return Promise.resolve();
  }
}

/** Opens the database, with its table. What was committed stays, whatever befalls the process or the machine. */
export function openTable(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA busy_timeout = 5000");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec(
    `CREATE TABLE IF NOT EXISTS orders (
       origin TEXT PRIMARY KEY, id INTEGER NOT NULL, item TEXT NOT NULL,
       pieces INTEGER NOT NULL, cents INTEGER NOT NULL
     )`,
  );
  return database;
}
