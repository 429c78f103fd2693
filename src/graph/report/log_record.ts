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

/** Writes a record to standard error as one line, with colours where that is a terminal; waits for nobody who does not read it. */
export function printRecord(record: LogRecord): void {
  const clock = new Date(record.time).toISOString().slice(11, 23);
  printError(recordLine(record, clock, isColoured()));
}

/** Colours are for people who see them and have not set NO_COLOR. */
function isColoured(): boolean {
  return !Deno.noColor && Deno.stderr.isTerminal();
}

/** The colour of each level's name on a terminal, as the number of its escape sequence. */
const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 90, info: 36, warn: 33, error: 31 };

/** A record as one line, for people. `clock` is its time as it is to be shown. */
export function recordLine(
  { level, source, text, data }: LogRecord,
  clock: string,
  coloured = false,
): string {
  const more = data === undefined
    ? ""
    : ` ${typeof data === "string" ? JSON.stringify(data) : textOf(data)}`;
  const name = level.toUpperCase().padEnd(5);
  const shown = coloured ? `\x1b[${COLOURS[level]}m${name}\x1b[39m` : name;
  return `${clock} ${shown} ${source}: ${text}${more}`;
}
