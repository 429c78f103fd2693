/**
 * Instants at which a process is to be killed that random kills hardly ever hit: between two stores of a commit, between two acts of the host
 * for a dead actor, in the middle of taking a region up. Each is a line that is planted in a copy of the source.
 */

/** A change of the source: `find` must be there once. */
export interface Plant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const at = (name: string, file: string, find: string, where: "before" | "after"): Plant => {
  const line = `killPoint(${JSON.stringify(name)});`;
  return { name, file, find, replace: where === "before" ? `${line} ${find}` : `${find} ${line}` };
};

const JOURNAL = "src/turn/journal.ts";
const TX = "src/channel/ring/tx_control.ts";
const RX = "src/channel/ring/rx_control.ts";
const INQUEST = "src/graph/letters/inquest.ts";
const LETTERS = "src/graph/letters/dead_letters.ts";
const RING = "src/region/letter_ring.ts";
const LEDGER = "src/region/ledger.ts";
const STAND_IN = "src/graph/workers/stand_in.ts";
const RUN = "src/graph/graph_run.ts";
const TAKE_UP = "src/graph/ground/take_up.ts";
const GROUND = "src/graph/ground/file_ground.ts";
const FILE = "src/region/region_file.ts";
const LOCKED = "src/region/locked_file.ts";
const CARRY_OVER = "src/graph/ground/carry_over.ts";
const CARRY = "src/graph/ground/carry.ts";

/** In the threads of actors: hit thousands of times a second. */
export const COMMIT_POINTS: readonly Plant[] = [
  at("record", JOURNAL, "words[base + JOURNAL_NEXT_MASK_WORD] = mask;", "before"),
  at(
    "uncommitted",
    JOURNAL,
    "Atomics.store(words, base + JOURNAL_COMMITTED_WORD, this.#turn);",
    "before",
  ),
  at(
    "committed",
    JOURNAL,
    "Atomics.store(words, base + JOURNAL_COMMITTED_WORD, this.#turn);",
    "after",
  ),
  at("published", JOURNAL, "end.publish(end.staged, end.ending);", "after"),
  at("masked", JOURNAL, "Atomics.store(words, base + JOURNAL_MASK_WORD, mask);", "after"),
  at("unapplied", JOURNAL, "this.#ring(touched);", "after"),
  at("head", TX, "this.#store(CHANNEL_HEAD_WORD, cursor);", "after"),
  at("tail", RX, "this.#store(CHANNEL_TAIL_WORD, cursor);", "after"),
];

/** In the host, for an actor that has died or has written a letter: hit some times a second. */
export const HOST_POINTS: readonly Plant[] = [
  at("judged", INQUEST, "const { showstoppers } = this.#showstoppers.judge(", "before"),
  at("untaken", INQUEST, "const mark = this.#ledger.letters.take(", "before"),
  at("lettered", INQUEST, "rx.advance(1);", "before"),
  at("taken", INQUEST, "rx.publish(rx.staged, false);", "after"),
  at("counted", INQUEST, "mark.settle(true);", "after"),
  at("told", LETTERS, "this.#onLetter(letter);", "after"),
  at("untold", LETTERS, "this.#onLetter(letter);", "before"),
  at("settled", LETTERS, "mark.settle(true);", "after"),
  at(
    "forgotten",
    LETTERS,
    "for (const { mark } of this.#pending.get(actor) ?? []) mark.settle(false);",
    "after",
  ),
  at("written", RING, "this.#append(bytes);", "before"),
  at("appended", RING, "this.#append(bytes);", "after"),
  at(
    "counting",
    LEDGER,
    "Atomics.store(this.#words, this.#endWord(end, END_CURSOR_WORD), cursor);",
    "after",
  ),
  at("kept", RUN, "return this.#letterKept(message.actor, message.generation);", "before"),
  at("unfenced", RUN, "this.#ledger.letIn(actor, generation, wakings);", "before"),
  at("let in", RUN, "this.#ledger.letIn(actor, generation, wakings);", "after"),
];

