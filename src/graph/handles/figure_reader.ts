import type { ActorPlan } from "../../protocol/mod.ts";
import { type CellSpec, readState } from "../../state/mod.ts";
import { committedTurn, readCommitted } from "../../turn/snapshot.ts";

/** How often the cells are read in a row: what is told ten times a second may be told as of the moment before. */
const TRIES = 3;

/** Reads the figures that an actor tells of its own, while it may go on. */
export class FigureReader {
  readonly #region: SharedArrayBuffer;
  readonly #journal: number;
  readonly #at: number;
  readonly #cells: readonly CellSpec[];
  readonly #values: Float64Array;

  /** @param names the cells, in the order in which they are told; they hold numbers */
  constructor(
    region: SharedArrayBuffer,
    { journal, state: { at, cells } }: Pick<ActorPlan, "journal" | "state">,
    names: readonly string[],
  ) {
    this.#region = region;
    this.#journal = journal;
    this.#at = at;
    this.#cells = names.map((name) => cells.find((cell) => cell.name === name) as CellSpec);
    this.#values = new Float64Array(names.length);
    this.#note(readState(region, at, this.#cells, undefined));
  }

  /** What they say as of the last turn; of an earlier one, where the actor is faster. Good until it is called again. */
  read(): Float64Array {
    const [region, journal] = [this.#region, this.#journal];
    if (committedTurn(region, journal) === 0) return this.#values;
    const snapshot = readCommitted(
      region,
      journal,
      (mask) => readState(region, this.#at, this.#cells, mask),
      TRIES,
    );
    if (snapshot !== undefined) this.#note(snapshot.value);
    return this.#values;
  }

  #note(state: Readonly<Record<string, unknown>>): void {
    this.#cells.forEach(({ name }, i) => this.#values[i] = Number(state[name]));
  }
}
