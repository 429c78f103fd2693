/**
 * An actor that commits as fast as it can, and dies now and then: with copies written that no turn is to count, or with a turn
 * that counts and is not published. In every turn all cells say its number.
 */
import { type CellSpec, StateStore } from "../../src/state/mod.ts";
import { raiseFence, settleTurn, type TurnEnd, TurnJournal } from "../../src/turn/mod.ts";
import { Random } from "../contract/random.ts";
import { doTask } from "../contract/workers.ts";
import { valuesOf } from "./snapshot_values.ts";

export interface SnapshotTask {
  readonly region: SharedArrayBuffer;
  readonly journal: number;
  readonly state: number;
  readonly cells: readonly CellSpec[];
  readonly turns: number;
  readonly seed: number;
}

type Death = "none" | "staging" | "publishing";

doTask((task: SnapshotTask): { deaths: number } => {
  const random = new Random(task.seed);
  let deaths = 0;
  for (let generation = 0;; generation++) {
    try {
      live(task, generation, random);
      return { deaths };
    } catch (error) {
      if (!(error instanceof DeathInTest)) throw error;
      deaths++;
    }
  }
});

class DeathInTest extends Error {}

function live(task: SnapshotTask, generation: number, random: Random): void {
  const { region, journal: at, state, cells, turns } = task;
  raiseFence(region, at, generation);
  settleTurn(region, at, () => {});
  const journal = new TurnJournal(region, at, 1, generation, "A");
  const store = new StateStore(region, state, cells, journal.mask, "A");
  let death: Death = "none";
  const end: TurnEnd = {
    staged: 0,
    ending: false,
    isDirty: true,
    publish: () => {
      if (death === "publishing") throw new DeathInTest();
    },
    ringPeer: () => {},
  };
  journal.attach([end], {
    stage(mask: number): number {
      const staged = store.stage(mask);
      if (death === "staging") throw new DeathInTest();
      return staged;
    },
  });
  while (journal.turn < turns) {
    if (random.below(200) === 0) death = random.below(2) === 0 ? "staging" : "publishing";
    Object.assign(store.values, valuesOf(journal.next));
    journal.commit();
  }
}
