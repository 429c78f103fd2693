import type { Condition } from "../channel/condition.ts";
import type { RxEnd } from "../channel/rx_end.ts";
import type { TurnJournal } from "../turn/mod.ts";

/** An input that may hold the message of which the generation before died. */
export interface Suspect {
  /** Its number among the actor's ends. */
  readonly number: number;
  readonly end: RxEnd<unknown>;
  /** The cursor behind the last message that is suspected. */
  readonly until: number;
}

/**
 * How a generation goes on after a death: it sees the messages that may have been the reason one by one, a turn for each,
 * until it is past them. If one of them is deadly again, all before it are done for good, and the host knows which it was.
 *
 * Of several inputs it shows one at a time, in turn, as long as what the actor waits for holds with that one alone; what joins
 * messages of several inputs gets one of each.
 */
export class Caution {
  readonly #journal: TurnJournal;
  #suspects: readonly Suspect[];
  /** Whose turn it is, among turns that begin with a wait, and among those that do not: both in turn, so nobody starves. */
  #next = 0;
  #nextUnwaited = 0;

  constructor(suspects: readonly Suspect[], journal: TurnJournal) {
    this.#suspects = suspects;
    this.#journal = journal;
    this.showNext();
  }

  /** Whether the generation is past all suspected messages. To be asked between two turns. */
  get isOver(): boolean {
    const past = this.#suspects.filter(({ end, until }) => ((end.staged - until) | 0) >= 0);
    if (past.length === 0) return false;
    for (const { number, end } of past) {
      end.restrict();
      this.#journal.show(number, false);
    }
    this.#suspects = this.#suspects.filter((suspect) => !past.includes(suspect));
    return this.#suspects.length === 0;
  }

  /** Shows one input, for a turn that begins without a wait. */
  showNext(): void {
    const filled = this.#suspects.filter(({ end }) => end.backlog > 0);
    const suspect = filled[this.#nextUnwaited++ % filled.length];
    this.#show((other) => other === suspect);
  }

  /** Whether `condition` holds with as little as possible in sight, which then stays in sight. */
  holds(condition: Condition): boolean {
    const filled = this.#suspects.filter(({ end }) => end.backlog > 0);
    for (let i = 0; i < filled.length; i++) {
      const suspect = filled[(this.#next + i) % filled.length];
      this.#show((other) => other === suspect);
      if (!condition.met()) continue;
      this.#next += i + 1;
      return true;
    }
    this.#show(() => true);
    if (condition.met()) return true;
    this.#show(() => false);
    return false;
  }

  #show(inSight: (suspect: Suspect) => boolean): void {
    for (const suspect of this.#suspects) {
      const shown = inSight(suspect);
      suspect.end.restrict(shown ? 1 : 0);
      this.#journal.show(suspect.number, shown);
    }
  }
}
