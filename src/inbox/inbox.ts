import type { Condition } from "../channel/condition.ts";

/** A call that may be given up. */
export interface Abortable {
  /**
   * Gives it up when it is aborted: nothing of it happens, and the promise rejects with the signal's reason. Once a turn deals with
   * it, that turn decides, and the signal has no say any more.
   */
  readonly signal?: AbortSignal | null;
}

/**
 * An actor's queue for its own callbacks: an HTTP server, a socket, a timer, a watcher within the actor puts in what it brings, and
 * the loop of `run` takes it out, turn by turn. For a callback is no part of any turn, and may neither take nor send by itself.
 *
 * `T` is what is put in, and may be anything but `undefined`; `A` what the actor answers to it, if it does.
 *
 * An inbox belongs to one generation of its actor, and lives in its thread only. Nothing in it is forgotten in silence: each `put` is
 * settled, unless the thread itself is ended, with all that waits in it.
 */
export interface Inbox<T, A = never> {
  /** How many items it holds at most. */
  readonly capacity: number;
  /** How many items can be taken now. */
  readonly availUnits: number;
  /** Whether there is nothing to take now. */
  readonly isEmpty: boolean;
  /** Whether nothing more is let in, because a stop was asked for or the generation is over. There may still be items to take. */
  readonly isClosed: boolean;
  /** Whether nothing more is let in and everything was taken: nothing will ever come again. */
  readonly isClosedAndEmpty: boolean;

  /**
   * Puts an item in; for callbacks. Resolves when the turn that took it has committed, with what the actor answered in that turn,
   * or `undefined` if it did not. If the inbox is full it waits for room, in the order of the calls.
   *
   * At a stop, what is in the inbox is still to be taken, what waits for room is rejected, and so is what comes later. Nothing is
   * taken after its `put` was rejected.
   *
   * @throws {UndeliveredError} (the promise rejects) with the `reason`: `full` if too many wait already, `stopping` if a stop was asked
   * for before there was room, however long ago, `over` if the generation came to its end and nobody had taken the item, `undone` if it
   * came to its end in the turn that had
   * @throws the reason of the signal, if that is aborted first
   * @throws {TypeError} if the item is `undefined`
   */
  put(item: T, options?: Abortable): Promise<A | undefined>;

  /**
   * Takes the next item; `undefined` if there is none. Like a message, it is taken for good when the turn commits.
   *
   * @throws {TypeError} if a wait is under way, so that there is no turn, or the generation is over
   */
  tryTake(): T | undefined;

  /** Takes up to `max` items, in order; all that are there if `max` is not given. Throws as {@link Inbox.tryTake}. */
  takeBatch(max?: number): T[];

  /** Looks at the item `offset` places behind the next one without taking it; `undefined` if there is none. */
  tryPeek(offset?: number): T | undefined;

  /**
   * Answers the item that this turn took last: its `put` resolves with the answer once the turn has committed.
   *
   * @throws {TypeError} if the turn has taken none, or has answered it
   */
  answer(answer: A): void;

  /**
   * Holds when so many items can be taken. Hopeless once nothing more is let in, and fewer are left.
   *
   * @throws {RangeError} if the inbox could never hold that many
   */
  avail(items?: number): Condition;

  /** Holds when nothing more is let in and everything was taken. */
  closedAndEmpty(): Condition;
}

/** What an inbox needs of the turns in which its items are taken. */
export interface InboxTurns {
  /** Whether a stop is asked for. */
  readonly isStopping: boolean;
  /** Asks the wait under way, if there is one, to look again. */
  nudge(): void;
  /** Throws if there is no turn in which something could be taken. */
  checkTurn(what: string): void;
  /**
   * Deals with an item before which there is no other, in a turn that commits at once. The result says what came of it; `undefined`: that
   * is not possible now, and it has to be put.
   */
  readonly atOnce?: (item: unknown) => Promise<undefined> | undefined;
}