/** In the host, once in the life of the graph: where the temporary actor leaves. */
export const FATE_POINTS: readonly Plant[] = [
  at("undecided", LEDGER, "this.#store(actor, ENTRY_FATE_WORD, FATES[name]);", "before"),
  at("decided", LEDGER, "this.#store(actor, ENTRY_FATE_WORD, FATES[name]);", "after"),
  at("fenced", STAND_IN, "fenceOff(region, absent.journal);", "after"),
  at(
    "ending",
    STAND_IN,
    "for (const { at, direction } of ends) closeEnd(region, at, direction);",
    "before",
  ),
  at(
    "ended",
    STAND_IN,
    "for (const { at, direction } of ends) closeEnd(region, at, direction);",
    "after",
  ),
];

/** While a process makes a region, or takes one up. */
export const START_POINTS: readonly Plant[] = [
  at("emptied", LOCKED, "ftruncateSync(this.descriptor, 0);", "after"),
  at("begun", FILE, "this.#file.overwrite(new Uint8Array(beginning));", "after"),
  at("reserved", FILE, "const region = this.#map(size);", "before"),
  at("mapped", FILE, "const region = this.#map(size);", "after"),
  at("filled", FILE, "this.#ownHeader.fill(size, written, this.#boot, epoch);", "after"),
  at("owned", FILE, "this.standing(STANDING_IN_USE);", "before"),
  at("whole", FILE, "this.#ownHeader.finish();", "after"),
  at("unfurnished", GROUND, "this.#letterRing(region).init();", "before"),
  at(
    "unsettled",
    TAKE_UP,
    "for (const { plan: absent } of actors) settleFor(region, absent);",
    "before",
  ),
  at(
    "all settled",
    TAKE_UP,
    "for (const { plan: absent } of actors) settleFor(region, absent);",
    "after",
  ),
  at("letter finished", TAKE_UP, "letters.settle(place, true);", "before"),
  at("letters settled", TAKE_UP, "settleLetters(graph, letters);", "after"),
  at("standing", TAKE_UP, "const generations = ledger.generations(index);", "after"),
  at("left", TAKE_UP, "leaveFor(region, plan);\n    return isOver(fate", "before"),
  at(
    "released",
    TAKE_UP,
    "for (const { at, direction } of ends) free(region, at, direction);",
    "after",
  ),
  at("unrung", TAKE_UP, "clearBells(plan);", "after"),
  at("loaded", RUN, 'this.#tally.lifecycle = "running";', "before"),
  at("running", RUN, "this.#supervision.perform();", "before"),
];

/** While a process carries what another program has left into its own graph. */
export const CARRY_POINTS: readonly Plant[] = [
  at("left finished", CARRY_OVER, "this.#survey = surveyOf(this.#left, drawn, record);", "before"),
  at("surveyed", CARRY_OVER, "this.#survey = surveyOf(this.#left, drawn, record);", "after"),
  at("beside", CARRY_OVER, "this.#beside = this.#file.beside();", "after"),
  at(
    "channel carried",
    CARRY,
    "carryChannel(from, { region: plan.region, at, spec }, carried);",
    "after",
  ),
  at("actor carried", CARRY, "carryActor(left, carried, plan, actor", "before"),
  at("entry carried", CARRY, "carryEntry(left, carried.left, ledger, actor, firstEnd);", "after"),
  at("letters carried", CARRY, "carryLetters(left, plan, letters);", "after"),
  at("unchecked", GROUND, "carryOver?.carry(plan, words, letters);", "after"),
  at("unfinished", FILE, "this.standing(STANDING_CARRIED);", "after"),
  at("unsynced", FILE, "this.#file.sync();", "before"),
  at("unnamed", FILE, "Deno.renameSync(this.#path, other.#path);", "before"),
  at("named", FILE, "Deno.renameSync(this.#path, other.#path);", "after"),
  at("let go", FILE, "other.close();", "after"),
  at("replaced", GROUND, "this.#file = carryOver.replace();", "after"),
];
