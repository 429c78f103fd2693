/**
 * Layout of the ballot: the lifecycle of a graph, from which level on it logs, and the votes of its actors on a stop.
 *
 * ```text
 * byte   0  VERSION  i32
 * byte   4  ACTORS   i32
 * byte 128  STATE    i32   one of LIFECYCLE_*; only the host writes it
 * byte 132  LEVEL    i32   the lowest level that is logged, by its place in LOG_LEVELS; only the host writes it
 * byte 256  VOTE     i32 × ACTORS   one of VOTE_*; written by the actor, and by the host once the actor is gone
 *           OWN      i32 × ACTORS   LIFECYCLE_STOPPING for an actor that is to stop alone, else 0; only the host writes it
 * ```
 *
 * An actor looks at one word to learn of a stop: at STATE, which it shares with all, so that of ten thousand it is in the cache; or, once
 * it is to stop alone, at its OWN. It hears that by a message, and each generation that begins looks at its OWN first.
 */

export const BALLOT_VERSION = 4;

export const BALLOT_VERSION_WORD = 0;
export const BALLOT_ACTORS_WORD = 1;
export const BALLOT_STATE_WORD = 32;
export const BALLOT_LEVEL_WORD = 33;
export const BALLOT_VOTE_WORD = 64;

/** Where a graph is in its life. */
export type Lifecycle = "building" | "running" | "stopping" | "stopped";

export const LIFECYCLE_BUILDING = 0;
export const LIFECYCLE_RUNNING = 1;
export const LIFECYCLE_STOPPING = 2;
export const LIFECYCLE_STOPPED = 3;

/** The actor has not been asked, or has not answered yet. */
export const VOTE_NONE = 0;
/** The actor agreed to stop. */
export const VOTE_ACCEPT = 1;
/** The actor was asked and refused, the last time it answered. */
export const VOTE_VETO = 2;
/** The actor is gone: it counts as agreed. */
export const VOTE_GONE = 3;
/** The actor is being asked: its answer follows, unless it dies of the question. */
export const VOTE_ASKED = 4;

/** Where the OWN of an actor stands, in the ballot of `actors` actors. */
export function ballotOwnWord(actors: number, actor: number): number {
  return BALLOT_VOTE_WORD + actors + actor;
}

/** What the ballot of `actors` actors takes, in bytes. */
export function ballotBytes(actors: number): number {
  return ballotOwnWord(actors, actors) * 4;
}
