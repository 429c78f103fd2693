/**
 * Dead letters: messages that were taken out of their channel because nobody could work on them, with everything that is
 * known of why.
 *
 * @module
 */
import type { ErrorReport } from "../../errors.ts";
import type { LetterMark, OldLetter } from "../ledger/mod.ts";

/** A message that was given up. */
export interface DeadLetter {
  /** When, in milliseconds since the epoch. */
  readonly time: number;
  /** The label of the actor that could not work on it. */
  readonly actor: string;
  /** The actor's generation when it gave up, or died for the last time. */
  readonly generation: number;
  /**
   * The port it came by; `null` if the actor's own code wrote the letter, by `actor.deadLetter`, which does not tell: to replay it, name
   * one.
   */
  readonly port: string | null;
  /** The lane of the port's bundle, or `null`. */
  readonly lane: number | null;
  /** The message's number in its channel, from 0 on, exact up to 2⁵³; where no port is known, that of the actor's turn. */
  readonly number: number;
  /** The message; if it is `unreadable`, the error of reading it. */
  readonly message: unknown;
  /** Whether the message could not be read from its channel. Such a letter cannot be replayed. Left out if it could. */
  readonly unreadable?: true;
  /** Why: the sentence of the actor, or of the framework. */
  readonly reason: string;
  /** How many deaths the message was blamed for. */
  readonly deaths: number;
  /** The error of the last of these deaths; `null` if there was none. */
  readonly cause: ErrorReport | null;
}

/** How many letters are kept; the oldest go first. Who wants them all listens with `onDeadLetter`. */
export const MAX_DEAD_LETTERS = 10_000;

/** Letters of the turn under way: they count once it commits. */
interface Pending {
  readonly turn: number;
  readonly letter: DeadLetter;
  readonly mark: LetterMark;
}

/** The dead letters of a graph. */
export class DeadLetters {
  readonly #letters: DeadLetter[] = [];
  readonly #pending = new Map<number, Pending[]>();
  readonly #onLetter: (letter: DeadLetter) => void;

  constructor(onLetter: (letter: DeadLetter) => void) {
    this.#onLetter = onLetter;
  }

  /** Adds a letter that counts. */
  add(letter: DeadLetter, mark: LetterMark): void {
    this.#keep(letter);
    this.#onLetter(letter);
    mark.told();
  }

  /** Adds a letter of an earlier process, which the program may have been told of there. */
  restore({ letter, mark, wasTold }: OldLetter<DeadLetter>): void {
    if (wasTold) this.#keep(letter);
    else this.add(letter, mark);
  }

  #keep(letter: DeadLetter): void {
    this.#letters.push(letter);
    if (this.#letters.length > MAX_DEAD_LETTERS) this.#letters.shift();
  }

  /** Notes a letter that an actor wrote in turn number `turn`, which has not committed yet. */
  note(actor: number, turn: number, letter: DeadLetter, mark: LetterMark): void {
    const pending = this.#pending.get(actor);
    if (pending === undefined) this.#pending.set(actor, [{ turn, letter, mark }]);
    else pending.push({ turn, letter, mark });
  }

  /** Whether there are noted letters of which it is not known whether they count. */
  get arePending(): boolean {
    return this.#pending.size > 0;
  }

  /** Adds the noted letters whose turns have committed. */
  settle(committed: (actor: number, turn: number) => boolean): void {
    for (const [actor, pending] of this.#pending) {
      const open = pending.filter(({ turn, letter, mark }) => {
        if (!committed(actor, turn)) return true;
        mark.settle(true);
        this.add(letter, mark);
        return false;
      });
      if (open.length === 0) this.#pending.delete(actor);
      else this.#pending.set(actor, open);
    }
  }

  /** Forgets what the actor noted in a turn that will never commit: its successor does it again. */
  forget(actor: number): void {
    for (const { mark } of this.#pending.get(actor) ?? []) mark.settle(false);
    this.#pending.delete(actor);
  }

  /** All that are kept, oldest first. */
  get list(): readonly DeadLetter[] {
    return [...this.#letters];
  }
}
