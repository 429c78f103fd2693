import type { FigureValue } from "../units.ts";
import type { WireColumn } from "../wire/mod.ts";
import type { PastColumn } from "./dense_column.ts";
import type { PartPlaces } from "./part_places.ts";

/** A column that takes memory from its first cell on that is not null: for what most graphs have none of. */
export class LateColumn implements PastColumn {
  readonly #width: number;
  readonly #make: (width: number) => PastColumn;
  #column: PastColumn | undefined;
  /** The first sample that the column has. */
  #from = 0;

  constructor(width: number, make: (width: number) => PastColumn) {
    this.#width = width;
    this.#make = make;
  }

  get bytes(): number {
    return this.#column?.bytes ?? 0;
  }

  moved(places: PartPlaces, unknown: FigureValue): LateColumn {
    const moved = new LateColumn(places.width, this.#make);
    moved.#column = this.#column?.moved(places, unknown);
    moved.#from = this.#from;
    return moved;
  }

  push(n: number, column: WireColumn): void {
    if (this.#column === undefined) {
      if (column.every((cell) => cell === null)) return;
      this.#column = this.#make(this.#width);
      this.#from = n;
    }
    this.#column.push(n, column);
  }

  column(n: number): FigureValue[] {
    if (this.#column === undefined || n < this.#from) return new Array(this.#width).fill(null);
    return this.#column.column(n);
  }

  series(index: number, from: number, to: number): FigureValue[] {
    const first = this.#column === undefined ? to : Math.min(to, Math.max(from, this.#from));
    return [
      ...new Array(first - from).fill(null),
      ...this.#column?.series(index, first, to) ?? [],
    ];
  }
}
