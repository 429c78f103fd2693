import { COLUMN_NAMES, COLUMN_UNITS, type WireColumn, type WireColumns } from "../wire/mod.ts";
import type { FigureValue } from "../units.ts";
import type { PodSlot } from "./merge.ts";
import type { PodView } from "./pod_view.ts";

type ColumnSide = "a" | "c";

/** Where a column is, by side and name. */
const PLACES: Readonly<Record<ColumnSide, ReadonlyMap<string, number>>> = {
  a: new Map(COLUMN_NAMES.a.map((name, at) => [name, at])),
  c: new Map(COLUMN_NAMES.c.map((name, at) => [name, at])),
};

/** What stands where nothing is known, by side and column. */
const UNKNOWN_CELLS: Readonly<Record<ColumnSide, readonly FigureValue[]>> = {
  a: COLUMN_UNITS.a.map(unknownCell),
  c: COLUMN_UNITS.c.map(unknownCell),
};

function unknownCell(unit: string): FigureValue {
  if (unit === "text") return "";
  if (unit === "flag") return false;
  return unit === "level" || unit === "times" ? 0 : null;
}

/** The columns of all pods together, rounded as the pods have told them. */
export class MergedColumns {
  readonly #columns: Readonly<Record<ColumnSide, FigureValue[][]>>;
  #isChanged = true;
  #last: WireColumns | null = null;

  /** For so many actors and channels. */
  constructor(actors: number, channels: number) {
    const make = (side: ColumnSide, size: number) =>
      UNKNOWN_CELLS[side].map((cell) => new Array<FigureValue>(size).fill(cell));
    this.#columns = { a: make("a", actors), c: make("c", channels) };
  }

  /** Writes what a pod has told into its place; its figures are found by name, since it may know more or fewer. */
  write({ model, topology }: PodView, slot: PodSlot): void {
    if (topology === null || !model.ready) return;
    this.#side("a", model, slot.actors, topology.actors.length);
    this.#side("c", model, slot.channels, topology.chans.length);
    this.#isChanged = true;
  }

  /** Writes one cell. */
  set(side: ColumnSide, name: string, index: number, cell: FigureValue): void {
    const column = this.#columns[side][PLACES[side].get(name)!]!;
    if (column[index] === cell) return;
    column[index] = cell;
    this.#isChanged = true;
  }

  /** One cell, where it is a number; else 0. */
  number(side: ColumnSide, name: string, index: number): number {
    const cell = this.#columns[side][PLACES[side].get(name)!]![index];
    return typeof cell === "number" ? cell : 0;
  }

  /** The columns as they are now; they do not change any more. */
  take(): WireColumns {
    if (this.#last !== null && !this.#isChanged) return this.#last;
    const copy = (columns: readonly FigureValue[][]): WireColumn[] =>
      columns.map((column) => column.slice());
    this.#isChanged = false;
    return this.#last = { a: copy(this.#columns.a), c: copy(this.#columns.c) };
  }

  #side(side: ColumnSide, model: PodView["model"], from: number, count: number): void {
    COLUMN_NAMES[side].forEach((name, at) => {
      const told = model.columns[side][model.figures.columnOf(side, name)];
      const into = this.#columns[side][at]!;
      const unknown = UNKNOWN_CELLS[side][at]!;
      for (let i = 0; i < count; i++) into[from + i] = told?.[i] ?? unknown;
    });
  }
}
