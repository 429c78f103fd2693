import type { DatabaseSync } from "node:sqlite";

/** What workers have done together. */
export interface Tally {
  /** How many numbers have been done, each counted once. */
  readonly count: number;
  /** The sum of these. */
  readonly sum: number;
  /** How often numbers have been done again. */
  readonly again: number;
}

/** What workers have done, in a file. A number that comes again changes nothing but how often it came. */
export interface Tallies {
  tally(): Tally;
  /** How many times each worker has done something. */
  byWorker(): readonly number[];
  note(worker: number, numbers: readonly number[] | Uint32Array): void;
  close(): void;
}

/** Opens them; makes them if they are not there. */
export function openTallies(file: DatabaseSync): Tallies {
  file.exec(`
    PRAGMA busy_timeout = 10000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS done (number INTEGER PRIMARY KEY, times INTEGER);
    CREATE TABLE IF NOT EXISTS workers (worker INTEGER PRIMARY KEY, times INTEGER);
  `);
  const read = file.prepare(
    "SELECT count(*) AS count, ifnull(sum(number), 0) AS sum, ifnull(sum(times - 1), 0) AS again FROM done",
  );
  const readWorkers = file.prepare("SELECT times FROM workers ORDER BY worker");
  const note = file.prepare(
    "INSERT INTO done VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
  );
  const noteWorker = file.prepare(
    "INSERT INTO workers VALUES (?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times",
  );
  return {
    tally: () => ({ ...read.get() }) as unknown as Tally,
    byWorker: () => readWorkers.all().map(({ times }) => Number(times)),
    note(worker, numbers) {
      file.exec("BEGIN IMMEDIATE");
      for (const number of numbers) note.run(number);
      noteWorker.run(worker, numbers.length);
      file.exec("COMMIT");
    },
    close: () => file.close(),
  };
}
