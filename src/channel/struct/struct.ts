import type { Rx } from "../rx.ts";
import type { ColumnArray } from "./struct_columns.ts";
import type { Tx } from "../tx.ts";

/**
 * Part of a struct channel as columns: one typed array a field, all of `length` messages. Keys are field names, with dots
 * for nested fields. An array or a text has several elements a message; a text has its lengths besides, under
 * `name.length`, an optional field a column of ones and zeros under `name?`.
 */
export interface Columns<C = Readonly<Record<string, ColumnArray>>> {
  /** How many messages. */
  readonly length: number;
  /** The typed arrays: views on the ring, valid until the turn commits. */
  readonly columns: C;
}

/** The sending end of a struct channel. */
export interface StructTx<T, C = Readonly<Record<string, ColumnArray>>> extends Tx<T> {
  /**
   * A view on the next free slot, to be filled in place and sent with {@link StructTx.advance}; `undefined` if the channel
   * is full. It is always the same object, and allocates nothing. A field that is not set keeps what an earlier message
   * left there.
   *
   * ```ts
   * import { f64, openChannel, struct, text, u32 } from "@steady-state/deno/channel";
   * import { assertEquals } from "@std/assert";
   *
   * const { tx, rx, commit } = openChannel("prices", struct({ id: u32, price: f64, symbol: text(8) }));
   * const row = tx.pokeRow();
   * if (row !== undefined) {
   *   row.id = 7;
   *   row.price = 12.5;
   *   row.symbol = "ACME";
   *   tx.advance(1);
   * }
   * commit();
   * assertEquals(rx.takeRow()?.price, 12.5);
   * ```
   *
   * @throws {TypeError} if the channel is closed
   */
  pokeRow(): T | undefined;

  /** The free slots as columns, `max` messages at most, in one or two parts; none if the channel is full. */
  pokeColumns(max?: number): Columns<C>[];

  /**
   * Sends the first `messages` of those that were written in place.
   *
   * @throws {RangeError} if fewer were shown by the last poke
   */
  advance(messages: number): void;
}

/** The taking end of a struct channel. */
export interface StructRx<T, C = Readonly<Record<string, ColumnArray>>> extends Rx<T> {
  /**
   * A view on the message `offset` places behind the next one; `undefined` if there is none. It is always the same object,
   * and allocates nothing.
   */
  peekRow(offset?: number): Readonly<T> | undefined;

  /** Takes the next message, and shows it; `undefined` if there is none. Valid until the next row, or the turn's commit. */
  takeRow(): Readonly<T> | undefined;

  /**
   * The messages as columns, `max` at most, in one or two parts; none if there are none. Nothing is taken. They are for reading:
   * what is written there is the message from then on, also for a successor that takes it.
   */
  peekColumns(max?: number): Columns<C>[];
}
