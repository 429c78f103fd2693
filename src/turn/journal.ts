import { type GenerationOver, markOver } from "../generation_over.ts";
import { checkVersion } from "../memory/region.ts";
import { viewsOf } from "../memory/views.ts";
import { countOf, highOf, isNewHalf, readCount } from "../wide_count.ts";
import {
  JOURNAL_APPLIED_WORD,
  JOURNAL_BETWEEN_WORD,
  JOURNAL_COMMITTED_WORD,
  JOURNAL_ENDS_WORD,
  JOURNAL_GENERATION_WORD,
  JOURNAL_LAST_WORD,
  JOURNAL_MASK_WORD,
  JOURNAL_NEXT_MASK_WORD,
  JOURNAL_NEXT_REPLAYED_WORD,
  JOURNAL_REPLAYED_WORD,
  JOURNAL_TURN_HIGH_WORD,
  JOURNAL_VERSION,
  JOURNAL_VERSION_WORD,
  journalCursorWord,
  journalEndIdentityWord,
  journalEndingWord,
  journalEndsEverWord,
  journalIdentityWord,
  journalTouchedWord,
  UNNOTED,
  UNTOUCHED,
} from "./journal_layout.ts";

/** No generation has this number. */
const NOBODY = -1;

/** A channel end as the journal sees it. */
export interface TurnEnd {
  /** The next one of the same actor, for the journal to say: a list would be two objects more to fetch for each turn. */
  next?: unknown;
  /** The cursor that the turn would publish. */
  readonly staged: number;
  /** Whether the turn would end this end's part in the channel. */
  readonly ending: boolean;
  /** Whether there is anything to publish. */
  readonly isDirty: boolean;
  /** Publishes; doing it twice is the same as once. */
  publish(cursor: number, ending: boolean): void;
  /** Wakes the actor at the other end if it waits. */
  ringPeer(): void;
}

/** State as the journal sees it: writes what has changed into copies that are not current, and returns the new mask. */
export interface TurnState {
  stage(mask: number): number;
}

/** Writes the fixed part of a journal. Host side, once, before any worker starts. `identity`: the number of its actor. */
export function initJournal(
  region: SharedArrayBuffer,
  at: number,
  ends: number,
  identity = 0,
): void {
  const { words } = viewsOf(region);
  words[at / 4 + JOURNAL_VERSION_WORD] = JOURNAL_VERSION;
  words[at / 4 + JOURNAL_ENDS_WORD] = ends;
  words[at / 4 + journalIdentityWord(ends)] = identity;
  words[at / 4 + journalEndsEverWord(ends)] = ends;
  for (let end = 0; end < ends; end++) words[at / 4 + journalEndIdentityWord(ends, end)] = end;
}

/**
 * Lets only `generation` commit from now on. Host side, before that generation starts, and once what its predecessor left half
 * published is finished.
 */
export function raiseFence(region: SharedArrayBuffer, at: number, generation: number): void {
  // The predecessor may have died right before its last turn counted: the turn that gets this number now need not be the last.
  if (!hasEnded(region, at)) Atomics.store(viewsOf(region).words, at / 4 + JOURNAL_LAST_WORD, 0);
  setGeneration(region, at, generation);
}

function setGeneration(region: SharedArrayBuffer, at: number, generation: number): void {
  Atomics.store(viewsOf(region).words, at / 4 + JOURNAL_GENERATION_WORD, generation);
}

/** Lets an actor that has ended run again. Host side, once it is out of its thread, and all of its last turn is published. */
export function reopenTurns(region: SharedArrayBuffer, at: number): void {
  Atomics.store(viewsOf(region).words, at / 4 + JOURNAL_LAST_WORD, 0);
}

/**
 * Lets nobody commit until the fence is raised for a generation. Host side, before a thread is ended from outside: what is left
 * of it may run once more when its code was stopped in the middle.
 */
export function fenceOff(region: SharedArrayBuffer, at: number): void {
  // LAST stays: the thread may be in the commit of its last turn, and that may count yet.
  setGeneration(region, at, NOBODY);
}

/**
 * The mask of the state copies that are current, for an actor that does not run; `undefined` if it never committed a
 * turn. Host side.
 */
export function readMask(region: SharedArrayBuffer, at: number): number | undefined {
  const { words } = viewsOf(region);
  const base = at / 4;
  const committed = Atomics.load(words, base + JOURNAL_COMMITTED_WORD);
  if (committed === 0) return undefined;
  const settled = committed === Atomics.load(words, base + JOURNAL_APPLIED_WORD);
  return Atomics.load(words, base + (settled ? JOURNAL_MASK_WORD : JOURNAL_NEXT_MASK_WORD));
}

