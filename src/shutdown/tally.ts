/**
 * The host door of the shutdown vote: the lifecycle of a graph, and the count of the votes.
 *
 * @module
 */
import { viewsOf } from "../memory/views.ts";
import {
  BALLOT_ACTORS_WORD,
  BALLOT_LEVEL_WORD,
  BALLOT_STATE_WORD,
  BALLOT_VERSION,
  BALLOT_VERSION_WORD,
  BALLOT_VOTE_WORD,
  ballotBytes,
  ballotOwnWord,
  type Lifecycle,
  LIFECYCLE_BUILDING,
  LIFECYCLE_RUNNING,
  LIFECYCLE_STOPPED,
  LIFECYCLE_STOPPING,
  VOTE_ACCEPT,
  VOTE_ASKED,
  VOTE_GONE,
  VOTE_NONE,
  VOTE_VETO,
} from "./ballot_layout.ts";

/** How an actor stands to a stop. `asked`: its answer is not there yet. */
export type Vote = "none" | "asked" | "accept" | "veto" | "gone";

const LIFECYCLES: Record<number, Lifecycle> = {
  [LIFECYCLE_BUILDING]: "building",
  [LIFECYCLE_RUNNING]: "running",
  [LIFECYCLE_STOPPING]: "stopping",
  [LIFECYCLE_STOPPED]: "stopped",
};

const LIFECYCLE_WORDS: Record<Lifecycle, number> = {
  building: LIFECYCLE_BUILDING,
  running: LIFECYCLE_RUNNING,
  stopping: LIFECYCLE_STOPPING,
  stopped: LIFECYCLE_STOPPED,
};

const VOTES: Record<number, Vote> = {
  [VOTE_NONE]: "none",
  [VOTE_ASKED]: "asked",
  [VOTE_ACCEPT]: "accept",
  [VOTE_VETO]: "veto",
  [VOTE_GONE]: "gone",
};

/** Whether a stop was asked for, or the graph had stopped, in a ballot that another process has left. */
export function stopWasUnderWay(region: SharedArrayBuffer, at: number): boolean {
  const { words } = viewsOf(region);
  return (words[at / 4 + BALLOT_STATE_WORD] as number) >= LIFECYCLE_STOPPING;
}

/** The host's view of the ballot. */
export class Tally {
  readonly #words: Int32Array;
  readonly #actors: number;

  constructor(region: SharedArrayBuffer, at: number, actors: number) {
    this.#words = new Int32Array(region, at, ballotBytes(actors) / 4);
    this.#words[BALLOT_VERSION_WORD] = BALLOT_VERSION;
    this.#words[BALLOT_ACTORS_WORD] = actors;
    this.#actors = actors;
  }

  get lifecycle(): Lifecycle {
    return LIFECYCLES[Atomics.load(this.#words, BALLOT_STATE_WORD)] as Lifecycle;
  }

  set lifecycle(state: Lifecycle) {
    Atomics.store(this.#words, BALLOT_STATE_WORD, LIFECYCLE_WORDS[state]);
  }

  /** The lowest level that is logged, by its place among `LOG_LEVELS`: actors see it at their next record. */
  set logsFrom(level: number) {
    Atomics.store(this.#words, BALLOT_LEVEL_WORD, level);
  }

  vote(actor: number): Vote {
    return VOTES[Atomics.load(this.#words, BALLOT_VOTE_WORD + actor)] as Vote;
  }

  /** Counts an actor that is gone for good as agreed. */
  markGone(actor: number): void {
    Atomics.store(this.#words, BALLOT_VOTE_WORD + actor, VOTE_GONE);
  }

  /** Whether an actor is asked to stop alone. It must be told so, if it is at work. */
  askAlone(actor: number, asked: boolean): void {
    const own = ballotOwnWord(this.#actors, actor);
    Atomics.store(this.#words, own, asked ? LIFECYCLE_STOPPING : 0);
  }

  /** Forgets the vote of an actor that is about to be started again. */
  clear(actor: number): void {
    Atomics.store(this.#words, BALLOT_VOTE_WORD + actor, VOTE_NONE);
  }
}
