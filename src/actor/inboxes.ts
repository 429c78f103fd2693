import type { Inbox, InboxTurns } from "../inbox/inbox.ts";
import { type InboxOptions, inboxSettings } from "../inbox/inbox_options.ts";
import { ItemQueue } from "../inbox/item_queue.ts";
import type { TurnCompanion } from "./companions.ts";

/** A queue that goes with the turns, whatever it carries. */
type AnyQueue = Pick<
  ItemQueue<unknown, unknown>,
  "join" | "isTakenFrom" | "committed" | "rewind" | "end"
>;

/** What a queue that outlives its generations wants to be told. */
export interface Lodger {
  readonly queue: AnyQueue;
  /** A turn has committed, whether it has taken anything or not. */
  onCommit(): void;
}

/** The inboxes of one generation: what a turn takes from them is taken for good when it commits. Made with the first of them. */
export class Inboxes implements TurnCompanion {
  readonly #actor: string;
  readonly #turns: InboxTurns;
  readonly #own: AnyQueue[] = [];
  readonly #lodgers: Lodger[] = [];

  /** @param actor its label, for errors */
  constructor(actor: string, turns: InboxTurns) {
    this.#actor = actor;
    this.#turns = turns;
  }

  /** One that ends with the generation. */
  open<T, A>(options: InboxOptions): Inbox<T, A> {
    const rules = inboxSettings(`open an inbox of actor "${this.#actor}"`, options);
    const doing = `put into an inbox of actor "${this.#actor}"`;
    const queue = new ItemQueue<T, A>({ doing, never: "it was never taken" }, {
      ...rules,
      heedsStop: true,
    });
    queue.join(this.#turns);
    this.#own.push(queue as AnyQueue);
    return queue;
  }

  /**
   * One that others own, and that goes on with the next generation.
   *
   * @param later has something done by the actor's thread, where code of others is not to do it at once
   */
  lodge(lodger: Lodger, later?: (call: () => void) => void): void {
    const turns = this.#turns;
    const look = () => turns.nudge();
    lodger.queue.join({
      get isStopping() {
        return turns.isStopping;
      },
      nudge: later === undefined ? look : () => later(look),
      checkTurn: (what) => turns.checkTurn(what),
    });
    this.#lodgers.push(lodger);
  }

  beforeCommit(): boolean {
    const isTakenFrom = (queue: AnyQueue) => queue.isTakenFrom;
    return this.#own.some(isTakenFrom) || this.#lodgers.some(({ queue }) => queue.isTakenFrom);
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

/** Where an actor's handle has its inboxes, for the host's own actors, which bring theirs. */
export const INBOXES: unique symbol = Symbol("the inboxes of an actor");
