import type { Lifecycle } from "../../protocol/mod.ts";
import { type FigureValue, UNITS, unknownIn } from "../units.ts";
import type { ColumnPlan, WireColumns } from "../wire/mod.ts";
import { CELL_CODES } from "./cell_codes.ts";
import { DenseColumn } from "./dense_column.ts";
import type { PastColumn } from "./dense_column.ts";
import { LateColumn } from "./late_column.ts";
import type { PartPlaces } from "./part_places.ts";
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
  #plan: ColumnPlan;
  #columns: { readonly a: readonly PastColumn[]; readonly c: readonly PastColumn[] };
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
    this.#plan = plan;
    const make = (side: "a" | "c", width: number) =>
      plan.names[side].map((_, at) => this.#make(side, at, width));
    this.#columns = { a: make("a", actors), c: make("c", channels) };
  }

  /** Goes on with other parts, and with the figures of another plan: of what was there before the past stays. */
  adopt(plan: ColumnPlan, places: Readonly<Record<"a" | "c", PartPlaces>>): void {
    const [before, columns] = [this.#plan, this.#columns];
    this.#plan = plan;
    const moved = (side: "a" | "c") =>
      plan.names[side].map((name, at) => {
        const known = columns[side][before.names[side].indexOf(name)];
        const unknown = unknownIn(plan.units[side][at]!);
        // One that is new began with nothing in it, as a rare one does.
        return known?.moved(places[side], unknown) ?? this.#make(side, at, places[side].width);
      });
    this.#columns = { a: moved("a"), c: moved("c") };
  }

  #make(side: "a" | "c", at: number, width: number): PastColumn {
    const { kept } = UNITS[this.#plan.units[side][at]!];
    if (kept === "changes") return new SparseColumn(width, this.#capacity);
    const dense = (width: number) => new DenseColumn(CELL_CODES[kept], width, this.#capacity);
    return this.#plan.rare[side][at] ? new LateColumn(width, dense) : dense(width);
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
