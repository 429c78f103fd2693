/**
 * What a death says about the messages of an actor. Only what is sure counts against a message, because a message that is given up
 * wrongly is lost.
 *
 * | how the actor died                                   | what it had under work       | does it count?          |
 * | ---------------------------------------------------- | ---------------------------- | ----------------------- |
 * | its `run` threw, or returned and must not            | it says so itself            | yes: it was its own     |
 * | its turn made no progress, its thread was free       | nobody knows                 | yes                     |
 * | something threw in its worker outside of any `run`   | its worker says so           | if it was alone there   |
 * | its thread ended, or hung and was killed             | nobody knows                 | if it was alone there   |
 * | it was killed because people asked for it, or since  | nothing that matters         | no                      |
 * | its worker did not let go of another                 |                              |                         |
 * | its process ended                                    | nobody knows                 | a quarter               |
 * | its siblings started again, or a mate took the       | nothing that matters         | no                      |
 * | worker with it by hanging, and it waited             |                              |                         |
 *
 * Of an actor that waited between two turns nothing was under work, whatever happened: its callbacks may be the cause, its messages
 * are not. Where nobody knows what was under work, the successor goes on with caution and notes what it has under work, so that it is
 * known when it dies. Where nobody knows whose a death was, those that had something under work go on one by one, each alone in its worker
 * (`probation.ts`, `entrance.ts`), because a death counts if the worker had run nobody else. Mates are kept out even if they had
 * nothing under work: a timer that one of them has left behind may be what kills.
 *
 * Of the end of a process nobody knows whose doing it was, nor whether it was anybody's here. So it takes four times as many, all with
 * the same message under work and known to be: then it is given up, or a message that takes the process with it would do so for ever.
 *
 * @module
 */
import type { CrashCause, UnderWork } from "../protocol/mod.ts";

/** What is known of how much the messages of an actor had to do with its death. */
export interface Evidence {
  /** What its turn had under work; inputs that are not named, it had not touched. `undefined` if nobody knows. */
  readonly underWork: readonly UnderWork[] | undefined;
  /** Whether nothing but its own turn or its own callbacks can have been the cause. */
  readonly isShown: boolean;
  /** Whether the thread died with it, so that it may have been a mate. */
  readonly isOfThread: boolean;
  /** Whether the whole process ended, so that it may have been anybody, or somebody outside. */
  readonly isOfProcess?: true;
}

/** The process has ended, and nobody was there to see why. */
export const PROCESS_DEATH: Evidence = {
  underWork: undefined,
  isShown: false,
  isOfThread: false,
  isOfProcess: true,
};

/** Nothing is known, and nothing need be. */
export const NO_EVIDENCE: Evidence = { underWork: [], isShown: false, isOfThread: false };

/** The evidence of a death that the actor has brought about itself, its thread being free to say so. */
export function ownDeath(underWork: readonly UnderWork[] | undefined): Evidence {
  return { underWork, isShown: true, isOfThread: false };
}

/**
 * The evidence of the death of an actor's thread.
 *
 * @param underWork what the thread said of the actor's turn, if it could say something
 * @param isAlone whether the thread had run nobody else
 */
export function threadDeath(
  cause: CrashCause,
  underWork: readonly UnderWork[] | undefined,
  isAlone: boolean,
): Evidence {
  const isByItself = cause === "uncaught" || cause === "exit" || cause === "hang";
  return isByItself ? { underWork, isShown: isAlone, isOfThread: true } : NO_EVIDENCE;
}
