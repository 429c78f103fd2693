import type { Condition } from "./condition.ts";

/**
 * The taking end of a channel. What is taken leaves the channel when the turn commits: at the actor's next wait or
 * `isRunning`, or at `commit()`. If the actor dies before, its successor finds the messages again.
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
  /** Total of messages taken in this channel's life so far, modulo 2³². */
  readonly taken: number;

  /** Takes the next message; `undefined` if there is none. */
  tryTake(): T | undefined;

  /** Takes up to `max` messages, in order; all that are there if `max` is not given. */
  takeBatch(max?: number): T[];

  /**
   * Looks at the message `offset` places behind the next one without taking it; `undefined` if there is none.
   *
   * @throws {RangeError} if `offset` is negative
   */
  tryPeek(offset?: number): T | undefined;

  /** Looks at up to `max` messages without taking them; all that are there if `max` is not given. */
  peekBatch(max?: number): T[];

  /**
   * Takes `messages` messages without looking at them again, after a peek.
   *
   * @throws {RangeError} if fewer are there
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
