/**
 * What is known of a crash, and what was decided about it. Plain data, for whoever wants to count, store or show crashes.
 *
 * @module
 */
import type { ErrorReport } from "../errors.ts";

/**
 * How an actor crashed.
 *
 * - `throw`: its `run` threw.
 * - `returned`: its `run` returned although it is permanent and nothing asked it to end.
 * - `uncaught`: something threw in its worker outside of any `run`: a timer, a promise that nobody awaited.
 * - `exit`: its worker ended by itself (`self.close()`, `Deno.exit()`), or was ended from outside of this framework. Of a process of its own
 *   the error says what it died of: `out of memory`, `signal SEGV`, `exited with code 3`.
 * - `loadFailure`: the worker that was to run it again did not come up.
 * - `hang`: it made no progress for longer than it may.
 * - `asked`: somebody asked for its restart. That counts against nobody.
 */
export type CrashCause =
  | "throw"
  | "returned"
  | "uncaught"
  | "exit"
  | "loadFailure"
  | "hang"
  | "asked";

/**
 * What was decided about a crash.
 *
 * - `restart`: the actor's supervisor starts it again, with the siblings that its strategy says.
 * - `escalate`: there were too many crashes for its supervisor, so that one is started again, with all its children, by a
 *   supervisor above it.
 * - `remove`: the actor is temporary. It leaves the graph, which goes on.
 * - `giveUp`: there were too many crashes even for the graph, which stops; or the error is one that comes again however often the actor
 *   is started (`isLasting`).
 * - `end`: the graph stops, and the actor died in its stop with nothing left to drain, or did not come up in time. It is not
 *   started again; the report says `failed`.
 * - `zombie`: its thread cannot be ended, so no successor may be let in. What becomes of the graph is for its
 *   `onZombie` to say.
 */
export type CrashDecision = "restart" | "escalate" | "remove" | "giveUp" | "end" | "zombie";

/** How often a child of a supervisor crashed in the time that its intensity counts. */
export interface ChildCrashes {
  /** The label of the actor, or of the supervisor. */
  readonly label: string;
  /** How often, the last time included. */
  readonly crashes: number;
}

/** One crash of one actor. */
export interface CrashReport {
  /** The actor's label. */
  readonly actor: string;
  /** Which generation crashed: 0 for the first. */
  readonly generation: number;
  /** How. */
  readonly cause: CrashCause;
  /** The error: what it was, what it said, and where it came from. */
  readonly error: ErrorReport;
  /** What was decided. */
  readonly decision: CrashDecision;
  /** The supervisors above the actor, from the graph's name down to its own. */
  readonly supervisors: readonly string[];
  /** Those of them that were given up because of this crash, from the actor's own up. */
  readonly givenUp: readonly string[];
  /**
   * Whose crashes were too many, for each of `givenUp`: its children that crashed, the most often first. A supervisor with several
   * children counts them together, so it may not be the actor of this report whose doing it was.
   */
  readonly counted: readonly (readonly ChildCrashes[])[];
  /** Labels of the actors that are started again although they are sound, in the order of their start. */
  readonly siblings: readonly string[];
  /**
   * Whether the actor was given up because its error would come again however often it is started: it was a `LastingError`, or options that
   * its own code gives, to `actor.calls` for instance, are wrong. `givenUp` has all supervisors above it then, and `counted` nothing.
   */
  readonly isLasting: boolean;
  /** How long the restart is put off, in milliseconds; 0 where there is none. */
  readonly delayMs: number;
  /** When, in milliseconds since the epoch. */
  readonly time: number;
  /** The message under work, where there was just one. */
  readonly message?: unknown;
}
