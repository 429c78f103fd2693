/**
 * What SQLite throws, in sentences that say what to do about it.
 *
 * @module
 */
import { DurableWriteError } from "./open_store.ts";

/** Primary result codes of SQLite. */
const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOT_A_DATABASE = 26;

/** What to do about a file that is damaged. */
export const DAMAGED = "restore a copy of it, or move it away to begin anew";

/** What to do about an error of SQLite, by its primary code. */
const ADVICE: Readonly<Record<number, string>> = {
  [SQLITE_ERROR]: "it is not as this package writes it, restore a copy of it or name another file",
  [SQLITE_BUSY]: "another graph or program has it open, stop that or name another file",
  [SQLITE_READONLY]: "make it and its folder writable",
  [SQLITE_IOERR]: "see that its disk works and has room, and that it may be written",
  [SQLITE_CORRUPT]: DAMAGED,
  [SQLITE_FULL]: "make room on its disk",
  [SQLITE_CANTOPEN]: "see that its folder is there and writable",
  [SQLITE_NOT_A_DATABASE]: "restore a copy of it or name another file",
};

/** Tells what SQLite has thrown. */
export function writeError(thrown: unknown): DurableWriteError {
  const code = primaryCode(thrown);
  const isDamaged = code === SQLITE_CORRUPT || code === SQLITE_NOT_A_DATABASE;
  return new DurableWriteError(whyAndWhatNow(thrown), { cause: thrown, isDamaged });
}

/** What SQLite says of an error, as `node:sqlite` passes it on. */
interface SqliteError {
  readonly code: string;
  readonly errcode: number;
}

/** What SQLite says, where Deno passes on no number. */
const CODE_OF_TEXT: readonly (readonly [text: string, code: number])[] = [
  ["unable to open database file", SQLITE_CANTOPEN],
  ["disk I/O error", SQLITE_IOERR],
  ["database or disk is full", SQLITE_FULL],
  ["attempt to write a readonly database", SQLITE_READONLY],
  ["database disk image is malformed", SQLITE_CORRUPT],
  ["file is not a database", SQLITE_NOT_A_DATABASE],
  ["database is locked", SQLITE_BUSY],
];

/** The primary result code of an error of SQLite; `undefined` if it is none, or not known. */
function primaryCode(error: unknown): number | undefined {
  const { message, code, errcode } = error as Partial<SqliteError> & Error;
  if (code !== "ERR_SQLITE_ERROR") return undefined;
  if (errcode !== undefined) return errcode & 0xff;
  return CODE_OF_TEXT.find(([text]) => message.startsWith(text))?.[1];
}

/** Why something cannot be done, and what to do about it. */
export function whyAndWhatNow(error: unknown): string {
  const { message } = error as Error;
  if (error instanceof Deno.errors.NotCapable) {
    return `${message}; it needs --allow-read and --allow-write`;
  }
  const code = primaryCode(error);
  const advice = code === undefined ? undefined : ADVICE[code];
  return advice === undefined ? message : `${message}, ${advice}`;
}
