import type { Inbox, InboxTurns } from "../inbox/inbox.ts";
import { overOf } from "../generation_over.ts";
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
  /** Deals with one item, which is not in the queue, in a turn. Returns whether it could. Left out where all go through the queue. */
  serveOne?(item: unknown): boolean;
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
  /** Whether code that goes on and on has to let the event loop run now: {@link LodgingTurns.soon} does. */
  readonly needsBreath: boolean;
}

/** What those share whose item was dealt with at once. */
const DONE: Promise<undefined> = Promise.resolve(undefined);

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
  lodge(lodger: Lodger, soon?: (call: () => void) => void): void {
    const { queue, serve } = lodger;
    const turns = this.#turns;
    const later = soon ?? ((call: () => void) => turns.soon(call));
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
    const one = new OneAtOnce(lodger, turns);
    const atOnce = (item: unknown) => isDue ? undefined : one.dealWith(item);
    queue.join({
      // What is done by a thread that is none of the machine is seen in a step of that thread.
      ...(lodger.serveOne !== undefined && soon === undefined && { atOnce }),
      get isStopping() {
        return turns.isStopping;
      },
      nudge() {
        if (isDue) return;
        isDue = true;
        later(deal);
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

/**
 * Deals with an item the moment it comes, where nothing is before it: in a turn of its own, without a way through the queue. Of what comes in
 * one go that is the first; the rest goes together.
 */
class OneAtOnce {
  readonly #lodger: Lodger;
  readonly #turns: LodgingTurns;
  #item: unknown;
  #isDone = false;
  /** What is wrong with the item. */
  #fault: { readonly thrown: unknown } | undefined;
  /** Whether the code that runs has had one dealt with already. */
  #inTick = false;
  readonly #tickOver = () => void (this.#inTick = false);
  readonly #turn = () => this.#serve();

  constructor(lodger: Lodger, turns: LodgingTurns) {
    this.#lodger = lodger;
    this.#turns = turns;
  }

  /** As `InboxTurns.atOnce`. */
  dealWith(item: unknown): Promise<undefined> | undefined {
    const turns = this.#turns;
    if (this.#inTick || turns.isOver || turns.needsBreath) return undefined;
    this.#inTick = true;
    queueMicrotask(this.#tickOver);
    this.#item = item;
    this.#isDone = false;
    this.#fault = undefined;
    try {
      turns.interject(this.#turn);
    } catch (thrown) {
      this.#lodger.onThrown(thrown);
      turns.nudge();
      return undefined;
    } finally {
      this.#item = undefined;
    }
    const fault = this.#fault as { readonly thrown: unknown } | undefined;
    if (fault !== undefined) return Promise.reject(fault.thrown);
    return this.#isDone ? DONE : undefined;
  }

  #serve(): void {
    try {
      this.#isDone = this.#lodger.serveOne?.(this.#item) === true;
    } catch (thrown) {
      // It is no fault of the item: the next generation deals with it.
      if (overOf(thrown) !== undefined) throw thrown;
      this.#fault = { thrown };
    }
  }
}
