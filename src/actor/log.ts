import { textOf } from "../errors.ts";
import { LOG_LEVELS, type LogLevel } from "../log_level.ts";

/**
 * Writes records to the graph's log. `data` is any value that `structuredClone` takes; any other is logged as the text that it is
 * shown as, and one of more than about a megabyte as a remark on that. Logging never throws.
 *
 * It waits for nobody: the host writes, in a thread of its own. `console.log` in an actor is the runtime's, and writes at once in
 * the actor's thread. On a full disk what it prints is lost, and the log says so; but where a pipe is full and nobody reads it,
 * the actor stands still in the middle of its turn, and such a thread cannot be ended.
 */
export interface ActorLog {
  /**
   * The lowest level that is logged now; the host may change it at any time, with `graph.logLevel`. Records below it cost next to nothing:
   * look at it only where the text itself does.
   */
  readonly level: LogLevel;
  /** For whoever looks for a fault. */
  debug(text: string, data?: unknown): void;
  /** For whoever runs the service. */
  info(text: string, data?: unknown): void;
  /** Something is not as it should be; the actor goes on. */
  warn(text: string, data?: unknown): void;
  /** Something has failed. */
  error(text: string, data?: unknown): void;
}

/** Takes a record on its way to the host. */
export type LogPost = (level: LogLevel, text: string, data: unknown) => void;

/** What a worker may log in a row, and every second after that: the way to the host has no other bound. */
const RECORDS_PER_SECOND = 1000;

/**
 * Lets records pass from a level on, and no more of them than a host can take.
 *
 * @param lowest says which level that is now, by its place among {@link LOG_LEVELS}
 */
export function createLog(lowest: () => number, now: () => number, post: LogPost): ActorLog {
  return new BoundedLog(lowest, now, post);
}

/** Bytes of data that a record may carry, about. */
const MAX_DATA_BYTES = 1_000_000;
const TOO_LARGE = `(too large for the log: more than ${MAX_DATA_BYTES} bytes)`;

class BoundedLog implements ActorLog {
  readonly #lowest: () => number;
  readonly #now: () => number;
  readonly #post: LogPost;
  #credit = RECORDS_PER_SECOND;
  #last: number;
  #dropped = 0;

  constructor(lowest: () => number, now: () => number, post: LogPost) {
    this.#lowest = lowest;
    this.#now = now;
    this.#post = post;
    this.#last = now();
  }

  get level(): LogLevel {
    return LOG_LEVELS[this.#lowest()] as LogLevel;
  }

  debug(text: string, data?: unknown): void {
    this.#write("debug", text, data);
  }

  info(text: string, data?: unknown): void {
    this.#write("info", text, data);
  }

  warn(text: string, data?: unknown): void {
    this.#write("warn", text, data);
  }

  error(text: string, data?: unknown): void {
    this.#write("error", text, data);
  }

  #write(level: LogLevel, text: string, data: unknown): void {
    if (LOG_LEVELS.indexOf(level) < this.#lowest()) return;
    const time = this.#now();
    const earned = (time - this.#last) * RECORDS_PER_SECOND / 1000;
    this.#credit = Math.min(RECORDS_PER_SECOND, this.#credit + earned);
    this.#last = time;
    if (this.#credit < 1) {
      this.#dropped++;
      return;
    }
    this.#credit--;
    if (this.#dropped > 0) {
      const remark =
        `${this.#dropped} log records dropped: more than ${RECORDS_PER_SECOND} a second`;
      this.#post("warn", remark, {});
      this.#dropped = 0;
    }
    this.#send(level, textOf(text), data);
  }

  /** A log record must not bring its actor down, whatever it carries. */
  #send(level: LogLevel, text: string, data: unknown): void {
    try {
      this.#post(level, text, isLight(data) ? data : TOO_LARGE);
    } catch {
      this.#post(level, text, textOf(data));
    }
  }
}

/** What a value takes besides what is in it, in bytes, roughly. */
const VALUE_BYTES = 16;

/** Whether `data` is light enough to travel. It is walked through only as far as it may be heavy. */
function isLight(data: unknown): boolean {
  let bytes = 0;
  const seen = new Set<unknown>();
  const rest = [data];
  while (rest.length > 0) {
    const value = rest.pop();
    bytes += VALUE_BYTES;
    if (typeof value === "string") bytes += 2 * value.length;
    else if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) bytes += value.byteLength;
      else if (!pushParts(value, rest, (MAX_DATA_BYTES - bytes) / VALUE_BYTES)) return false;
    }
    if (bytes > MAX_DATA_BYTES) return false;
  }
  return true;
}

/** Puts what is in an object among the values to come; false if that is more than `most`. */
function pushParts(value: object, rest: unknown[], most: number): boolean {
  if (value instanceof Map || value instanceof Set) {
    if (value.size > most) return false;
    if (value instanceof Map) rest.push(...value.keys());
    rest.push(...value.values());
    return true;
  }
  if (value instanceof Error) rest.push(value.message, value.stack, value.cause);
  if (Array.isArray(value) && value.length > most) return false;
  for (const key in value) {
    if (--most < 0) return false;
    rest.push((value as Record<string, unknown>)[key]);
  }
  return true;
}
