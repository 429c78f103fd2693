import type { GenerationOver } from "../../generation_over.ts";
import { FixedTx, type RingMemory, ringSlices, RxEnd, type Sliceable } from "../ring/mod.ts";
import type { Columns, StructRx, StructTx } from "./struct.ts";
import type { StructCode, StructFactory } from "./struct_code.ts";
import { type Column, COLUMN_ARRAYS, type ColumnArray } from "./struct_columns.ts";

/** What both ends need to know of a schema. */
export interface StructLayout<T> {
  readonly columns: readonly Column[];
  readonly factory: StructFactory<T>;
}

/** The columns in a channel's slots. The widest elements come first, so that each column is aligned. */
function columnArrays(
  columns: readonly Column[],
  { region, slotsAt, spec }: RingMemory,
): ColumnArray[] {
  const arrays: ColumnArray[] = [];
  let at = slotsAt;
  for (const bytes of [8, 4, 2, 1]) {
    columns.forEach(({ element, width }, i) => {
      const array = COLUMN_ARRAYS[element];
      if (array.BYTES_PER_ELEMENT !== bytes) return;
      arrays[i] = new array(region, at, spec.slots * width);
      at += spec.slots * width * bytes;
    });
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

/** Sends structs: each field goes into its column. */
export class StructTxEnd<T> extends FixedTx<T> implements StructTx<T> {
  readonly #columns: readonly Column[];
  readonly #arrays: readonly ColumnArray[];
  readonly #code: StructCode<T>;

  constructor(memory: RingMemory, { columns, factory }: StructLayout<T>) {
    super(memory);
    this.#columns = columns;
    this.#arrays = columnArrays(columns, memory);
    this.#code = factory(this.#arrays);
  }

  override trySend(message: T): boolean {
    const head = this.head;
    if (head === this.stop) {
      if (this.limit === 0) throw this.refusal();
      return false;
    }
    try {
      this.#code.write(head & this.mask, message);
    } catch (cause) {
      throw this.#misfit(cause);
    }
    this.head = (head + 1) | 0;
    return true;
  }

  /** The error for a message that does not fit its fields. */
  #misfit(cause: unknown): Error {
    const { name, message } = cause as Error;
    const text = `Cannot send on channel "${this.name}": ${message}`;
    return name === "RangeError" ? new RangeError(text) : new TypeError(text);
  }

  pokeRow(): T | undefined {
    const head = this.head;
    if (head === this.stop) {
      if (this.limit === 0) throw this.refusal();
      return undefined;
    }
    this.poked = 1;
    this.#code.seek(head & this.mask);
    return this.#code.row;
  }

  override revoke(over: GenerationOver): void {
    super.revoke(over);
    this.#code.revoke(over);
  }

  pokeColumns(max: number = Infinity): Columns[] {
    const count = this.poke(max);
    return columnParts(
      this.#columns,
      this.#arrays,
      this.mask,
      this.head,
      count,
      (views, width) => this.lend(views, width),
    );
  }
}

/** Takes what {@link StructTxEnd} sends. */
export class StructRxEnd<T> extends RxEnd<T> implements StructRx<T> {
  readonly #columns: readonly Column[];
  readonly #arrays: readonly ColumnArray[];
  readonly #code: StructCode<T>;

  constructor(memory: RingMemory, { columns, factory }: StructLayout<T>) {
    super(memory);
    this.#columns = columns;
    this.#arrays = columnArrays(columns, memory);
    this.#code = factory(this.#arrays);
  }

  protected override read(cursor: number): T {
    return this.#code.read(cursor & this.mask);
  }

  override tryTake(): T | undefined {
    const tail = this.tail;
    if (tail === this.headSeen) {
      if (this.barred) throw this.refusal();
      return undefined;
    }
    const message = this.#code.read(tail & this.mask);
    this.tail = (tail + 1) | 0;
    return message;
  }

  peekRow(offset = 0): Readonly<T> | undefined {
    if (!this.has(offset)) return undefined;
    this.#code.seek((this.tail + offset) & this.mask);
    return this.#code.row;
  }

  takeRow(): Readonly<T> | undefined {
    const tail = this.tail;
    if (tail === this.headSeen) {
      if (this.barred) throw this.refusal();
      return undefined;
    }
    this.#code.seek(tail & this.mask);
    this.tail = (tail + 1) | 0;
    return this.#code.row;
  }

  override revoke(over: GenerationOver): void {
    super.revoke(over);
    this.#code.revoke(over);
  }

  peekColumns(max: number = Infinity): Columns[] {
    const count = this.reveal(max);
    return columnParts(
      this.#columns,
      this.#arrays,
      this.mask,
      this.tail,
      count,
      (views, width) => this.lend(views, width),
    );
  }
}
