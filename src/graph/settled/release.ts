import { type CellSpec, readState } from "../../state/mod.ts";
import { scratchFor, StoredCells } from "../../state/stored_cells.ts";
import { committedTurn, readCommitted } from "../../turn/snapshot.ts";
import type { ActorPlan } from "../../protocol/mod.ts";
import type { PlannedActor } from "../plan/mod.ts";

/** So many readings are tried: who commits all the time is read at the next look. */
const TRIES = 3;

/** How many messages of an input its actor is done with, as a cell of the actor's state says. */
export class Release {
  readonly channel: number;
  readonly #cell: HeldCell;
  /** Which lane of a bundle it is; `undefined` for an input of one channel. */
  readonly #lane: number | undefined;

  private constructor(channel: number, cell: HeldCell, lane: number | undefined) {
    this.channel = channel;
    this.#cell = cell;
    this.#lane = lane;
  }

  /** One for each channel of which the actor holds anything back. */
  static of(region: SharedArrayBuffer, actor: PlannedActor): Release[] {
    const { definition: { holds, ports }, plan } = actor;
    if (holds === undefined) return [];
    return Object.entries(holds).flatMap(([port, name]) => {
      const cell = plan.state.cells.find((cell) => cell.name === name);
      if (cell === undefined) return [];
      const held = new HeldCell(region, plan, cell);
      const lanes = plan.ends.filter((end) => end.port === port);
      const isBundle = ports[port]?.bundle === true;
      return lanes.map(({ channel }, lane) =>
        new Release(channel, held, isBundle ? lane : undefined)
      );
    });
  }

  /** What the last turn says that has committed; what was read last if the actor is faster. */
  read(): number {
    const value = this.#cell.read();
    const done = Number(this.#lane === undefined ? value : (value as unknown[])?.[this.#lane]);
    // A lane of which nothing is said is held back as a whole.
    return done >= 0 ? done : 0;
  }
}

/** A cell that says what is done. Those of the lanes of a bundle share it. */
class HeldCell {
  readonly #region: SharedArrayBuffer;
  readonly #journal: number;
  readonly #cell: CellSpec;
  readonly #scratch: SharedArrayBuffer;
  readonly #stored: StoredCells;
  #turn = 0;
  #last: unknown;

  constructor(
    region: SharedArrayBuffer,
    { journal, state: { at, cells } }: Pick<ActorPlan, "journal" | "state">,
    cell: CellSpec,
  ) {
    // Numbers lie side by side, and are copied together.
    const copied = cell.group === 0 ? cells.filter(({ group }) => group === 0) : [cell];
    this.#region = region;
    this.#journal = journal;
    this.#cell = cell;
    this.#scratch = scratchFor([copied]);
    this.#stored = new StoredCells(region, at, copied, this.#scratch);
  }

  read(): unknown {
    const turn = committedTurn(this.#region, this.#journal);
    if (turn === this.#turn) return this.#last;
    const snapshot = readCommitted(
      this.#region,
      this.#journal,
      (mask) => this.#stored.copy(mask),
      TRIES,
    );
    if (snapshot === undefined) return this.#last;
    const cell = this.#cell;
    this.#last = readState(this.#scratch, 0, [cell], snapshot.value)[cell.name];
    this.#turn = snapshot.turn;
    return this.#last;
  }
}
