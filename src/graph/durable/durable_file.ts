import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { KeptCell, StateChanges } from "../options/mod.ts";
import type { OpenStore } from "./open_store.ts";
import { DAMAGED, whyAndWhatNow, writeError } from "./sqlite_errors.ts";

/** "STDY", so that the file of another program is noticed. */
const APPLICATION_ID = 0x5354_4459;
const FILE_VERSION = 1;

/** What may wait in the write-ahead log, in characters of values, when it cannot be moved into the file. */
const MOST_UNMOVED = 4_000_000;

type Sqlite = typeof import("node:sqlite");

let sqlite: Sqlite | undefined;

/**
 * The file that durable state is kept in: an SQLite database with one table.
 *
 * The lock is exclusive, from the opening to the closing: two graphs on one file would overwrite each other's state. It goes with
 * the process, however that ends. A write-ahead log makes a commit whole; what a dying process leaves in it is taken over, or
 * thrown away if it is no whole transaction, by the next opening. Waiting for the disk at each commit (`synchronous=FULL`) is
 * little for one commit an interval, and makes the promise hold for a power failure.
 *
 * The log is moved into the file after each commit, so it takes no more room than one, and there is nothing in it that could be
 * taken for a part of another file that somebody puts in this one's place.
 */
export class DurableFile implements OpenStore {
  readonly began: OpenStore["began"];
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;
  /** The file as this object has left it. */
  #left: Deno.FileInfo | undefined;
  /** What waits in the write-ahead log, in characters of values. */
  #unmoved = 0;

  private constructor(path: string, database: DatabaseSync, began: OpenStore["began"]) {
    this.#path = path;
    this.#database = database;
    this.began = began;
    this.#put = database.prepare(
      "INSERT INTO cells (actor, cell, kind, value) VALUES (?, ?, ?, ?) " +
        "ON CONFLICT DO UPDATE SET kind = excluded.kind, value = excluded.value",
    );
    this.#drop = database.prepare("DELETE FROM cells WHERE actor = ? AND cell = ?");
    this.#left = lookAt(path);
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws {Error} if that cannot be; the message says why and what to do
   */
  static async open(path: string): Promise<DurableFile> {
    // Only here: who keeps nothing does not load SQLite.
    sqlite ??= await import("node:sqlite");
    const { DatabaseSync } = sqlite;
    let database: DatabaseSync | undefined;
    try {
      const size = lookAt(path)?.size;
      const isWhole = !hasLog(path);
      database = new DatabaseSync(path);
      check(database, isWhole ? size : undefined);
      prepare(database);
      // SQLite takes a file of a single byte for an empty one, too.
      return new DurableFile(
        path,
        database,
        size === undefined ? "made" : size <= 1 ? "empty" : null,
      );
    } catch (error) {
      database?.close();
      throw new Error(whyAndWhatNow(error), { cause: error });
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
   * @throws {DurableWriteError} if that cannot be; nothing has changed then
   */
  write({ put, drop }: Pick<StateChanges, "put" | "drop">): void {
    try {
      if (this.#unmoved > MOST_UNMOVED) this.#move();
      inTransaction(this.#database, () => {
        for (const { actor, cell } of drop) this.#drop.run(actor, cell);
        for (const { actor, cell, kind, value } of put) this.#put.run(actor, cell, kind, value);
      });
      for (const { value } of put) this.#unmoved += value.length;
    } catch (error) {
      throw writeError(error);
    } finally {
      this.#settle();
    }
  }

  /** What has become of the file since the last write that is not this object's doing: what follows on "it". */
  tampering(): string | undefined {
    const now = lookAt(this.#path);
    const left = this.#left;
    if (now === undefined) return "was deleted while the graph ran";
    if (left === undefined) return undefined;
    if (!isSame(now, left)) {
      return "was replaced by another file while the graph ran";
    }
    if (now.size !== left.size || now.mtime?.getTime() !== left.mtime?.getTime()) {
      return "was changed by another program while the graph ran";
    }
    return undefined;
  }

  /** Moves what is in the log into the file; also what an attempt that failed has left there, for it takes room that is short. */
  #settle(): void {
    // Looked at once more: what somebody else has changed can be seen only before this object changes the file itself.
    const isOurs = this.tampering() === undefined;
    this.#tryToMove();
    const now = lookAt(this.#path);
    if (isOurs && now !== undefined && isSame(now, this.#left)) this.#left = now;
  }

  /** Moves everything into the one file, and lets go of it. Never throws: what is committed is found by the next opening. */
  close(): void {
    this.#tryToMove();
    try {
      this.#database.close();
    } catch {
      // Its write-ahead log stays next to it.
    }
  }

  /** What is committed is on the disk in any case. */
  #tryToMove(): void {
    try {
      this.#move();
    } catch {
      // The next write tries it again.
    }
  }

  #move(): void {
    this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#unmoved = 0;
  }
}

/** What is there, if anything can be seen. */
function lookAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}

function isSame(one: Deno.FileInfo, other: Deno.FileInfo | undefined): boolean {
  return one.ino === other?.ino && one.dev === other?.dev;
}

/**
 * Whether a write-ahead log lies next to the file, which may hold some of its pages. Nobody is asked for a permission: where it may not
 * be looked at, there may be one.
 */
function hasLog(path: string): boolean {
  const log = `${path}-wal`;
  const { state } = Deno.permissions.querySync({ name: "read", path: log });
  return state !== "granted" || (lookAt(log)?.size ?? 0) > 0;
}

/**
 * Takes the lock and makes sure that the file is this package's, and sound. Nothing is changed.
 *
 * @param size what the file takes, if it is all in there
 */
function check(database: DatabaseSync, size: number | undefined): void {
  database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE");
  const isEmpty = numberOf(database, "SELECT count(*) FROM sqlite_schema") === 0;
  const application = numberOf(database, "PRAGMA application_id");
  if (application !== APPLICATION_ID && !(isEmpty && application === 0)) {
    throw new Error("it is the SQLite file of another program, name another file");
  }
  const version = numberOf(database, "PRAGMA user_version");
  if (application === APPLICATION_ID && version !== FILE_VERSION) {
    throw new Error(
      `it has version ${version}, this package reads version ${FILE_VERSION}, use the package that wrote it, or name ` +
        `another file`,
    );
  }
  if (application === APPLICATION_ID && isEmpty) {
    throw new Error(`its table is gone, ${DAMAGED}`);
  }
  const pages = numberOf(database, "PRAGMA page_count");
  if (size !== undefined && size < pages * numberOf(database, "PRAGMA page_size")) {
    throw new Error(`it is cut off after ${size} bytes, ${DAMAGED}`);
  }
  // Reads as much as reading all cells does, which is done anyway.
  const [fault] = Object.values(database.prepare("PRAGMA integrity_check(1)").get() ?? {});
  if (fault !== "ok") throw new Error(`it is damaged (${oneLine(fault)}), ${DAMAGED}`);
  if (!isEmpty) database.prepare("SELECT actor, cell, kind, value FROM cells LIMIT 0").get();
}

/** Makes sure of the table. */
function prepare(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  // Writes even if nothing changes: that shows whether it can.
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
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

function oneLine(text: unknown): string {
  return String(text).replaceAll(/\s*\n\s*/g, ", ");
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
    try {
      // Some errors have rolled back already.
      if (database.isTransaction) database.exec("ROLLBACK");
    } catch {
      // The first error says what is wrong.
    }
    throw error;
  }
}
