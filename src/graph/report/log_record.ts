import { textOf } from "../../errors.ts";
import type { LogLevel } from "../../log_level.ts";
import { printError } from "../../printer.ts";

/** A line of the graph's log. */
export interface LogRecord {
  /** When, in milliseconds since the epoch. */
  readonly time: number;
  /** How much it matters. */
  readonly level: LogLevel;
  /** The actor's label, or the graph's name. */
  readonly source: string;
  /** What it says. */
  readonly text: string;
  /** More, for machines. */
  readonly data?: unknown;
}

/** Takes log records, in the host's thread. */
export type LogSink = (record: LogRecord) => void;

/** Writes a record to standard error as one line; waits for nobody who does not read it. */
export function printRecord(record: LogRecord): void {
  printError(lineOf(record));
}

function lineOf({ time, level, source, text, data }: LogRecord): string {
  const clock = new Date(time).toISOString().slice(11, 23);
  const more = data === undefined
    ? ""
    : ` ${typeof data === "string" ? JSON.stringify(data) : textOf(data)}`;
  return `${clock} ${level.toUpperCase().padEnd(5)} ${source}: ${text}${more}`;
}
