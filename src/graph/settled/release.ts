import type { CellSpec } from "../../state/mod.ts";
import { readState } from "../../state/mod.ts";
import { committedTurn, readCommitted } from "../../turn/snapshot.ts";
import type { EndPlan } from "../../protocol/mod.ts";
import type { PlannedActor } from "../plan/mod.ts";

/** So many readings are tried: who commits all the time is read at the next look. */
const TRIES = 3;

/** How many messages of an input its actor is done with, as a cell of the actor's state says. */
export class Release {
  readonly channel: number;
  readonly #region: SharedArrayBuffer;
  readonly #journal: number;
  readonly #at: number;
  readonly #cell: CellSpec;
  #last = 0;

  private constructor(
    region: SharedArrayBuffer,
    { plan: { journal, state } }: PlannedActor,
    { channel }: EndPlan,
    cell: CellSpec,
  ) {
    this.channel = channel;
    this.#region = region;
    this.#journal = journal;
    this.#at = state.at;
    this.#cell = cell;
  }

  /** One for each input of the actor that holds anything back. */
  static of(region: SharedArrayBuffer, actor: PlannedActor): Release[] {
    const { definition: { holds }, plan } = actor;
    if (holds === undefined) return [];
    return plan.ends.flatMap((end) => {
      const name = holds[end.port];
      const cell = plan.state.cells.find((cell) => cell.name === name);
      return cell === undefined ? [] : [new Release(region, actor, end, cell)];
    });
  }

  /** What the last turn says that has committed; what was read last if the actor is faster. */
  read(): number {
    if (committedTurn(this.#region, this.#journal) === 0) return 0;
    const snapshot = readCommitted(
      this.#region,
      this.#journal,
      (mask) => readState(this.#region, this.#at, [this.#cell], mask)[this.#cell.name],
      TRIES,
    );
    if (snapshot !== undefined) this.#last = Number(snapshot.value);
    return this.#last;
  }
}
