import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A state cell in the file. */
export interface KeptCell extends CellName {
  /** Name of the cell's kind. */
  readonly kind: string;
  /** As {@link writeCell} writes it. */
  readonly value: string;
}

/** Which cell of which actor. */
export interface CellName {
  /** The actor's label. */
  readonly actor: string;
  readonly cell: string;
}

/** "STDY", so that the file of another program is noticed. */
const APPLICATION_ID = 0x5354_4459;
const FILE_VERSION = 1;

const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_NOT_A_DATABASE = 26;

/** What to do about an error of SQLite, by its primary code. */
const ADVICE: Readonly<Record<number, string>> = {
  [SQLITE_BUSY]: "another graph or program has it open, stop that or name another file",
  [SQLITE_READONLY]: "make it and its folder writable",
  [SQLITE_NOT_A_DATABASE]: "name another file",
};

/**
 * The file that durable state is kept in: an SQLite database with one table.
 *
 * The lock is exclusive, from the opening to the closing: two graphs on one file would overwrite each other's state. It goes with
 * the process, however that ends. A write-ahead log makes a commit one append and one wait for the disk; what a dying process
 * leaves in it is taken over, or thrown away if it is no whole transaction, by the next opening. Waiting for the disk at each commit
 * (`synchronous=FULL`) is little for one commit an interval, and makes the promise hold for a power failure.
 */
export class DurableFile {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#put = database.prepare(
      "INSERT INTO cells (actor, cell, kind, value) VALUES (?, ?, ?, ?) " +
        "ON CONFLICT DO UPDATE SET kind = excluded.kind, value = excluded.value",
    );
    this.#drop = database.prepare("DELETE FROM cells WHERE actor = ? AND cell = ?");
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws {Error} if that cannot be; the message says why and what to do
   */
  static async open(path: string): Promise<DurableFile> {
    // Only here: who keeps nothing does not load SQLite.
    const sqlite = await import("node:sqlite");
    let database: DatabaseSync | undefined;
    try {
      database = new sqlite.DatabaseSync(path);
      prepare(database);
      return new DurableFile(database);
    } catch (error) {
      database?.close();
      throw new Error(`cannot open durable file "${path}": ${whyAndWhatNow(error)}`, {
        cause: error,
      });
    }
  }

  /** All that is kept. */
  read(): KeptCell[] {
    const rows = this.#database.prepare("SELECT actor, cell, kind, value FROM cells").all();
    return rows.map(({ actor, cell, kind, value }) => ({
      actor: String(actor),
      cell: String(cell),
      kind: String(kind),
      value: String(value),
    }));
  }

  /**
   * Puts cells and drops others, all or nothing.
   *
   * @throws {Error} of SQLite, if that cannot be; nothing has changed then
   */
  write(put: readonly KeptCell[], drop: readonly CellName[]): void {
    inTransaction(this.#database, () => {
      for (const { actor, cell } of drop) this.#drop.run(actor, cell);
      for (const { actor, cell, kind, value } of put) this.#put.run(actor, cell, kind, value);
    });
  }

  /** Moves everything into the one file, and lets go of it. */
  close(): void {
    this.#database.close();
  }
}

/** Takes the lock and makes sure of the table. Of a file that is another program's, nothing is changed. */
function prepare(database: DatabaseSync): void {
  database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE");
  const isEmpty = numberOf(database, "SELECT count(*) FROM sqlite_schema") === 0;
  const application = numberOf(database, "PRAGMA application_id");
  if (application !== APPLICATION_ID && !(isEmpty && application === 0)) {
    throw new Error("it is the SQLite file of another program, name another file");
  }
  const version = numberOf(database, "PRAGMA user_version");
  if (!isEmpty && version !== FILE_VERSION) {
    throw new Error(
      `it has version ${version}, this package reads version ${FILE_VERSION}, use the package that wrote it, or name ` +
        `another file`,
    );
  }
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  // Writes in any case: that shows whether it can.
  inTransaction(database, () =>
    database.exec(
      `PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${FILE_VERSION};
      CREATE TABLE IF NOT EXISTS cells (
        actor TEXT NOT NULL,
        cell TEXT NOT NULL,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (actor, cell)
      ) STRICT`,
    ));
}

function numberOf(database: DatabaseSync, query: string): number {
  return Number(Object.values(database.prepare(query).get() ?? {})[0]);
}

function inTransaction(database: DatabaseSync, change: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    change();
    database.exec("COMMIT");
  } catch (error) {
    // Some errors have rolled back already.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** What SQLite says of an error, as `node:sqlite` passes it on. */
interface SqliteError {
  readonly code: string;
  readonly errcode: number;
}

function whyAndWhatNow(error: unknown): string {
  const { message, code, errcode } = error as Partial<SqliteError> & Error;
  if (error instanceof Deno.errors.NotCapable) {
    return `${message}; it needs --allow-read and --allow-write`;
  }
  if (code !== "ERR_SQLITE_ERROR") return message;
  // Where nothing can be opened, Deno tells no number.
  const advice = errcode === undefined ? "see that its folder is there" : ADVICE[errcode & 0xff];
  return advice === undefined ? message : `${message}, ${advice}`;
}
