import type { Lifecycle } from "../../protocol/mod.ts";
import { type FigureValue, UNITS } from "../units.ts";
import type { ColumnPlan, WireColumns } from "../wire/mod.ts";
import { CELL_CODES } from "./cell_codes.ts";
import { DenseColumn } from "./dense_column.ts";
import type { PastColumn } from "./dense_column.ts";
import { LateColumn } from "./late_column.ts";
import { SparseColumn } from "./sparse_column.ts";

const LIFECYCLES: readonly Lifecycle[] = ["building", "running", "stopping", "stopped"];

/** A moment of the past. */
export interface PastMoment {
  /** In milliseconds since the epoch. */
  readonly time: number;
  readonly lifecycle: Lifecycle;
  readonly columns: WireColumns;
}

/** The last samples of a graph, at one rate. Samples are numbered from 0; a fixed number of them is kept. */
export class Past {
  readonly #capacity: number;
  readonly #times: Float64Array;
  readonly #lifecycles: Uint8Array;
  readonly #columns: { readonly a: readonly PastColumn[]; readonly c: readonly PastColumn[] };
  #end = 0;

  constructor(
    capacity: number,
    { actors, channels, plan }: {
      readonly actors: number;
      readonly channels: number;
      readonly plan: ColumnPlan;
    },
  ) {
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#lifecycles = new Uint8Array(capacity);
    const make = (side: "a" | "c", width: number) =>
      plan.units[side].map((unit, at): PastColumn => {
        const { kept } = UNITS[unit];
        if (kept === "changes") return new SparseColumn(width, capacity);
        const dense = () => new DenseColumn(CELL_CODES[kept], width, capacity);
        return plan.rare[side][at] ? new LateColumn(width, dense) : dense();
      });
    this.#columns = { a: make("a", actors), c: make("c", channels) };
  }

  /** Bytes that it takes. */
  get bytes(): number {
    const columns = [...this.#columns.a, ...this.#columns.c];
    return columns.reduce(
      (sum, { bytes }) => sum + bytes,
      this.#times.byteLength + this.#lifecycles.byteLength,
    );
  }

  /** Number of the oldest sample that is kept. */
  get begin(): number {
    return Math.max(0, this.#end - this.#capacity);
  }

  /** Number that the next sample gets. */
  get end(): number {
    return this.#end;
  }

  /** Time of sample `n`, in milliseconds since the epoch. */
  time(n: number): number {
    return this.#times[n % this.#capacity]!;
  }

  /** Number of the first sample at or after `time`; `end` if there is none. */
  firstSince(time: number): number {
    let low = this.begin;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Adds a sample. */
  push({ time, lifecycle, columns }: PastMoment): void {
    const n = this.#end++;
    this.#times[n % this.#capacity] = time;
    this.#lifecycles[n % this.#capacity] = LIFECYCLES.indexOf(lifecycle);
    this.#columns.a.forEach((past, index) => past.push(n, columns.a[index] ?? []));
    this.#columns.c.forEach((past, index) => past.push(n, columns.c[index] ?? []));
  }

  /** Sample `n`, whole. */
  moment(n: number): PastMoment {
    return {
      time: this.time(n),
      lifecycle: LIFECYCLES[this.#lifecycles[n % this.#capacity]!]!,
      columns: {
        a: this.#columns.a.map((past) => past.column(n)),
        c: this.#columns.c.map((past) => past.column(n)),
      },
    };
  }

  /** The cells of one actor (`a`) or channel (`c`) in the samples from `from` up to, but without, `to`; by column. */
  series(side: "a" | "c", index: number, from: number, to: number): FigureValue[][] {
    return this.#columns[side].map((past) => past.series(index, from, to));
  }
}
