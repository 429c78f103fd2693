import {
  filled,
  misuse,
  type OptionFault,
  optionFaults,
  type Schema,
  shown,
  throwOptionFaults,
  whole,
} from "../../option_faults.ts";
import { Printer, printError, printWith, type Stream } from "../../printer.ts";
import { type LogSink, recordLine } from "./log_record.ts";

/** How long a log is kept in files. */
export interface LogFileOptions {
  /**
   * How large a file may grow, in bytes, from 1,024 on. Whatever would make it larger begins a new one; only a line that is longer by itself
   * makes it so.
   *
   * @default {10_000_000}
   */
  readonly bytes?: number;
  /**
   * How many files there are at most, with the one that is written, from 1 to 1,000. The oldest goes when there would be more.
   *
   * @default {5}
   */
  readonly files?: number;
}

/** What is known of {@link LogFileOptions}. */
export const LOG_FILE_OPTIONS: Schema<LogFileOptions, keyof LogFileOptions> = {
  bytes: {
    check: whole(1024, Number.MAX_SAFE_INTEGER, "a whole number of bytes"),
    default: 10_000_000,
  },
  files: { check: whole(1, 1000), default: 5 },
};

/**
 * Writes a log to a file that rotates: to be given to a graph as its `log`. A line each, with the time of day and the date, UTC.
 *
 * `path` is the file that is written; those before it are `path.1`, the last, `path.2` and so on. What is there already is gone on with,
 * and a file that somebody else has moved away is begun anew. A file is open only while something is written to it, by a thread of the
 * runtime's, so a slow disk holds nothing up: ten thousand lines wait at most, and the others are counted. If the file cannot be written,
 * standard error says so, once, and the file says how many lines are missing as soon as it can be written again. The end of the graph waits a
 * second at most for what is not written yet.
 *
 * Several graphs of one process may share what this has returned. Needs `--allow-write` and `--allow-read` for the file and those before it.
 *
 * ```ts
 * import { Graph, logFile } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = new Graph("service", { log: logFile("service.log", { bytes: 5_000_000, files: 3 }) });
 * assertEquals(graph.logLevel, "info");
 * ```
 *
 * @throws {TypeError | RangeError} with all that is wrong with what it was given
 */
export function logFile(path: string | URL, options: LogFileOptions = {}): LogSink {
  throwOptionFaults("log to a file", [
    ...pathFaults(path),
    ...optionFaults(LOG_FILE_OPTIONS, options),
  ]);
  const { bytes, files } = filled<LogFileOptions, keyof LogFileOptions>(LOG_FILE_OPTIONS, options);
  const printer = new Printer(`log file ${path}`, new RotatingFile(path, bytes, files), printError);
  return (record) => printWith(printer, recordLine(record, new Date(record.time).toISOString()));
}

function pathFaults(path: unknown): OptionFault[] {
  const isPath = typeof path === "string"
    ? path !== ""
    : path instanceof URL && path.protocol === "file:";
  return isPath ? [] : [misuse(`the path is ${shown(path)}, give a path or a file: URL`)];
}

const NEWLINE = 10;

/** A file that is moved away when it is full. Lines stay whole. */
class RotatingFile implements Stream {
  readonly #path: string | URL;
  readonly #maxBytes: number;
  readonly #files: number;
  /** Whether the last that was written is the beginning of a line. */
  #isInLine = false;

  constructor(path: string | URL, maxBytes: number, files: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#files = files;
  }

  async write(bytes: Uint8Array): Promise<number> {
    let file = await this.#open();
    try {
      let { size } = await file.stat();
      if (!this.#isInLine && size > 0 && size + lineEnd(bytes) > this.#maxBytes) {
        file.close();
        await this.#rotate();
        file = await this.#open();
        size = 0;
      }
      // As many whole lines as fit; one at least, or what there is of it.
      const fitting = bytes.lastIndexOf(NEWLINE, Math.max(0, this.#maxBytes - size) - 1) + 1;
      const end = this.#isInLine || fitting === 0 ? lineEnd(bytes) : fitting;
      for (let at = 0; at < end;) at += await file.write(bytes.subarray(at, end));
      this.#isInLine = bytes[end - 1] !== NEWLINE;
      return end;
    } finally {
      file.close();
    }
  }

  /** For what is left when the process ends: it goes to the file as it is. */
  writeSync(bytes: Uint8Array): number {
    using file = Deno.openSync(this.#path, { append: true, create: true });
    return file.writeSync(bytes);
  }

  #open(): Promise<Deno.FsFile> {
    return Deno.open(this.#path, { append: true, create: true });
  }

  async #rotate(): Promise<void> {
    if (this.#files === 1) return await Deno.remove(this.#path);
    for (let n = this.#files - 1; n > 0; n--) {
      try {
        await Deno.rename(this.#numbered(n - 1), this.#numbered(n));
      } catch (error) {
        // There were not so many files yet.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }

  #numbered(n: number): string | URL {
    if (n === 0) return this.#path;
    return typeof this.#path === "string"
      ? `${this.#path}.${n}`
      : new URL(`${this.#path.href}.${n}`);
  }
}

/** The end of the first line in there, or of all that there is. */
function lineEnd(bytes: Uint8Array): number {
  return bytes.indexOf(NEWLINE) + 1 || bytes.length;
}
