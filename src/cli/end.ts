import { EXIT_NOT_STARTED, EXIT_ZOMBIE } from "./exit_codes.ts";

/** How a process ended. */
export interface ProcessEnd {
  /** Its exit code; 128 and the signal's number if a signal ended it. */
  readonly code: number;
  /** The signal that ended it. */
  readonly signal: string | null;
  /** Why it could not even be started. */
  readonly notStarted?: string;
}

/** V8 ends the process itself when memory is short: by a trap, or by `abort`. A shell in between leaves the code alone. */
const OUT_OF_MEMORY: Readonly<Record<string, string>> = {
  SIGTRAP: "out of memory, or another fatal error of V8 (SIGTRAP)",
  SIGABRT: "out of memory, or another fatal error (SIGABRT)",
};
const SIGNAL_BY_CODE: Readonly<Record<number, string>> = { 133: "SIGTRAP", 134: "SIGABRT" };

/** One line on how a process ended, as far as it can be told from outside. */
export function describeEnd({ code, signal, notStarted }: ProcessEnd): string {
  if (notStarted !== undefined) return `could not be started: ${notStarted}`;
  const shown = signal ?? SIGNAL_BY_CODE[code];
  if (shown === "SIGKILL") return "SIGKILL, which the system sends too when memory runs out";
  if (shown !== undefined) return OUT_OF_MEMORY[shown] ?? shown;
  if (code === EXIT_ZOMBIE) return `exit code ${code}, threads of it could not be ended`;
  return `exit code ${code}`;
}

/** The end of a process that could not be started. */
export function notStarted(error: unknown): ProcessEnd {
  const message = error instanceof Error ? error.message : String(error);
  return { code: EXIT_NOT_STARTED, signal: null, notStarted: message };
}
