/**
 * A journal: messages that a service was told of, and that have not left the graph yet, in a file.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { textOf } from "../../errors.ts";
import { MisconfiguredError, type Pulled, type RawMessage } from "../wire.ts";

/** What SQLite files of this kind say of themselves: "ssjo". */
const APPLICATION_ID = 0x73_73_6a_6f;
const JOURNAL_VERSION = 1;

const COLUMNS = ["origin", "partition", "bytes", "subject", "key", "headers", "at"] as const;

/** As many rows as a statement has room for. */
const MAX_ROWS = Math.floor(32_766 / COLUMNS.length);

type JournalRow = Readonly<Record<(typeof COLUMNS)[number], unknown>> & { readonly id: number };

/**
 * The file of a journal. Whatever changes it is one statement, and so a transaction of its own: a thread that is ended leaves none open.
 */
export class Journal {
  readonly #path: string;
  readonly #file: DatabaseSync;
  readonly #insert = new Map<number, StatementSync>();
  readonly #after: StatementSync;
  readonly #delete: StatementSync;

  /**
   * @param source whose it is
   * @throws {MisconfiguredError} if it cannot be opened, or is somebody else's
   */
  constructor(path: string, source: string) {
    this.#path = path;
    try {
      this.#file = new DatabaseSync(path);
      prepare(this.#file, source);
    } catch (cause) {
      throw new MisconfiguredError(`Cannot open journal ${path}: ${reasonOf(cause)}`, { cause });
    }
    this.#after = this.#file.prepare("SELECT * FROM messages WHERE id > ? ORDER BY id LIMIT ?");
    this.#delete = this.#file.prepare(
      "DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?))",
    );
  }

  /** Up to `max` messages behind the one with that id, in order. */
  after(id: number, max: number): Pulled<number>[] {
    return (this.#after.all(id, max) as unknown as JournalRow[]).map(pulledOf);
  }

  /**
   * Appends messages; those that are in it already are left out. When it returns, the disk has them.
   *
   * @returns those that are new, in order
   */
  append(messages: readonly Pulled[]): Pulled<number>[] {
    this.#file.exec("PRAGMA synchronous = FULL");
    const added: Pulled<number>[] = [];
    for (let at = 0; at < messages.length; at += MAX_ROWS) {
      added.push(...this.#appendSome(messages.slice(at, at + MAX_ROWS)));
    }
    return added;
  }

  #appendSome(messages: readonly Pulled[]): Pulled<number>[] {
    const rows = this.#insertOf(messages.length).all(...messages.flatMap(valuesOf)) as unknown as {
      readonly id: number;
      readonly origin: string;
    }[];
    const ids = new Map(rows.map(({ id, origin }) => [origin, id]));
    return messages.flatMap((message) => {
      const id = ids.get(message.origin);
      ids.delete(message.origin);
      return id === undefined ? [] : [{ ...message, position: id }];
    });
  }

  #insertOf(count: number): StatementSync {
    let statement = this.#insert.get(count);
    if (statement === undefined) {
      const row = `(${COLUMNS.map(() => "?").join(", ")})`;
      statement = this.#file.prepare(
        `INSERT INTO messages (${COLUMNS.join(", ")}) VALUES ${Array(count).fill(row).join(", ")}
         ON CONFLICT (origin) DO NOTHING RETURNING id, origin`,
      );
      this.#insert.set(count, statement);
    }
    return statement;
  }

  /** Takes messages out that have left the graph. The disk learns of it with the next append: until then they may be there again. */
  remove(ids: readonly number[]): void {
    this.#file.exec("PRAGMA synchronous = NORMAL");
    this.#delete.run(JSON.stringify(ids));
  }

  close(): void {
    try {
      this.#file.close();
    } catch (cause) {
      throw new Error(`Cannot close journal ${this.#path}: ${textOf(cause)}`, { cause });
    }
  }
}

function prepare(file: DatabaseSync, source: string): void {
  file.exec("PRAGMA busy_timeout = 5000");
  const { application_id: id } = file.prepare("PRAGMA application_id").get() as Record<
    string,
    number
  >;
  const { user_version: version } = file.prepare("PRAGMA user_version").get() as Record<
    string,
    number
  >;
  const { tables } = file.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as Record<
    string,
    number
  >;
  if (tables !== 0 && (id !== APPLICATION_ID || version !== JOURNAL_VERSION)) {
    throw new Error("it is no journal of a source, or of another version, name another file");
  }
  file.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${JOURNAL_VERSION};
    CREATE TABLE IF NOT EXISTS messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      origin TEXT NOT NULL UNIQUE,
      partition TEXT NOT NULL,
      bytes BLOB NOT NULL,
      subject TEXT,
      key TEXT,
      headers TEXT,
      at REAL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS owner (source TEXT NOT NULL) STRICT;
  `);
  file.prepare("INSERT INTO owner SELECT ? WHERE NOT EXISTS (SELECT 1 FROM owner)").run(source);
  const owner = file.prepare("SELECT source FROM owner").get() as { readonly source: string };
  if (owner.source === source) return;
  throw new Error(`it is the one of source ${owner.source}, name a file for each source`);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : textOf(cause);
}

function valuesOf({ origin, partition, raw }: Pulled): SQLInputValue[] {
  const { bytes, subject, key, headers, at } = raw;
  return [
    origin,
    partition,
    bytes,
    subject ?? null,
    key ?? null,
    headers === undefined ? null : JSON.stringify(headers),
    at ?? null,
  ];
}

function pulledOf(
  { id, origin, partition, bytes, subject, key, headers, at }: JournalRow,
): Pulled<number> {
  const raw = {
    bytes,
    ...(subject !== null && { subject }),
    ...(key !== null && { key }),
    ...(headers !== null && { headers: JSON.parse(headers as string) }),
    ...(at !== null && { at }),
  } as RawMessage;
  return { origin: origin as string, partition: partition as string, position: id, raw };
}
