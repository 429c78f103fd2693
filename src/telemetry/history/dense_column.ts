import type { FigureValue } from "../units.ts";
import type { WireColumn } from "../wire/mod.ts";
import type { CellCode } from "./cell_codes.ts";

/** A column of the past of which any past sample can be read. Samples are numbered from 0; the column keeps the last ones. */
export interface PastColumn {
  /** Adds the cells of sample `n`, the one after the last. */
  push(n: number, column: WireColumn): void;
  /** All cells of sample `n`. */
  column(n: number): FigureValue[];
  /** One cell of the samples from `from` up to, but without, `to`. */
  series(index: number, from: number, to: number): FigureValue[];
  /** Bytes that it takes. */
  readonly bytes: number;
}

/** Every cell of every sample, in a typed array. */
export class DenseColumn implements PastColumn {
  readonly #code: CellCode;
  readonly #width: number;
  readonly #capacity: number;
  readonly #cells: Uint8Array | Uint16Array;

  constructor(code: CellCode, width: number, capacity: number) {
    this.#code = code;
    this.#width = width;
    this.#capacity = capacity;
    const cells = width * capacity;
    this.#cells = code.bytes === 1 ? new Uint8Array(cells) : new Uint16Array(cells);
  }

  get bytes(): number {
    return this.#cells.byteLength;
  }

  push(n: number, column: WireColumn): void {
    const at = this.#at(n);
    for (let index = 0; index < this.#width; index++) {
      this.#cells[at + index] = this.#code.pack(column[index] ?? null);
    }
  }

  column(n: number): FigureValue[] {
    const at = this.#at(n);
    return Array.from(
      this.#cells.subarray(at, at + this.#width),
      (packed) => this.#code.unpack(packed),
    );
  }

  series(index: number, from: number, to: number): FigureValue[] {
    return Array.from(
      { length: to - from },
      (_, i) => this.#code.unpack(this.#cells[this.#at(from + i) + index]!),
    );
  }

  #at(n: number): number {
    return n % this.#capacity * this.#width;
  }
}
