/**
 * The worker door of the shutdown vote: an actor learns here that a stop is asked for, and answers.
 *
 * @module
 */
import { checkVersion } from "../memory/region.ts";
import { viewsOf } from "../memory/views.ts";
import {
  BALLOT_ACTORS_WORD,
  BALLOT_LEVEL_WORD,
  BALLOT_STATE_WORD,
  BALLOT_VERSION,
  BALLOT_VERSION_WORD,
  BALLOT_VOTE_WORD,
  ballotOwnWord,
  LIFECYCLE_STOPPING,
  VOTE_ACCEPT,
  VOTE_ASKED,
  VOTE_GONE,
  VOTE_VETO,
} from "./ballot_layout.ts";

/** The ballot as the actors of a thread see it: one object for all of them, but for those that are to stop alone. */
export class Ballot {
  readonly #words: Int32Array;
  readonly #region: SharedArrayBuffer;
  readonly #at: number;
  /** Index of the word that says whether to stop. */
  readonly #stateWord: number;
  /** Index of the first vote, and of the first word of an actor of its own. */
  readonly #votes: number;
  readonly #owns: number;

  /** @param alone the actor that is to stop alone whose ballot it is */
  constructor(region: SharedArrayBuffer, at: number, alone?: number) {
    this.#region = region;
    this.#at = at;
    this.#words = viewsOf(region).words;
    checkVersion("ballot", this.#words[at / 4 + BALLOT_VERSION_WORD] as number, BALLOT_VERSION);
    const actors = this.#words[at / 4 + BALLOT_ACTORS_WORD] as number;
    this.#votes = at / 4 + BALLOT_VOTE_WORD;
    this.#owns = at / 4 + ballotOwnWord(actors, 0);
    this.#stateWord = alone === undefined ? at / 4 + BALLOT_STATE_WORD : this.#owns + alone;
  }

  /** Whether the actor is to stop alone. */
  asksAlone(actor: number): boolean {
    return Atomics.load(this.#words, this.#owns + actor) !== 0;
  }

  /** The ballot as that actor sees it once it is to stop alone. */
  alone(actor: number): Ballot {
    return new Ballot(this.#region, this.#at, actor);
  }

  /** Whether a stop is asked for (or over). */
  get stopping(): boolean {
    // A plain load: who misses it this time is rung, and looks again.
    return (this.#words[this.#stateWord] as number) >= LIFECYCLE_STOPPING;
  }

  /** The lowest level that is logged, by its place among `LOG_LEVELS`. A plain load: a record more or less is no matter. */
  get logsFrom(): number {
    return this.#words[this.#at / 4 + BALLOT_LEVEL_WORD] as number;
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