/** Whether the actor's last turn has committed: it has ended, and is not to run again. Host side. */
export function hasEnded(region: SharedArrayBuffer, at: number): boolean {
  const { words } = viewsOf(region);
  const last = Atomics.load(words, at / 4 + JOURNAL_LAST_WORD);
  return last !== 0 && last === Atomics.load(words, at / 4 + JOURNAL_COMMITTED_WORD);
}

/** Number of the last dead letter that the actor has sent for good. Host side. */
export function lastReplayed(region: SharedArrayBuffer, at: number): number {
  return Atomics.load(viewsOf(region).words, at / 4 + JOURNAL_REPLAYED_WORD);
}

/** Number of the actor's last turn that has committed, wrapping. Host side. */
export function lastCommitted(region: SharedArrayBuffer, at: number): number {
  return Atomics.load(viewsOf(region).words, at / 4 + JOURNAL_COMMITTED_WORD);
}

/** Whether turn number `turn` of the actor has committed. Host side. */
export function hasCommitted(region: SharedArrayBuffer, at: number, turn: number): boolean {
  return readTurn(viewsOf(region).words, at / 4) >= turn;
}

function readTurn(words: Int32Array, base: number): number {
  return readCount(words, base + JOURNAL_COMMITTED_WORD, base + JOURNAL_TURN_HIGH_WORD);
}

/**
 * When the last turn of an actor that does not run had touched messages of the end with that number: a number that is the higher
 * the later it was; 0 if it had not, `undefined` if nobody noted it. Host side.
 */
export function touchedAt(region: SharedArrayBuffer, at: number, end: number): number | undefined {
  const { words } = viewsOf(region);
  const ends = words[at / 4 + JOURNAL_ENDS_WORD] as number;
  const noted = words[at / 4 + journalTouchedWord(ends, end)] as number;
  return noted === UNNOTED ? undefined : noted - UNTOUCHED;
}

/**
 * Whether an actor that does not run was between two turns when it was taken out, or had not begun: then it had nothing under
 * work. `false` says nothing. Host side.
 */
export function wasBetweenTurns(region: SharedArrayBuffer, at: number): boolean {
  return viewsOf(region).words[at / 4 + JOURNAL_BETWEEN_WORD] === 1;
}

/** Forgets what was noted of how an actor was taken out. Host side, before its next generation starts. */
export function forgetNotes(region: SharedArrayBuffer, at: number): void {
  const { words } = viewsOf(region);
  words[at / 4 + JOURNAL_BETWEEN_WORD] = 1;
  const ends = words[at / 4 + JOURNAL_ENDS_WORD] as number;
  const first = at / 4 + journalTouchedWord(ends, 0);
  words.fill(UNNOTED, first, first + ends);
}

/** Publishes the cursor of the end with that number. */
export type PublishEnd = (end: number, cursor: number, ending: boolean) => void;

/**
 * Whether the actor has left no turn half published. Of one that does not run: there is nothing to finish. Of one that does, it was so at
 * a moment during the call; what may be concluded says the layout. Host side.
 */
export function isSettled(region: SharedArrayBuffer, at: number): boolean {
  const { words } = viewsOf(region);
  return Atomics.load(words, at / 4 + JOURNAL_APPLIED_WORD) ===
    Atomics.load(words, at / 4 + JOURNAL_COMMITTED_WORD);
}

/**
 * Finishes the turn that an actor left half published, if it did. Host side, once its thread is gone or behind the fence, and
 * before its next generation starts.
 *
 * @param ring wakes the peers, once everything is in place; not called if there was nothing to finish
 */
export function settleTurn(
  region: SharedArrayBuffer,
  at: number,
  publish: PublishEnd,
  ring: () => void = () => {},
): void {
  const { words } = viewsOf(region);
  const base = at / 4;
  const turn = Atomics.load(words, base + JOURNAL_COMMITTED_WORD);
  if (Atomics.load(words, base + JOURNAL_APPLIED_WORD) === turn) return;
  const ends = words[base + JOURNAL_ENDS_WORD] as number;
  for (let i = 0; i < ends; i++) {
    const cursor = words[base + journalCursorWord(i)] as number;
    publish(i, cursor, words[base + journalEndingWord(i)] === 1);
  }
  Atomics.store(words, base + JOURNAL_MASK_WORD, words[base + JOURNAL_NEXT_MASK_WORD] as number);
  const replayed = words[base + JOURNAL_NEXT_REPLAYED_WORD] as number;
  Atomics.store(words, base + JOURNAL_REPLAYED_WORD, replayed);
  // Before APPLIED, for the same reason as in a commit.
  ring();
  Atomics.store(words, base + JOURNAL_APPLIED_WORD, turn);
}

