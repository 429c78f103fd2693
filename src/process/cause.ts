/** What a process of actors died of, in words. */

/** The engine's last words when its heap is full. */
const OUT_OF_MEMORY = /heap out of memory|Array buffer allocation failed|out of memory/i;

/** The same, for what the engine says alone: a process that was to be ended may have come to that by itself just before. */
const FATAL = /^.*Fatal .*out of memory/m;

/** What is known of a process that is gone. */
export interface Demise {
  readonly code: number;
  readonly signal: string | null;
  /** The end of what it wrote to standard error. */
  readonly lastWords: string;
  /** Why it was to be ended, if its host ended it; `undefined` otherwise. */
  readonly why: string | undefined;
}

/** What it died of, as it stands in a report. */
export function causeOf({ code, signal, lastWords, why }: Demise): string {
  if (why !== undefined && signal === "SIGKILL") {
    return FATAL.test(lastWords) ? "out of memory" : why;
  }
  if (signal !== null && OUT_OF_MEMORY.test(lastWords)) return "out of memory";
  if (signal !== null) return `signal ${signal.replace(/^SIG/, "")}`;
  return `exited with code ${code}`;
}
