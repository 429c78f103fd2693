import type { DatabaseSync } from "node:sqlite";

/** What was added up. */
export interface Totals {
  readonly count: number;
  readonly sum: number;
  /** How many numbers did not come behind the one before. */
  readonly wrong: number;
}

/** Totals in a file. */
export interface Results {
  totals(): Totals;
  /** Adds those that were not added before. */
  book(numbers: readonly number[] | Uint32Array): void;
  close(): void;
}

/** Opens them; makes them if they are not there. */
export function openResults(file: DatabaseSync): Results {
  file.exec(`
    PRAGMA busy_timeout = 10000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS totals (id INTEGER PRIMARY KEY, count, sum, wrong);
    INSERT OR IGNORE INTO totals VALUES (1, 0, 0, 0);
  `);
  const read = file.prepare("SELECT count, sum, wrong FROM totals");
  const write = file.prepare("UPDATE totals SET count = ?, sum = ?, wrong = ?");
  const totals = () => ({ ...read.get() }) as unknown as Totals;
  return {
    totals,
    book(numbers) {
      let { count, sum, wrong } = totals();
      for (const number of numbers) {
        if (number < count) continue;
        if (number > count) wrong++;
        sum += number;
        count++;
      }
      write.run(count, sum, wrong);
    },
    close: () => file.close(),
  };
}
