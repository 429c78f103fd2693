import { CARRY_MUTANTS } from "./carry_mutants.ts";
import type { KillsOptions } from "./killing.ts";
import {
  COMMIT_POINTS,
  FATE_POINTS,
  HOST_POINTS,
  type Plant,
  START_POINTS,
} from "./kill_points.ts";
import { type LifeMutant, LIVES } from "./lives.ts";

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
    name: "what was decided of an actor is not done again",
    file: TAKE_UP,
    find: "leaveFor(region, plan);\n    return isOver(fate",
    replace: "return isOver(fate",
    options: { ...points("decided", "fenced", "ending"), patienceMs: 6000 },
    kills: 1,
  },
  {
    name: "turns that another program has left half published are not finished",
    file: "src/graph/ground/carry_over.ts",
    find: "this.#undoes = finishTurns(this.#left, ledger, letters, this.#wasCutOff);",
    replace: "this.#undoes = finishTurns === undefined;",
    options: { ...points("committed", "published", "unapplied"), changedPart: 1, carryPart: 0 },
    kills: 8,
  },
  {
    name: "a region that is not whole has the name of the old one",
    file: "src/region/region_file.ts",
    find: "this.standing(STANDING_CARRIED);\n    this.#ownHeader.finish();",
    replace: "this.standing(STANDING_CARRIED);",
    options: { randomPart: 1, changedPart: 1, carryPart: 0.5, carryPoints: ["named", "let go"] },
    kills: 8,
  },
  {
    name: "how many generations were let in is not written down",
    file: LEDGER,
    find: "this.#store(actor, ENTRY_GENERATIONS_WORD, generation + 1);",
    replace: "",
    options: { randomPart: 1 },
    kills: 4,
  },
];

/** Each of these, too. */
export const LIFE_MUTANTS: readonly LifeMutant[] = [
  {
    name: "what is decided of an actor is not written down",
    file: LEDGER,
    find: "this.#store(actor, ENTRY_FATE_WORD, FATES[name]);",
    replace: "",
    test: LIVES.removed,
  },
  {
    name: "who has ended by itself begins again",
    file: TAKE_UP,
    find: "const ended = hasEnded(region, journal);",
    replace: "reopenTurns(region, journal); const ended = hasEnded(region, journal);",
    test: LIVES.ended,
  },
  {
    name: "who a stop has ended does not begin again",
    file: TAKE_UP,
    find: "const undoes = wasCutOff || stopWasUnderWay(region, ballot) ||",
    replace: "const undoes = (wasCutOff && stopWasUnderWay === undefined) ||",
    test: LIVES.undone,
  },
  {
    name: "who had nothing to wait for begins again after a stop",
    file: TAKE_UP,
    find: "if (undoes) keepEnded(graph, ledger);",
    replace: "if (undoes && ledger === undefined) keepEnded(graph, ledger);",
    test: LIVES.over,
  },
  {
    name: "who had failed is not pardoned",
    file: TAKE_UP,
    find: 'const isUndone = undoes && (fate === "failed" || fate === "unstopped");',
    replace: "const isUndone = false;",
    test: LIVES.failed,
  },
  {
    name: "an end that was not clean counts as clean",
    file: "src/graph/ground/file_ground.ts",
    find: 'this.#file.standing(end === "clean" ? STANDING_ENDED : STANDING_CUT_OFF);',
    replace: "this.#file.standing(STANDING_ENDED);",
    test: LIVES.failed,
  },
  {
    name: "a graph that has ended goes on",
    file: "src/graph/ground/file_ground.ts",
    find: 'this.#file.standing(end === "clean" ? STANDING_ENDED : STANDING_CUT_OFF);',
    replace: "this.#file.standing(0x696e_2075);",
    test: LIVES.ended,
  },
  {
    name: "deaths that count against a message are forgotten",
    file: LEDGER,
    find: "Atomics.store(this.#words, this.#endWord(end, END_DEATHS_WORD), count);",
    replace: "",
    test: LIVES.deadly,
  },
  {
    name: "nobody goes on with caution after the end of a process",
    file: TAKE_UP,
    find: 'busy: busy.filter((actor) => wards[actor]?.status === "waiting"),',
    replace: "busy: [],",
    test: LIVES.deadly,
  },
  {
    name: "the numbers of replays begin anew",
    file: "src/graph/letters/replays.ts",
    find: "this.#lastId = Math.max(this.#lastId, lastReplayed(plan.region, journal));",
    replace: "void journal;",
    test: LIVES.replayed,
  },
  {
    name: "letters of an earlier process are forgotten",
    file: TAKE_UP,
    find: "letters: oldLetters(letters),",
    replace: "letters: oldLetters(letters).slice(0, 0),",
    test: LIVES.replayed,
  },
  {
    name: "the program is told again of letters that it knows",
    file: "src/region/letter_ring.ts",
    find: "if (this.#has(place)) this.#store(place, LETTER_TOLD_WORD, 1);",
    replace: "",
    test: LIVES.replayed,
  },
  ...CARRY_MUTANTS,
];
