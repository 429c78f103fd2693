import type { KillsOptions } from "./killing.ts";
import {
  COMMIT_POINTS,
  FATE_POINTS,
  HOST_POINTS,
  type Plant,
  START_POINTS,
} from "./kill_points.ts";

/** A step of the recovery that is taken out, and the kills by which it shows. */
export interface Mutant extends Plant {
  readonly options: KillsOptions;
  readonly kills: number;
}

const ALL = [...COMMIT_POINTS, ...HOST_POINTS, ...FATE_POINTS, ...START_POINTS];
const points = (...names: string[]): Pick<KillsOptions, "points" | "randomPart"> => ({
  points: ALL.filter(({ name }) => names.includes(name)),
  randomPart: 0,
});
const TAKE_UP = "src/graph/ground/take_up.ts";
const LEDGER = "src/region/ledger.ts";

/** Each of these has to be found. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "turns that were left half published are not finished",
    file: "src/turn/journal.ts",
    find: "if (Atomics.load(words, base + JOURNAL_APPLIED_WORD) === turn) return;",
    replace: "if (turn !== undefined) return;",
    options: points("committed", "published", "unapplied"),
    kills: 8,
  },
  {
    name: "a message whose letter is there stays in its channel",
    file: TAKE_UP,
    find: 'if (tail === from.cursor) publishEnd(region, at, "rx", (tail + 1) | 0);',
    replace: "if (tail === undefined) return;",
    options: points("lettered"),
    kills: 4,
  },
  {
    name: "a message that is taken out is not written down before",
    file: "src/graph/letters/inquest.ts",
    find: "const mark = this.#ledger.letters.take(this.#actor.plan.index, of, rx.staged, letter);",
    replace: "const mark = { settle(_counts: boolean) {}, told() {} };",
    options: points("taken"),
    kills: 4,
  },
  {
    name: "letters whose turn has committed do not count",
    file: TAKE_UP,
    find: "letters.settle(place, hasCommitted(region, journal, from.turn));",
    replace: "letters.settle(place, hasCommitted === undefined);",
    options: { randomPart: 1 },
    kills: 8,
  },
  {
    name: "letters whose turn has not committed count",
    file: TAKE_UP,
    find: "letters.settle(place, hasCommitted(region, journal, from.turn));",
    replace: "letters.settle(place, hasCommitted !== undefined);",
    options: points("kept"),
    kills: 6,
  },
  {
    name: "what is decided of an actor is not written down",
    file: LEDGER,
    find: "this.#store(actor, ENTRY_FATE_WORD, FATES[name]);",
    replace: "if (name === undefined) this.#store(actor, ENTRY_FATE_WORD, FATES[name]);",
    options: { ...points("ending", "ended"), patienceMs: 6000 },
    kills: 2,
  },
  {
    name: "what was decided of an actor is not done again",
    file: TAKE_UP,
    find: "leaveFor(region, plan);\n    return isOver(fate",
    replace: "return isOver(fate",
    options: { ...points("decided", "fenced", "ending"), patienceMs: 6000 },
    kills: 1,
  },
  {
    name: "how many generations were let in is not written down",
    file: LEDGER,
    find: "this.#store(actor, ENTRY_GENERATIONS_WORD, generation + 1);",
    replace: "",
    options: { randomPart: 1 },
    kills: 4,
  },
  {
    name: "the region is whole before everything is in place",
    file: "src/region/region_file.ts",
    find: "this.#ownHeader.fill(size, written);",
    replace: "this.#ownHeader.fill(size, written); this.#ownHeader.finish();",
    options: points("filled", "unfurnished"),
    kills: 3,
  },
];
