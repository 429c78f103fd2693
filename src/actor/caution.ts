import type { Condition } from "../channel/condition.ts";
import { type RxControl, showAtLeast, watchTouches } from "../channel/ring/mod.ts";
import type { TurnJournal } from "../turn/mod.ts";

/** An input of the actor. */
export interface CautiousInput {
  /** Its number among the actor's ends. */
  readonly number: number;
  readonly end: RxControl;
  /** The cursor behind the last message that is suspected of the death before; `undefined` if none is. */
  readonly until: number | undefined;
}

/**
 * How a generation goes on after a death: turns begin with one message of each suspected input in sight, until it is past them.
 * If one of them is deadly again, all before it are done for good, and the host knows which it was: inputs tell the journal when
 * they are touched.
 *
 * It bounds what a turn begins with, and nothing else: what a condition asks for is shown, and what was shown stays.
 */
export class Caution {
  readonly #journal: TurnJournal;
  readonly #inputs: readonly CautiousInput[];
  #suspects: readonly CautiousInput[];

  constructor(inputs: readonly CautiousInput[], journal: TurnJournal) {
    this.#journal = journal;
    this.#inputs = inputs;
    this.#suspects = inputs.filter(({ until }) => until !== undefined);
    for (const { number, end } of inputs) watchTouches(end, () => journal.touch(number));
    this.nextTurn();
  }

  /** Begins the next turn. Returns whether the generation is past all suspected messages, so that no caution is needed any more. */
  nextTurn(): boolean {
    this.#suspects = this.#suspects.filter(({ end, until }) => {
      if (((end.staged - (until as number)) | 0) < 0) return true;
      end.limit = undefined;
      return false;
    });
    for (const { end } of this.#suspects) showAtLeast(end, 1);
    const isOver = this.#suspects.length === 0;
    for (const { number, end } of this.#inputs) {
      this.#journal.untouch(number, isOver);
      if (isOver) watchTouches(end, undefined);
    }
    return isOver;
  }

  /** Whether `condition` holds with as few messages in sight as it needs. Those stay in sight. */
  holds(condition: Condition): boolean {
    if (condition.met()) return true;
    const before = this.#suspects.map(({ end }) => end.limit);
    const most = Math.max(...this.#suspects.map(({ end }) => end.backlog));
    for (let messages = 2; messages < 2 * most; messages *= 2) {
      for (const { end } of this.#suspects) showAtLeast(end, messages);
      if (condition.met()) return true;
    }
    // It was not for lack of messages: the turn has not begun, so nobody has seen them.
    this.#suspects.forEach(({ end }, i) => end.limit = before[i]);
    return false;
  }
}
