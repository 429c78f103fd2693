/**
 * The worker door of the shutdown vote: an actor learns here that a stop is asked for, and answers.
 *
 * @module
 */
import { checkVersion } from "../memory/region.ts";
import { viewsOf } from "../memory/views.ts";
import {
  BALLOT_ACTORS_WORD,
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

/** One actor's view of the ballot. */
export class Ballot {
  readonly #words: Int32Array;
  /** That of the graph; the actor's own, once it is to stop alone. */
  #stateWord: number;
  readonly #ownWord: number;
  readonly #voteWord: number;

  constructor(region: SharedArrayBuffer, at: number, actor: number) {
    this.#words = viewsOf(region).words;
    checkVersion("ballot", this.#words[at / 4 + BALLOT_VERSION_WORD] as number, BALLOT_VERSION);
    this.#stateWord = at / 4 + BALLOT_STATE_WORD;
    this.#voteWord = at / 4 + BALLOT_VOTE_WORD + actor;
    const actors = this.#words[at / 4 + BALLOT_ACTORS_WORD] as number;
    this.#ownWord = at / 4 + ballotOwnWord(actors, actor);
    this.heedOwn();
  }

  /** Looks whether the actor is to stop alone. */
  heedOwn(): void {
    if (Atomics.load(this.#words, this.#ownWord) !== 0) this.#stateWord = this.#ownWord;
  }

  /** Whether a stop is asked for (or over), be it of all or of this actor alone. */
  get stopping(): boolean {
    // A plain load: who misses it this time is rung, and looks again.
    return (this.#words[this.#stateWord] as number) >= LIFECYCLE_STOPPING;
  }

  /** The actor is about to be asked. If it dies before it answers, the host knows that the question was the reason. */
  ask(): void {
    Atomics.store(this.#words, this.#voteWord, VOTE_ASKED);
  }

  accept(): void {
    Atomics.store(this.#words, this.#voteWord, VOTE_ACCEPT);
  }

  veto(): void {
    Atomics.store(this.#words, this.#voteWord, VOTE_VETO);
  }

  /** The actor ended by itself: its vote holds up no stop any more. */
  leave(): void {
    Atomics.store(this.#words, this.#voteWord, VOTE_GONE);
  }
}
