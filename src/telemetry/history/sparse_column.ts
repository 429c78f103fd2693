import type { FigureValue } from "../units.ts";
import type { WireColumn } from "../wire/mod.ts";
import type { PastColumn } from "./dense_column.ts";
import type { PartPlaces } from "./part_places.ts";

/** Changes that are kept for each cell on average, and at least in all. */
const CHANGES_PER_CELL = 20;
const MIN_CHANGES = 20_000;

/** What a change takes, about: an object with a text that is often shared. */
const BYTES_PER_CHANGE = 80;

interface Change {
  readonly n: number;
  readonly index: number;
  readonly cell: FigureValue;
}

/**
 * Only what changed: for texts, and for numbers that seldom change. An actor that changes its text all the time makes the past
 * of this column shorter: what lies before shows its oldest value that is known.
 */
export class SparseColumn implements PastColumn {
  readonly #capacity: number;
  readonly #limit: number;
  /** The cells before the first change that is kept. */
  readonly #base: FigureValue[];
  readonly #last: FigureValue[];
  #changes: Change[] = [];

  constructor(width: number, capacity: number, unknown: FigureValue = null) {
    this.#capacity = capacity;
    this.#limit = Math.max(MIN_CHANGES, width * CHANGES_PER_CELL);
    this.#base = new Array<FigureValue>(width).fill(unknown);
    this.#last = new Array<FigureValue>(width).fill(unknown);
  }

  get bytes(): number {
    return this.#changes.length * BYTES_PER_CHANGE + this.#base.length * 16;
  }

  moved({ runs, width }: PartPlaces, unknown: FigureValue): SparseColumn {
    const moved = new SparseColumn(width, this.#capacity, unknown);
    const places = new Map<number, number>();
    for (const { before, after, count } of runs) {
      for (let i = 0; i < count; i++) {
        places.set(before + i, after + i);
        moved.#base[after + i] = this.#base[before + i]!;
        moved.#last[after + i] = this.#last[before + i]!;
      }
    }
    moved.#changes = this.#changes.flatMap(({ n, index, cell }) => {
      const place = places.get(index);
      return place === undefined ? [] : [{ n, index: place, cell }];
    });
    return moved;
  }

  push(n: number, column: WireColumn): void {
    for (let index = 0; index < this.#last.length; index++) {
      const cell = column[index] ?? null;
      if (cell === this.#last[index]) continue;
      this.#last[index] = cell;
      this.#changes.push({ n, index, cell });
    }
    this.#forget(n - this.#capacity + 1);
  }

  column(n: number): FigureValue[] {
    const cells = [...this.#base];
    for (const change of this.#changes) {
      if (change.n > n) break;
      cells[change.index] = change.cell;
    }
    return cells;
  }

  series(index: number, from: number, to: number): FigureValue[] {
    const own = this.#changes.filter((change) => change.index === index);
    let next = 0;
    let cell = this.#base[index] ?? null;
    return Array.from({ length: to - from }, (_, i) => {
      while (next < own.length && own[next]!.n <= from + i) cell = own[next++]!.cell;
      return cell;
    });
  }

  // What holds from the oldest sample on, or earlier, is the base.
  #forget(oldest: number): void {
    let count = 0;
    const surplus = this.#changes.length - this.#limit;
    while (
      count < this.#changes.length && (this.#changes[count]!.n <= oldest || count < surplus)
    ) count++;
    if (count === 0) return;
    for (const { index, cell } of this.#changes.splice(0, count)) this.#base[index] = cell;
  }
}
