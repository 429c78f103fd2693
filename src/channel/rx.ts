import type { Condition } from "./condition.ts";

/**
 * The taking end of a channel. What is taken leaves the channel when the turn commits: at the actor's next wait or
 * `isRunning`, or at `commit()`. If the actor dies before, its successor finds the messages again.
 *
 * A turn takes what was there when it began: after a wait, a commit, `isRunning` or a look at `availUnits`. What comes
 * meanwhile is for the next turn, so taking until nothing is left always ends.
 *
 * No method waits. An empty channel is an answer (`undefined`, or a count of 0), not an error; wait for messages with
 * `actor.wait(rx.avail(n))`.
 */
export interface Rx<T> {
  /** The channel's name. */
  readonly name: string;
  /** How many messages the channel holds at most. */
  readonly capacity: number;
  /** How many messages can be taken now. The sender may make it grow at any time, nobody else makes it shrink. */
  readonly availUnits: number;
  /** Whether there is nothing to take now. */
  readonly isEmpty: boolean;
  /** Whether the sender closed the channel. There may still be messages to take. */
  readonly isClosed: boolean;
  /** Whether the sender closed the channel and everything was taken: nothing will ever come again. */
  readonly isClosedAndEmpty: boolean;
  /** What a message takes in the channel, in bytes: all of it for kinds of a fixed size; without its payload for the others. */
  readonly messageBytes: number;
  /** What the channel takes in memory, in bytes: with the room for payload, and what it needs besides. It never changes. */
  readonly memoryBytes: number;
  /**
   * Total of messages taken in this channel's life so far, by every generation of its actor and in the turn under way: so it is
   * the number, from 0 on, of the next message. Exact up to 2⁵³.
   */
  readonly taken: number;

  /** Takes the next message; `undefined` if there is none. */
  tryTake(): T | undefined;

  /**
   * Takes the next message, which must be there: for loops over a count, where it is faster than {@link Rx.tryTake}, because
   * a number that may also be `undefined` costs memory.
   *
   * @throws {RangeError} if there is none
   */
  takeNext(): T;

  /** Takes up to `max` messages, in order; all that are there if `max` is not given. */
  takeBatch(max?: number): T[];

  /**
   * Looks at the message `offset` places behind the next one without taking it; `undefined` if there is none.
   *
   * @throws {RangeError} if `offset` is negative or not a number
   */
  tryPeek(offset?: number): T | undefined;

  /** Looks at up to `max` messages without taking them; all that are there if `max` is not given. */
  peekBatch(max?: number): T[];

  /**
   * Takes `messages` messages without looking at them again, after a peek or a count.
   *
   * @throws {RangeError} if fewer were shown by the last peek, or told of by the last `availUnits` or met `avail`
   */
  advance(messages: number): void;

  /**
   * Holds when `messages` can be taken. Hopeless once the channel is closed with fewer left.
   *
   * @throws {RangeError} if the channel could never hold that many
   */
  avail(messages?: number): Condition;

  /** Holds when the sender closed the channel and everything was taken. */
  closedAndEmpty(): Condition;
}
