import { LOG_LEVELS, type LogLevel } from "../log_level.ts";

/** Writes records to the graph's log. `data` is any structured-cloneable value. */
export interface ActorLog {
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

/** Lets records pass from `level` on, and no more of them than a host can take. */
export function createLog(level: LogLevel, now: () => number, post: LogPost): ActorLog {
  return new BoundedLog(level, now, post);
}

class BoundedLog implements ActorLog {
  readonly #lowest: number;
  readonly #now: () => number;
  readonly #post: LogPost;
  #credit = RECORDS_PER_SECOND;
  #last: number;
  #dropped = 0;

  constructor(level: LogLevel, now: () => number, post: LogPost) {
    this.#lowest = LOG_LEVELS.indexOf(level);
    this.#now = now;
    this.#post = post;
    this.#last = now();
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
    if (LOG_LEVELS.indexOf(level) < this.#lowest) return;
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
      const text = `${this.#dropped} log records dropped: more than ${RECORDS_PER_SECOND} a second`;
      this.#post("warn", text, {});
      this.#dropped = 0;
    }
    this.#post(level, text, data);
  }
}
