import type { World } from "../world.ts";

/** An actor in the middle of its turn, as the lookout sees it. All times are milliseconds since the epoch. */
export interface Runner {
  /**
   * The event loop runs while the actor may be in its turn. Returns whether it is: then it waits outside, from `now` on. If the
   * lookout is not heard of by `due`, somebody holds the thread, and it is the actor; `Infinity` where that cannot be told.
   */
  leave(now: number, due: number): boolean;
  /** It still waits outside, and is to be seen again by `due`. It held the thread from `heldSince` on, if that is given. */
  stay(heldSince: number | undefined, now: number, due: number): void;
}

/** Time between the first looks at an actor that waits outside, in milliseconds; and between the last. */
const FIRST_MS = 2;
const LONGEST_MS = 1000;
/** A look comes after this part of the time that the actor has waited: the longest error there can be. */
const PART = 1 / 16;
/** How many turns are watched closely at the beginning, and after a long turn that may have waited outside. */
const CLOSE_TURNS = 32;
/** The most that are, where long turns are far between. */
const MOST_CLOSE_TURNS = 2 ** 20;
/**
 * Of the other turns, one in this many is watched. Once an actor was found to wait outside, all turns are, until twice as many have
 * gone by in which none did.
 */
const SAMPLED = 1024;
/** The most long turns in a row that may be ignored: that do not make the lookout watch closely. */
const MOST_IGNORED = 1023;
/** A look that is later than this, in milliseconds, says that the thread was held: timers are never quite in time. */
const SLACK_MS = 2;

/**
 * Notices which actors of a thread wait outside: in the middle of a turn, by a plain `await`, for something that their scheduler
 * knows nothing of.
 *
 * An actor that computes, or awaits what is settled, lets no event loop run. So whoever goes on with a turn is noted, and an
 * immediate is set, one for all: if it comes before the actor waits for a condition, the actor is waiting outside. Nothing is
 * asked of a turn that does not leave its thread.
 *
 * An immediate takes a round of the event loop, which is much for an actor that is woken for each message. So after a while
 * without a wait outside, only one turn in {@link SAMPLED} has its immediate. A long turn that had none may have waited outside, so
 * from then on all turns are watched closely, for long enough that the next long one is among them. If that one turns out to be plain
 * work, the long turns that follow are ignored: one of them at first, then three, and so on. So an actor that waits outside in one turn
 * of a thousand is watched closely for good after two of them, and one whose turns are short pays next to nothing. While a turn goes on
 * for long, the host asks; see {@link Lookout.look}.
 *
 * Nobody says when such an actor gets the thread back, and it may compute for long before it calls its world again. So a timer
 * goes on to look: if it comes late, the thread was held since it was due. It comes the more seldom the longer the wait has
 * taken, so a long wait costs next to nothing.
 *
 * Who held the thread can be told where one actor alone waits outside and no other was heard of. Otherwise the time stays with the
 * waits; the actor that comes back is charged from when the thread was last seen with somebody else.
 */
export class Lookout {
  readonly #world: World;
  readonly #heard: () => number;
  readonly #alone: boolean;
  /** Those that are expected are the first so many: arrays that grow from nothing again and again cost each wake-up 200 bytes. */
  #expected: (Runner | undefined)[] = [];
  #expectedCount = 0;
  /** Takes the place of the other while that is gone through. */
  #spare: (Runner | undefined)[] = [];
  #isToLook = false;
  /** Turns so far. */
  #turns = 0;
  /** Up to which turn all are watched closely. */
  #closeUntil = CLOSE_TURNS;
  /** The last turn that took long. */
  #longTurn = 0;
  /** Whether an actor was found to wait outside since then. */
  #found = false;
  /** How many long turns were ignored in the last such row, and how many of this row are still to be. */
  #ignored = 0;
  #toIgnore = 0;
  readonly #outside = new Set<Runner>();
  #cancelLook: () => void = () => {};
  #due = Infinity;
  /** When the last of those that wait outside left. */
  #left = 0;

  /**
   * @param heard when the thread was last known to begin or end something
   * @param alone whether the thread has one actor only
   */
  constructor(world: World, heard: () => number, alone: boolean) {
    this.#world = world;
    this.#heard = heard;
    this.#alone = alone;
  }

