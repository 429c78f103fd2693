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

/** One that shows by a test of that name. */
export interface LifeMutant extends Plant {
  readonly test: string;
  /** Where that is; in `life_test.ts`, if not given. */
  readonly suite?: string;
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
    options: { ...points(), changedPart: 1, carryPart: 1, carryPoints: ["named", "let go"] },
    kills: 4,
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

const LIVES = {
  removed: "an actor that was removed stays so",
  ended: "an actor that had ended by itself does not begin again",
  undone: "a stop that the end of the process has cut off is forgotten",
  over: "who had nothing to wait for when a stop was cut off",
  failed: "after an end that was not clean the next process goes on",
  deadly: "a message that ends the process each time is given up",
  replayed: "dead letters outlive the process",
} as const;

const OVER = {
  all: "goes on with everything",
  named: "what cannot be carried is named",
  discarded: "what cannot be carried is discarded",
  letters: "letters of actors that are gone outlive them",
  beside: "the way over is by a file beside it",
  late: "who opens the file while another takes its place",
} as const;
const ROOMS = {
  channel: "tests/channel/carry_test.ts",
  state: "tests/state/carry_test.ts",
  turn: "tests/turn/carry_test.ts",
} as const;
const over = (
  name: string,
  file: string,
  find: string,
  replace: string,
  test: string,
  suite = "tests/region/carry_test.ts",
): LifeMutant => ({ name, file, find, replace, test, suite });
const CARRY = "src/graph/ground/carry.ts";
const CARRY_OVER = "src/graph/ground/carry_over.ts";
const CHANNEL = "src/channel/ring/carry.ts";
const STATE = "src/state/carry.ts";
const TURN = "src/turn/carry.ts";

/** A step of what carries a graph into that of another program, each. */
const CARRY_MUTANTS: readonly LifeMutant[] = [
  over(
    "columns are not carried",
    CHANNEL,
    "for (const width of columns) {",
    "for (const width of [] as number[]) {",
    OVER.all,
  ),
  over(
    "records are not carried",
    CHANNEL,
    "else carryColumns(from",
    "else if (move.columns.length > 0) carryColumns(from",
    OVER.all,
  ),
  over(
    "what a longer channel has is where a shorter one had it",
    CHANNEL,
    "toColumn + slotOf(to, back) * width",
    "toColumn + slotOf(from, back) * width",
    "messages of kind u32",
    ROOMS.channel,
  ),
  over(
    "records are where they were",
    CHANNEL,
    "written & (to.spec.payloadBytes - 1)",
    "start & (to.spec.payloadBytes - 1)",
    "messages of kind text",
    ROOMS.channel,
  ),
  over(
    "a record that goes round is cut",
    CHANNEL,
    "target.bytes.set(source.subarray(ring, ring + length - before), into + before);",
    "",
    "messages of kind text",
    ROOMS.channel,
  ),
  over(
    "messages that are not carried are not taken",
    CHANNEL,
    "+ contentOf(from).messages - messages",
    "",
    OVER.discarded,
  ),
  over(
    "the oldest messages are carried where not all fit",
    CHANNEL,
    "const head = viewsOf(region).words[channelCountWords(at).sentWord] as number;\n  return (head",
    "const head = (viewsOf(region).words[channelCountWords(at).takenWord] as number) + 5;\n  return (head",
    OVER.discarded,
  ),
  over(
    "what an end has said goes to another actor",
    CHANNEL,
    "if (!sameWriter) target",
    "if (sameWriter === null) target",
    "what an end has said of itself",
    ROOMS.channel,
  ),
  over(
    "what is followed is so no more",
    CHANNEL,
    "target[base + CHANNEL_FOLLOWED_WORD] = followed;",
    "",
    "what an end has said of itself",
    ROOMS.channel,
  ),
  over(
    "copies of the state that are not current are carried",
    STATE,
    "memory?.read(old, (mask >>> old.group) & 1)",
    "memory?.read(old, 1 - (mask >>> old.group) & 1)",
    OVER.all,
  ),
  over(
    "cells that do not fit are carried",
    STATE,
    ": faultOf(cell, found);",
    ": undefined;",
    OVER.named,
  ),
  over(
    "cells of another kind are carried",
    STATE,
    "old.kind !== cell.kind",
    "old.kind === undefined",
    OVER.named,
  ),
  over(
    "new cells do not begin",
    STATE,
    "if (old === undefined) return encodeInitial(cell);",
    "if (old === undefined) return encodeInitial({ ...cell, initial: 0 });",
    "cells keep their values",
    ROOMS.state,
  ),
  over(
    "state is not written",
    CARRY,
    "if (stored !== null) fillState(",
    "if (stored === undefined) fillState(",
    OVER.all,
  ),
  over(
    "turns begin anew",
    TURN,
    "  JOURNAL_COMMITTED_WORD,\n  JOURNAL_APPLIED_WORD,\n  JOURNAL_LAST_WORD,\n  JOURNAL_REPLAYED_WORD,\n  JOURNAL_NEXT",
    "  JOURNAL_LAST_WORD,\n  JOURNAL_REPLAYED_WORD,\n  JOURNAL_NEXT",
    OVER.all,
  ),
  over(
    "whether an actor has ended is forgotten",
    TURN,
    "  JOURNAL_LAST_WORD,\n  JOURNAL_REPLAYED_WORD,\n  JOURNAL_NEXT",
    "  JOURNAL_REPLAYED_WORD,\n  JOURNAL_NEXT",
    "a journal goes on where it was",
    ROOMS.turn,
  ),
  over(
    "what was touched is forgotten",
    TURN,
    "target[to.at / 4 + journalTouchedWord(ends.length, i)] = touched;",
    "void touched;",
    "a journal goes on where it was",
    ROOMS.turn,
  ),
  over(
    "ids of effects are of the actor's new number",
    TURN,
    "source[from.at / 4 + journalIdentityWord(count)] as number;",
    "target[to.at / 4 + journalIdentityWord(ends.length)] as number;",
    OVER.all,
  ),
  over(
    "a new actor has the number of an old one",
    CARRY,
    "everyone++);",
    "actor.plan.index);",
    OVER.all,
  ),
  over(
    "an end that comes back has its number again",
    TURN,
    "? ever++",
    "? i",
    "no end has a number",
    ROOMS.turn,
  ),
  over(
    "the graph is another one",
    CARRY_OVER,
    "return this.#beside.make(bytes, text, this.#found.epoch);",
    "return this.#beside.make(bytes, text);",
    OVER.all,
  ),
  over(
    "fates are forgotten",
    CARRY,
    "if (fate !== undefined) to.decide(index, fate.name, fate.why);",
    "",
    OVER.all,
  ),
  over(
    "generations begin anew",
    CARRY,
    "to.letIn(index, from.generations(left.index) - 1, from.wakings(left.index));",
    "",
    LIVES.failed,
    "tests/region/life_test.ts",
  ),
  over(
    "deaths that count are forgotten",
    CARRY,
    "to.setDeaths(firstEnd + i, cursor, count);",
    "void count; void cursor;",
    LIVES.deadly,
    "tests/region/life_test.ts",
  ),
  over("letters are forgotten", CARRY, "carryLetters(left, plan, letters);", "", OVER.letters),
  over(
    "letters count for nothing",
    CARRY,
    "to.settle(place, true);",
    "to.settle(place, false);",
    OVER.letters,
  ),
  over(
    "the program is told again of letters",
    CARRY,
    "if (wasTold) to.told(place);",
    "",
    LIVES.replayed,
    "tests/region/life_test.ts",
  ),
  over(
    "a stop that was cut off is not forgotten",
    CARRY,
    "if (end.undoes) new Tally",
    "if (end === undefined) new Tally",
    LIVES.undone,
    "tests/region/life_test.ts",
  ),
  over(
    "what cannot be carried goes without a word",
    CARRY_OVER,
    'if (losses.length > 0 && onChange !== "discard") throw',
    'if (losses.length < 0 && onChange !== "discard") throw',
    OVER.named,
  ),
  over(
    "a change is never refused",
    CARRY_OVER,
    'if (!isAnother && onChange !== "refuse") return;',
    "if (!isAnother || onChange !== null) return;",
    OVER.named,
  ),
  over(
    "the file beside it is taken whatever is in it",
    "src/region/region_file.ts",
    "if (file.found === undefined || file.found.standing === STANDING_CARRIED) return file;",
    "if (file !== undefined) return file;",
    OVER.beside,
  ),
  over(
    "what did not come to be is left",
    "src/graph/ground/file_ground.ts",
    "this.#carryOver?.discard();",
    "",
    "a program that has changed is refused where there is no room",
    "tests/region/places_test.ts",
  ),
  over(
    "a file that has no name is locked",
    "src/region/open_file.ts",
    "if (file.isCalled(statOf(path))) return file;",
    "if (file !== undefined) return file;",
    OVER.late,
  ),
  over(
    "a link is given the name of the file",
    "src/region/open_file.ts",
    "return Deno.lstatSync(path).isSymlink ? Deno.realPathSync(path) : path;",
    "return path;",
    OVER.beside,
  ),
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
