import type { Inbox, InboxTurns } from "../inbox/inbox.ts";
import type { ItemQueue } from "../inbox/item_queue.ts";
import type { TurnCompanion } from "./companions.ts";
import { type InboxOptions, OwnInbox } from "./own_inbox.ts";

/** A queue that goes with the turns, whatever it carries. */
type AnyQueue = Pick<
  ItemQueue<unknown, unknown>,
  "join" | "isTakenFrom" | "committed" | "rewind" | "end"
>;

/** A queue that others own, and that goes on with the next generation. */
export interface Lodger {
  readonly queue: AnyQueue;
  /** Deals with what is in it, as far as that is possible; in a turn. Returns whether the wait of `run` is to be asked again. */
  serve(): boolean;
  /** A turn has committed, whether it has taken anything or not. */
  onCommit(): void;
  /** A turn that was not of `run` has thrown. Has the wait of `run` end, and `run` throw that. */
  onThrown(thrown: unknown): void;
}

/** What inboxes need of an actor's turns. */
export interface LodgingTurns extends InboxTurns {
  /** Whether the generation is over. */
  readonly isOver: boolean;
  /** Does a turn of its own if a wait between two turns is under way, which goes on after it. Returns whether one is. */
  interject(turn: () => void): boolean;
  /** Calls `call` once the code that runs has come to rest; now and then after a round of the event loop. */
  soon(call: () => void): void;
}

/** The inboxes of one generation: what a turn takes from them is taken for good when it commits. Made with the first of them. */
export class Inboxes implements TurnCompanion {
  readonly #actor: string;
  readonly #turns: LodgingTurns;
  readonly #own: AnyQueue[] = [];
  readonly #lodgers: Lodger[] = [];

  /** @param actor its label, for errors */
  constructor(actor: string, turns: LodgingTurns) {
    this.#actor = actor;
    this.#turns = turns;
  }

  /** One that ends with the generation. */
  open<T, A>(options: InboxOptions): Inbox<T, A> {
    const inbox = new OwnInbox<T, A>(this.#actor, options);
    inbox.join(this.#turns);
    this.#own.push(inbox as AnyQueue);
    return inbox;
  }

  /**
   * One that others own. What comes while the actor waits is dealt with in a turn of its own, at the end of the tick in which it came:
   * to have `run` go on for it would cost several times as much.
   *
   * @param soon has something done by the actor's thread, once the code that runs has come to rest
   */
  lodge(lodger: Lodger, soon = (call: () => void) => this.#turns.soon(call)): void {
    const { queue, serve } = lodger;
    const turns = this.#turns;
    let isDue = false;
    let isForRun = false;
    const turn = () => void (isForRun = serve());
    const deal = () => {
      isDue = false;
      if (turns.isOver) return;
      try {
        if (!turns.interject(turn) || isForRun) turns.nudge();
      } catch (thrown) {
        // What it has done so far must not become part of another turn: its generation is over.
        lodger.onThrown(thrown);
        turns.nudge();
      }
    };
    queue.join({
      get isStopping() {
        return turns.isStopping;
      },
      nudge() {
        if (isDue) return;
        isDue = true;
        soon(deal);
      },
      checkTurn: (what) => turns.checkTurn(what),
    });
    this.#lodgers.push(lodger);
  }

  beforeCommit(): boolean {
    for (const queue of this.#own) if (queue.isTakenFrom) return true;
    for (const { queue } of this.#lodgers) if (queue.isTakenFrom) return true;
    return false;
  }

  newTurn(): void {
    for (const queue of this.#own) queue.committed();
    for (const lodger of this.#lodgers) {
      lodger.queue.committed();
      lodger.onCommit();
    }
  }

  fail(_rejected: Promise<never>, why: DOMException): void {
    for (const queue of this.#own) queue.end(why);
    for (const { queue } of this.#lodgers) queue.rewind();
  }
}