/** The end that comes after `end`, of the same actor. */
function after(end: TurnEnd): TurnEnd | undefined {
  return end.next as TurnEnd | undefined;
}

/** So many ends have a bit each in a word. */
const MOST_BITS = 31;

/** The lower bits of the number of the turn after that with these. */
export function lowerAfter(turn: number): number {
  return ((turn + 1) | 0) || 1; // 0 is kept for "no turn yet"
}

/** The journal of one generation of an actor. */
export class TurnJournal {
  readonly #words: Int32Array;
  readonly #base: number;
  readonly #generation: number;
  readonly #actor: string;
  /** The first of its ends. */
  #first: TurnEnd | undefined;
  /** Of more than {@link MOST_BITS} ends, those that the commit under way has published: bits are enough for fewer. */
  #touched: TurnEnd[] | undefined;
  #state: TurnState | undefined;
  /** The lower bits of the number of the last committed turn. */
  #turn: number;
  /** The upper bits of that. */
  #high: number;
  #mask: number;
  #touches = UNTOUCHED;
  #replayed: number;
  #nextReplayed: number;
  #over: GenerationOver | undefined;

  /** Attaches to the journal, on behalf of `generation` of `actor`. What the one before left half published is finished by then. */
  constructor(
    region: SharedArrayBuffer,
    at: number,
    ends: number,
    generation: number,
    actor: string,
  ) {
    this.#words = viewsOf(region).words;
    this.#base = at / 4;
    checkVersion(
      "journal",
      this.#words[this.#base + JOURNAL_VERSION_WORD] as number,
      JOURNAL_VERSION,
    );
    if (this.#words[this.#base + JOURNAL_ENDS_WORD] !== ends) {
      throw new TypeError(
        `Cannot attach to the journal of actor "${actor}": it is laid out for ${
          this.#words[this.#base + JOURNAL_ENDS_WORD]
        } channel ends, the actor has ${ends}`,
      );
    }
    this.#generation = generation;
    this.#actor = actor;
    const turn = readTurn(this.#words, this.#base);
    this.#turn = turn | 0;
    this.#high = highOf(turn);
    this.#mask = Atomics.load(this.#words, this.#base + JOURNAL_MASK_WORD);
    this.#replayed = Atomics.load(this.#words, this.#base + JOURNAL_REPLAYED_WORD);
    this.#nextReplayed = this.#replayed;
    this.resume();
  }

  /** Number of the last committed turn; 0 before the first. */
  get turn(): number {
    return countOf(this.#high, this.#turn);
  }

  /** Number of the turn under way, higher than all before. It is the same again if a successor repeats it. */
  get next(): number {
    const next = lowerAfter(this.#turn);
    return countOf(isNewHalf(this.#turn, next) ? this.#high + 1 : this.#high, next);
  }

  /** The number of the actor in ids of effects. */
  get identity(): number {
    return this.#words[this.#base + journalIdentityWord(this.#ends)] as number;
  }

  /** The number of an end in ids of effects. */
  endIdentity(end: number): number {
    return this.#words[this.#base + journalEndIdentityWord(this.#ends, end)] as number;
  }

  get #ends(): number {
    return this.#words[this.#base + JOURNAL_ENDS_WORD] as number;
  }

  /** Which copies of the state are current; `undefined` before the first commit. */
  get mask(): number | undefined {
    return this.#turn === 0 ? undefined : this.#mask;
  }

  /** Notes that the turn under way sends the dead letter with that number. */
  replay(id: number): void {
    this.#nextReplayed = id;
  }

  /** Gives the journal what it commits, and joins the ends, in the order of the plan. An actor may have no state. */
  attach(ends: readonly TurnEnd[], state: TurnState | undefined): void {
    this.#first = ends[0];
    for (let i = 0; i < ends.length; i++) (ends[i] as TurnEnd).next = ends[i + 1];
    if (ends.length > MOST_BITS) this.#touched = new Array(ends.length);
    this.#state = state;
  }

  /** Notes that the actor waits between two turns. */
  pause(): void {
    this.#words[this.#base + JOURNAL_BETWEEN_WORD] = 1;
  }

  /** Notes that a turn may be under way again. */
  resume(): void {
    this.#words[this.#base + JOURNAL_BETWEEN_WORD] = 0;
  }

  /** Notes that the turn under way touches messages of the end with that number. */
  touch(end: number): void {
    this.#words[this.#touchedWord(end)] = ++this.#touches;
  }

  /** Notes that the turn under way has touched nothing of the end yet; or, if `unnoted`, that nobody will note if it does. */
  untouch(end: number, unnoted = false): void {
    this.#touches = UNTOUCHED;
    this.#words[this.#touchedWord(end)] = unnoted ? UNNOTED : UNTOUCHED;
  }

  #touchedWord(end: number): number {
    return this.#base + journalTouchedWord(this.#ends, end);
  }

  /**
   * Commits the turn.
   *
   * @param how whether it is the actor's last, and whether it counts even if nothing has changed
   * @returns whether there was anything to commit
   * @throws {TypeError} if this generation is over, or another has taken over
   * @throws {RangeError} if a state value does not fit its cell
   */
  commit(how: "usual" | "always" | "last" = "usual"): boolean {
    const words = this.#words;
    const base = this.#base;
    const first = this.#first;
    // Before the state is written: what is not current for this generation may be current for its successor.
    if (this.#state !== undefined || this.#over !== undefined) this.#checkGeneration();
    const mask = this.#state === undefined ? this.#mask : this.#state.stage(this.#mask);
    let dirty = how !== "usual" || mask !== this.#mask || this.#nextReplayed !== this.#replayed;
    for (let end = first; !dirty && end !== undefined; end = after(end)) dirty = end.isDirty;
    if (!dirty) return false;
    if (this.#state === undefined) this.#checkGeneration();
    for (let end = first, i = 0; end !== undefined; end = after(end), i++) {
      words[base + journalCursorWord(i)] = end.staged;
      words[base + journalEndingWord(i)] = end.ending ? 1 : 0;
    }
    words[base + JOURNAL_NEXT_MASK_WORD] = mask;
    words[base + JOURNAL_NEXT_REPLAYED_WORD] = this.#nextReplayed;
    const turn = lowerAfter(this.#turn);
    if (isNewHalf(this.#turn, turn)) {
      Atomics.store(words, base + JOURNAL_TURN_HIGH_WORD, ++this.#high);
    }
    this.#turn = turn;
    if (how === "last") words[base + JOURNAL_LAST_WORD] = this.#turn;
    Atomics.store(words, base + JOURNAL_COMMITTED_WORD, this.#turn);
    this.#apply(mask);
    return true;
  }

  #checkGeneration(): void {
    // A plain load: a fence that is raised between the check and the commit is missed in any case.
    const current = this.#words[this.#base + JOURNAL_GENERATION_WORD] === this.#generation;
    if (current && this.#over === undefined) return;
    const error = new TypeError(
      `Cannot commit a turn of actor "${this.#actor}": generation ${this.#generation} ${
        current ? "is over" : "was replaced"
      }`,
    );
    throw this.#over === undefined ? error : markOver(error, this.#over);
  }

  /** Makes every later commit throw: the actor has died, its successor may not have been let in yet. */
  revoke(over: GenerationOver): void {
    this.#over = over;
  }

  #apply(mask: number): void {
    const words = this.#words;
    const base = this.#base;
    const many = this.#touched;
    // Their peers are woken once everything is in place.
    let touched = 0;
    for (let end = this.#first, i = 0; end !== undefined; end = after(end), i++) {
      if (!end.isDirty) continue;
      end.publish(end.staged, end.ending);
      if (many !== undefined) many[touched++] = end;
      else touched |= 1 << i;
    }
    if (mask !== this.#mask) {
      this.#mask = mask;
      Atomics.store(words, base + JOURNAL_MASK_WORD, mask);
    }
    if (this.#nextReplayed !== this.#replayed) {
      this.#replayed = this.#nextReplayed;
      Atomics.store(words, base + JOURNAL_REPLAYED_WORD, this.#replayed);
    }
    // Before APPLIED: should this thread die here, the host publishes and rings again.
    this.#ring(touched);
    // Only of an actor with state are there snapshots, which need it at once; the next COMMITTED comes after it in any case.
    if (this.#state === undefined) words[base + JOURNAL_APPLIED_WORD] = this.#turn;
    else Atomics.store(words, base + JOURNAL_APPLIED_WORD, this.#turn);
  }

  /** Wakes the peers of the ends that a commit has published. */
  #ring(touched: number): void {
    const many = this.#touched;
    if (many !== undefined) {
      for (let i = 0; i < touched; i++) (many[i] as TurnEnd).ringPeer();
      return;
    }
    for (let end = this.#first, bits = touched; bits !== 0; bits >>>= 1) {
      if ((bits & 1) !== 0) (end as TurnEnd).ringPeer();
      end = after(end as TurnEnd);
    }
  }
}