  /** The actor goes on with a turn. It is asked once, by {@link Runner.leave}, unless it is forgotten before. */
  expect(runner: Runner): void {
    this.#expected[this.#expectedCount++] = runner;
    const turn = ++this.#turns;
    if (this.#isToLook || (turn > this.#closeUntil && turn % SAMPLED !== 0)) return;
    this.#isToLook = true;
    this.#world.soon(() => {
      this.#isToLook = false;
      this.look(this.#world.now());
    });
  }

  /** A turn has come to its end that took long, with work or outside. If it was watched closely, that is known. */
  tookLong(): void {
    const turns = this.#turns - this.#longTurn;
    this.#longTurn = this.#turns;
    const isKnown = this.#turns <= this.#closeUntil;
    if (isKnown && !this.#found) {
      this.#toIgnore = this.#ignored = Math.min(2 * this.#ignored + 1, MOST_IGNORED);
    } else if (this.#toIgnore > 0) this.#toIgnore--;
    else this.#watchClosely(2 * turns);
    this.#found = false;
  }

  #watchClosely(turns: number): void {
    const close = Math.max(CLOSE_TURNS, Math.min(turns, MOST_CLOSE_TURNS));
    this.#closeUntil = Math.max(this.#closeUntil, this.#turns + close);
  }

  /**
   * The event loop runs: whoever is in a turn is not at work. To be called before anybody goes on, and when a message of the host is
   * read, which asks when it sees one turn go on for long.
   */
  look(now: number): void {
    const count = this.#expectedCount;
    if (count === 0) return;
    const expected = this.#expected;
    this.#expected = this.#spare;
    this.#spare = expected;
    this.#expectedCount = 0;
    const due = now + FIRST_MS;
    let any = false;
    for (let i = 0; i < count; i++) {
      const runner = expected[i] as Runner;
      expected[i] = undefined;
      if (!runner.leave(now, this.#alone ? due : Infinity)) continue;
      this.#outside.add(runner);
      any = true;
    }
    if (!any) return;
    this.#found = true;
    this.#ignored = this.#toIgnore = 0;
    this.#watchClosely(2 * SAMPLED);
    this.#left = now;
    this.#lookAgain(due, FIRST_MS);
  }

  /** The actor, which waited outside, calls its world. Returns since when it has had the thread, as far as that is known. */
  back(runner: Runner, now: number): number {
    this.#outside.delete(runner);
    return Math.min(now, Math.max(this.#due, this.#heard()));
  }

  /** The actor, which may wait outside, is over. */
  forget(runner: Runner): void {
    this.#outside.delete(runner);
  }

  #lookAgain(due: number, ms: number): void {
    this.#due = due;
    this.#cancelLook();
    this.#cancelLook = this.#world.after(ms, () => this.#lookOnce());
  }

  #lookOnce(): void {
    // The next to leave begins anew.
    if (this.#outside.size === 0) return;
    const now = this.#world.now();
    const due = this.#due;
    const ms = Math.min(LONGEST_MS, Math.max(FIRST_MS, Math.ceil((now - this.#left) * PART)));
    this.#lookAgain(now + ms, ms);
    if (this.#outside.size > 1) return;
    const held = now - due > SLACK_MS && this.#heard() < due ? due : undefined;
    for (const runner of this.#outside) runner.stay(held, now, this.#alone ? this.#due : Infinity);
  }
}

/** A frame of the runtime's own. */
const RUNTIME = /\bext:\w+\//;
/** The functions by which the runtime calls timers, immediates and listeners. What goes on after an await is called by none of them. */
const CALLS =
  /\bat (?:invokeCallback|Immediate\.callback|innerInvokeEventListeners|\w+\.wrappedHandler|listOnTimeout|runImmediates)\b/;
/** A function that goes on after an await. */
const GOES_ON = /^\s*at async /m;

/**
 * Whether the code that runs was called by the runtime, for a timer, an event or a message, and does not go on after an await.
 * Nothing but the stack tells: it takes microseconds, so ask only where that is little. `false` where it cannot be told.
 */
export function isCalledBack(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  if (typeof stack !== "string" || GOES_ON.test(stack)) return false;
  const frames = stack.split("\n");
  const caller = frames.find((frame) => RUNTIME.test(frame));
  const first = frames.at(-1) ?? "";
  return caller !== undefined && CALLS.test(caller) && RUNTIME.test(first);
}
