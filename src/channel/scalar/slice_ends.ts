import type { Rx } from "../rx.ts";
import type { Tx } from "../tx.ts";

/**
 * The sending end of a channel of scalars: besides one by one, messages can be written straight into the ring. `A` is the
 * kind's typed array, for instance `Float64Array` for `f64`.
 */
export interface SliceTx<T, A> extends Tx<T> {
  /**
   * Views on the free slots, `max` messages at most: two where they go round the ring's end, none if the channel is full.
   * Fill them from the start and send with {@link SliceTx.advance}. They are valid until then, or until the next poke: one
   * that is kept longer would change messages under way, unless the channel is `checked`.
   *
   * @throws {TypeError} if the channel is closed
   */
  pokeSlices(max?: number): A[];

  /**
   * Sends the first `messages` of those that were written in place.
   *
   * @throws {RangeError} if fewer were shown by the last poke
   */
  advance(messages: number): void;

  /**
   * Copies as much of `source[start…end)` into the ring as there is room for.
   *
   * @returns how many were sent
   * @throws {TypeError} if the channel is closed
   */
  sendFrom(source: A, start?: number, end?: number): number;
}

/** The taking end of a channel of scalars: besides one by one, messages can be read straight from the ring. */
export interface SliceRx<T, A> extends Rx<T> {
  /**
   * Views on the messages that are there, `max` at most: two where they go round the ring's end, none if there are none.
   * Nothing is taken; take with {@link Rx.advance}. They are valid until the turn that takes them commits: one that is kept
   * longer shows other messages, unless the channel is `checked`. They are for reading: what is written there is the message from
   * then on, also for a successor that takes it.
   */
  peekSlices(max?: number): A[];

  /**
   * Takes as many messages as fit into `target[start…end)`, and copies them there.
   *
   * @returns how many were taken
   */
  takeInto(target: A, start?: number, end?: number): number;
}
