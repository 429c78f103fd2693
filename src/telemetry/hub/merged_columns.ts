import type { ColumnPlan, WireColumn, WireColumns } from "../wire/mod.ts";
import { type FigureValue, unknownIn } from "../units.ts";
import type { PodSlot } from "./merge.ts";
import type { PodView } from "./pod_view.ts";

type ColumnSide = "a" | "c";

/** The columns of all pods together, rounded as the pods have told them. */
export class MergedColumns {
  readonly plan: ColumnPlan;
  readonly #columns: Readonly<Record<ColumnSide, FigureValue[][]>>;
  /** Where a column is, by side and name. */
  readonly #places: Readonly<Record<ColumnSide, ReadonlyMap<string, number>>>;
  #isChanged = true;
  #last: WireColumns | null = null;

  /** For so many actors and channels. */
  constructor(plan: ColumnPlan, actors: number, channels: number) {
    this.plan = plan;
    const make = (side: ColumnSide, size: number) =>
      plan.units[side].map((unit) => new Array<FigureValue>(size).fill(unknownIn(unit)));
    this.#columns = { a: make("a", actors), c: make("c", channels) };
    const places = (side: ColumnSide) => new Map(plan.names[side].map((name, at) => [name, at]));
    this.#places = { a: places("a"), c: places("c") };
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
    const column = this.#columns[side][this.#places[side].get(name)!]!;
    if (column[index] === cell) return;
    column[index] = cell;
    this.#isChanged = true;
  }

  /** One cell, where it is a number; else 0. */
  number(side: ColumnSide, name: string, index: number): number {
    const cell = this.#columns[side][this.#places[side].get(name)!]![index];
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
    const units = model.figures.units(side);
    this.plan.names[side].forEach((name, at) => {
      const unit = this.plan.units[side][at]!;
      const column = model.figures.columnOf(side, name);
      // Two pods may call different things alike: what is counted otherwise is something else.
      const told = units[column] === unit || units[column] === ""
        ? model.columns[side][column]
        : undefined;
      const into = this.#columns[side][at]!;
      const unknown = unknownIn(unit);
      for (let i = 0; i < count; i++) into[from + i] = told?.[i] ?? unknown;
    });
  }
}
