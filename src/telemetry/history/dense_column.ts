import type { FigureValue } from "../units.ts";
import type { WireColumn } from "../wire/mod.ts";
import type { CellCode } from "./cell_codes.ts";
import type { PartPlaces } from "./part_places.ts";

/** A column of the past of which any past sample can be read. Samples are numbered from 0; the column keeps the last ones. */
export interface PastColumn {
  /** Adds the cells of sample `n`, the one after the last. */
  push(n: number, column: WireColumn): void;
  /** All cells of sample `n`. */
  column(n: number): FigureValue[];
  /** One cell of the samples from `from` up to, but without, `to`. */
  series(index: number, from: number, to: number): FigureValue[];
  /** The same past of other parts: of each that was there before, its own; of the others `unknown`. */
  moved(places: PartPlaces, unknown: FigureValue): PastColumn;
  /** Bytes that it takes. */
  readonly bytes: number;
}

/** Every cell of every sample, in a typed array. */
export class DenseColumn implements PastColumn {
  readonly #code: CellCode;
  readonly #width: number;
  readonly #capacity: number;
  readonly #cells: Uint8Array | Uint16Array;
  /** How many samples there were: those of them that do not fit any more are written over. */
  #pushed = 0;

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

  moved({ runs, gaps, width }: PartPlaces, unknown: FigureValue): DenseColumn {
    const moved = new DenseColumn(this.#code, width, this.#capacity);
    const used = Math.min(this.#pushed, this.#capacity);
    moved.#pushed = this.#pushed;
    const packed = this.#code.pack(unknown);
    for (let slot = 0; slot < used; slot++) {
      const [from, to] = [slot * this.#width, slot * width];
      for (const { before, after, count } of runs) {
        moved.#cells.set(this.#cells.subarray(from + before, from + before + count), to + after);
      }
      for (const { after, count } of gaps) {
        moved.#cells.fill(packed, to + after, to + after + count);
      }
    }
    return moved;
  }

  push(n: number, column: WireColumn): void {
    this.#pushed = n + 1;
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
