import type { LogLevel } from "../protocol/messages.ts";

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

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** What a worker may log in a row, and every second after that: the way to the host has no other bound. */
const RECORDS_PER_SECOND = 1000;

/** Lets records pass from `level` on, and no more of them than a host can take. */
export function createLog(
  level: LogLevel,
  now: () => number,
  post: LogPost,
): ActorLog {
  const lowest = LEVELS.indexOf(level);
  let credit = RECORDS_PER_SECOND;
  let last = now();
  let dropped = 0;

  function write(of: LogLevel, text: string, data: unknown): void {
    if (LEVELS.indexOf(of) < lowest) return;
    const time = now();
    credit = Math.min(
      RECORDS_PER_SECOND,
      credit + (time - last) * RECORDS_PER_SECOND / 1000,
    );
    last = time;
    if (credit < 1) {
      dropped++;
      return;
    }
    credit--;
    if (dropped > 0) {
      post("warn", `${dropped} log records dropped: more than ${RECORDS_PER_SECOND} a second`, {});
      dropped = 0;
    }
    post(of, text, data);
  }

  return {
    debug: (text, data) => write("debug", text, data),
    info: (text, data) => write("info", text, data),
    warn: (text, data) => write("warn", text, data),
    error: (text, data) => write("error", text, data),
  };
}
