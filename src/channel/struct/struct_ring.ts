import {
  controlOf,
  type FixedTxControl,
  meansOf,
  type MessageReader,
  type RingMemory,
  ringSlices,
  RxEnd,
  type Sliceable,
  type Touches,
  TxEnd,
  wrongType,
} from "../ring/mod.ts";
import type { Columns, StructRx, StructTx } from "./struct.ts";
import type { StructCode, StructFactory } from "./struct_code.ts";
import { type Column, COLUMN_ARRAYS, type ColumnArray, inMemoryOrder } from "./struct_columns.ts";

/** What both ends need to know of a schema. */
export interface StructLayout<T> {
  readonly columns: readonly Column[];
  readonly factory: StructFactory<T>;
}

/** The columns in a channel's slots. */
function columnArrays(
  columns: readonly Column[],
  { region, slotsAt, spec }: RingMemory,
): ColumnArray[] {
  const arrays: ColumnArray[] = [];
  let at = slotsAt;
  for (const i of inMemoryOrder(columns)) {
    const { element, width } = columns[i] as Column;
    const array = COLUMN_ARRAYS[element];
    arrays[i] = new array(region, at, spec.slots * width);
    at += spec.slots * width * array.BYTES_PER_ELEMENT;
  }
  return arrays;
}

/** The name of a column in {@link Columns}. */
function columnName({ path, role }: Column): string {
  const suffix = role === "textLength" ? ".length" : role === "presence" ? "?" : "";
  return path.join(".") + suffix;
}

function columnParts(
  columns: readonly Column[],
  arrays: readonly ColumnArray[],
  mask: number,
  cursor: number,
  count: number,
  lend: (views: ColumnArray[], width: number) => ColumnArray[],
): Columns[] {
  const parts: { length: number; columns: Record<string, ColumnArray> }[] = [];
  columns.forEach((column, i) => {
    const array = arrays[i] as Sliceable<ColumnArray>;
    const views = ringSlices(array, mask, cursor, count, column.width);
    lend(views, column.width).forEach((slice, part) => {
      const length = slice.length / column.width;
      (parts[part] ??= { length, columns: {} }).columns[columnName(column)] = slice;
    });
  });
  return parts;
}

/** The slots of a ring of structs, and the code that reads and writes them. Each end has its own: a row shows one slot. */
export class StructSlots<T> implements MessageReader<T> {
  declare readonly columns: readonly Column[];
  declare readonly arrays: readonly ColumnArray[];
  declare readonly code: StructCode<T>;
  declare readonly mask: number;

  constructor({ columns, factory }: StructLayout<T>, memory: RingMemory) {
    this.columns = columns;
    this.arrays = columnArrays(columns, memory);
    this.code = factory(this.arrays);
    this.mask = memory.spec.slots - 1;
  }

  read(cursor: number): T {
    return this.code.read(cursor & this.mask);
  }
}

/** Sends structs: each field goes into its column. */
export class StructTxEnd<T> extends TxEnd<T, FixedTxControl<T>, StructSlots<T>>
  implements StructTx<T> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);
  readonly #code = this.#slots.code;
  readonly #mask = this.#slots.mask;

  override trySend(message: T): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    try {
      this.#code.write(head & this.#mask, message);
    } catch (cause) {
      throw this.#misfit(cause, message);
    }
    control.head = (head + 1) | 0;
    return true;
  }

  /** The error for a message that does not fit its fields. */
  #misfit(cause: unknown, sent: unknown): Error {
    if (typeof sent !== "object" || sent === null) {
      return wrongType(this.name, sent, "an object with the fields of the struct");
    }
    const { name, message } = cause as Error;
    const text = `Cannot send on channel "${this.name}": ${message}`;
    return name === "RangeError" ? new RangeError(text) : new TypeError(text);
  }

  pokeRow(): T | undefined {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return undefined;
    }
    control.poked = 1;
    const code = this.#code;
    code.seek(head & this.#mask);
    return code.row;
  }

  pokeColumns(max: number = Infinity): Columns[] {
    const control = this.#control;
    const count = control.poke(max);
    return columnParts(
      this.#slots.columns,
      this.#slots.arrays,
      control.mask,
      control.head,
      count,
      (views, width) => control.lend(views, width),
    );
  }

  advance(messages: number): void {
    this.#control.advance(messages);
  }
}

/** Takes what {@link StructTxEnd} sends. */
export class StructRxEnd<T> extends RxEnd<T, StructSlots<T>> implements StructRx<T> {
  static override readonly touches: Touches<StructRx<unknown>> = {
    ...RxEnd.touches,
    peekRow: true,
    takeRow: true,
    peekColumns: true,
  };

  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);
  readonly #code = this.#slots.code;
  readonly #mask = this.#slots.mask;

  override tryTake(): T | undefined {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const message = this.#code.read(tail & this.#mask);
    control.tail = (tail + 1) | 0;
    return message;
  }

  peekRow(offset = 0): Readonly<T> | undefined {
    const control = this.#control;
    if (!control.has(offset)) return undefined;
    this.#code.seek((control.tail + offset) & this.#mask);
    return this.#code.row;
  }

  takeRow(): Readonly<T> | undefined {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const code = this.#code;
    code.seek(tail & this.#mask);
    control.tail = (tail + 1) | 0;
    return code.row;
  }

  peekColumns(max: number = Infinity): Columns[] {
    const control = this.#control;
    const count = control.reveal(max);
    return columnParts(
      this.#slots.columns,
      this.#slots.arrays,
      control.mask,
      control.tail,
      count,
      (views, width) => control.lend(views, width),
    );
  }
}
