/**
 * The worker door of the shutdown vote: an actor learns here that a stop is asked for, and answers.
 *
 * @module
 */
import { checkVersion } from "../memory/region.ts";
import { viewsOf } from "../memory/views.ts";
import {
  BALLOT_STATE_WORD,
  BALLOT_VERSION,
  BALLOT_VERSION_WORD,
  BALLOT_VOTE_WORD,
  LIFECYCLE_STOPPING,
  VOTE_ACCEPT,
  VOTE_ASKED,
  VOTE_GONE,
  VOTE_VETO,
} from "./ballot_layout.ts";

/** The ballot as the actors of a thread see it: one object for all of them. */
export class Ballot {
  readonly #words: Int32Array;
  readonly #stateWord: number;
  /** Index of the first vote. */
  readonly #votes: number;

  constructor(region: SharedArrayBuffer, at: number) {
    this.#words = viewsOf(region).words;
    checkVersion("ballot", this.#words[at / 4 + BALLOT_VERSION_WORD] as number, BALLOT_VERSION);
    this.#stateWord = at / 4 + BALLOT_STATE_WORD;
    this.#votes = at / 4 + BALLOT_VOTE_WORD;
  }

  /** Whether a stop is asked for (or over). */
  get stopping(): boolean {
    // A plain load: who misses it this time is rung, and looks again.
    return (this.#words[this.#stateWord] as number) >= LIFECYCLE_STOPPING;
  }

  /** The actor is about to be asked. If it dies before it answers, the host knows that the question was the reason. */
  ask(actor: number): void {
    Atomics.store(this.#words, this.#votes + actor, VOTE_ASKED);
  }

  accept(actor: number): void {
    Atomics.store(this.#words, this.#votes + actor, VOTE_ACCEPT);
  }

  veto(actor: number): void {
    Atomics.store(this.#words, this.#votes + actor, VOTE_VETO);
  }

  /** The actor ended by itself: its vote holds up no stop any more. */
  leave(actor: number): void {
    Atomics.store(this.#words, this.#votes + actor, VOTE_GONE);
  }
}
