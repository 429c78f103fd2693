import type { Kind } from "../ring/mod.ts";
import type { Condition } from "../condition.ts";
import type { Rx } from "../rx.ts";
import type { Tx } from "../tx.ts";
import type { RawShape } from "./raw_shape.ts";

/**
 * The bytes of some messages where they lie in a ring. One after the other, the parts are the *body* of these messages, all numbers
 * little-endian:
 *
 * ```text
 * messages of a fixed size     for each column, in the order of the kind's RawShape: `count` times its width
 * messages of any length       `count` lengths, each a u32, and then as many bytes, message by message
 * ```
 *
 * So a body says nothing of the ring that it comes from, nor where in it it lay.
 */
export interface RawBody {
  /** How many messages. */
  readonly count: number;
  /** The bytes of all parts. */
  readonly byteLength: number;
  /**
   * Views on the ring, but for lengths, which are in memory that the end's next look uses again, and for a few small messages, which are
   * copied. For reading only.
   */
  readonly parts: readonly Uint8Array[];
}

/**
 * The taking end of any channel, for whoever moves its messages as bytes. To the verbs of {@link Rx} a message is its bytes, as a body
 * of this one message has them, without a length.
 */
export interface RawRx extends Rx<Uint8Array> {
  /** Says what the channel carries. Before the first look. Returns the end itself. */
  shapedAs(shape: RawShape): this;

  /**
   * Shows messages as bytes: those behind the next `ahead` ones, `max` at most, and no more than make a body of `maxBytes`; none if the
   * first of them is longer. Nothing is taken, so a generation that comes later finds them again; take with {@link Rx.advance}. The parts
   * show the messages until the turn commits that takes them.
   *
   * @throws {RangeError} if `ahead` is no whole number from 0 on
   */
  peekParts(max: number, maxBytes: number, ahead?: number): RawBody;

  /** Takes the next `messages` messages, whatever was shown of them. */
  advance(messages: number): void;

  /** Whether its sender had closed the channel before the graph was asked to stop. Once that was asked. */
  readonly hadEnded: boolean;

  /** Holds when there are messages behind the next `ahead` ones, or none will come: the sender has closed the channel. */
  newsBeyond(ahead: number): Condition;
}

/**
 * The sending end of any channel, for whoever has its messages as bytes. To the verbs of {@link Tx} a message is its bytes, as a body of
 * this one message has them, without a length.
 */
export interface RawTx extends Tx<Uint8Array> {
  /** Says what the channel carries. Before anything is sent. Returns the end itself. */
  shapedAs(shape: RawShape): this;

  /** A body of so many bytes fits now, if there are slots for its messages; `Infinity` for messages of a fixed size. */
  readonly vacantBytes: number;

  /**
   * Holds when `messages` more fit, whose body has at most `bytes`: more than the channel's payload bytes are taken for as many. Else as
   * {@link Tx.vacant}.
   */
  vacant(messages?: number, bytes?: number): Condition;

  /**
   * Sends the messages of a body from number `from` on: as many as there is room for, or as the channel drops where it is to drop what
   * finds none.
   *
   * A body may come from a stranger. So all of it that is still to be sent is looked at before any of it is: that its lengths add up to
   * what it is, that no message is longer than the channel's payload bytes, and that the kind's taking end makes a message of each
   * without an error, and of its own bytes alone. What is as it should be in form and says something silly is for the program.
   *
   * @param count how many messages the body has
   * @returns how many were sent
   * @throws {RangeError} if something is wrong with the body, saying what and in which message; nothing is sent then
   * @throws {TypeError} if the channel is closed
   */
  sendBody(count: number, body: Uint8Array, from?: number): number;
}

/** The kind of a port that takes any channel for its own. */
export interface RawKind<N extends string = string> extends Kind<Uint8Array, N> {
  /** Never set: it makes the type of the sending end part of the kind's type. */
  readonly sends?: RawTx;
  /** Never set: it makes the type of the taking end part of the kind's type. */
  readonly takes?: RawRx;
}
