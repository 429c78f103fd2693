/**
 * The worker door of the probe: an actor's own counters.
 *
 * @module
 */
import { type RegionViews, viewsOf } from "../memory/views.ts";
import {
  HOW_BITS,
  PHASE_BITS,
  PHASE_BLOCKED,
  PHASE_BUSY,
  PHASE_CALLING,
  PHASE_DOWN,
  PHASE_OUTSIDE,
  PHASE_WAITING,
  PROBE_BEAT_WORD,
  PROBE_BLOCKED_F64,
  PROBE_BUSY_F64,
  PROBE_DUE_WORD,
  PROBE_OUTSIDE_F64,
  PROBE_PHASE_WORD,
  PROBE_SINCE_F64,
  PROBE_STATUS_MAX_BYTES,
  PROBE_STATUS_WORD,
  PROBE_TEXT_BYTE,
  PROBE_TURNS_F64,
  PROBE_VERSION,
  PROBE_VERSION_WORD,
  PROBE_WAITING_F64,
  REST_FOR_PEERS,
  REST_FOR_TIME,
  REST_NOT,
  REST_STOP_NOTICED,
} from "./probe_layout.ts";

const MAX_I32 = 2 ** 31 - 1;
const PHASE_MASK = (1 << PHASE_BITS) - 1;
const HOW_MASK = (1 << HOW_BITS) - 1;

/** How an actor rests in its wait: what only its peers can end, or time, too, if `forTime`; and a stop, unless it is noticed. */
export function restFor(forTime: boolean, stopNoticed: boolean): number {
  return (forTime ? REST_FOR_TIME : REST_FOR_PEERS) | (stopNoticed ? REST_STOP_NOTICED : 0);
}

export { REST_NOT };

/** Stands behind a line that was cut. */
const ELLIPSIS = new TextEncoder().encode("…");

/** Writes one actor's probe. */
export class ProbeWriter {
  readonly #views: RegionViews;
  readonly #at: number;
  readonly #words: Int32Array;
  readonly #word: number;
  readonly #floats: Float64Array;
  readonly #float: number;
  /** PHASE as it is: what the actor does, how it rests, and the number of its last rest. */
  #how: number;

  constructor(region: SharedArrayBuffer, at: number) {
    this.#views = viewsOf(region);
    this.#at = at;
    this.#words = this.#views.words;
    this.#word = at / 4;
    this.#floats = this.#views.floats;
    this.#float = at / 8;
    this.#views.words[at / 4 + PROBE_VERSION_WORD] = PROBE_VERSION;
    // Whoever follows begins where the one before has ended; the numbers of its rests go on.
    this.#how = Atomics.load(this.#views.words, at / 4 + PROBE_PHASE_WORD) & ~HOW_MASK | PHASE_DOWN;
    Atomics.store(this.#views.words, at / 4 + PROBE_PHASE_WORD, this.#how);
  }

  /** The actor runs from `now` (milliseconds since the epoch) on: a turn begins, or goes on after a wait. */
  busy(now: number): void {
    if (this.#enter(PHASE_BUSY, REST_NOT, now)) this.beat();
  }

  /** The actor waits: for room in an output if `forRoom`, else for input, time or a promise. `rest` is one of {@link restFor}. */
  wait(now: number, forRoom: boolean, rest: number = REST_NOT): void {
    if (this.#enter(forRoom ? PHASE_BLOCKED : PHASE_WAITING, rest, now)) this.beat();
  }

  /** The actor waits for calls outside: nothing that its peers do would let it do more. */
  waitForCalls(now: number): void {
    if (this.#enter(PHASE_CALLING, REST_NOT, now)) this.beat();
  }

  /** The actor, which may rest, is about to go on. No sign of life. */
  restOver(): void {
    if ((this.#how & HOW_MASK) >> PHASE_BITS === REST_NOT) return;
    this.#how &= ~(HOW_MASK & ~PHASE_MASK);
    this.#words[this.#word + PROBE_PHASE_WORD] = this.#how;
  }

  /**
   * The actor waits outside, in the middle of its turn. If nothing is heard by `due` it is at work again; `Infinity` if that
   * cannot be told. No sign of life.
   */
  outside(now: number, due: number): void {
    this.#enter(PHASE_OUTSIDE, REST_NOT, now);
    const since = this.#floats[this.#float + PROBE_SINCE_F64] as number;
    const ms = due === Infinity ? 0 : Math.max(1, Math.ceil(due - since));
    this.#views.words[this.#at / 4 + PROBE_DUE_WORD] = Math.min(ms, MAX_I32);
  }

  /** The actor, which waited outside, has been at work since then. No sign of life. */
  inside(since: number): void {
    const left = this.#floats[this.#float + PROBE_SINCE_F64] as number;
    this.#enter(PHASE_BUSY, REST_NOT, Math.max(since, left));
  }

  /** The actor ended or crashed. */
  down(now: number): void {
    this.#enter(PHASE_DOWN, REST_NOT, now);
  }

  /** Shows that the actor makes progress. */
  beat(): void {
    const beats = this.#words;
    const at = this.#word + PROBE_BEAT_WORD;
    beats[at] = ((beats[at] as number) + 1) | 0;
  }

  /** Counts a committed turn. */
  countTurn(): void {
    this.#floats[this.#float + PROBE_TURNS_F64]!++;
  }

  /** Shows a line of text on the actor's node; cut to what the probe holds, and then it says so. */
  setStatus(text: string): void {
    const start = this.#at + PROBE_TEXT_BYTE;
    const into = this.#views.bytes.subarray(start, start + PROBE_STATUS_MAX_BYTES);
    const encoder = new TextEncoder();
    let { read, written } = encoder.encodeInto(text, into);
    if (read < text.length) {
      const room = into.subarray(0, PROBE_STATUS_MAX_BYTES - ELLIPSIS.length);
      ({ read, written } = encoder.encodeInto(text, room));
      into.set(ELLIPSIS, written);
      written += ELLIPSIS.length;
    }
    Atomics.store(this.#views.words, this.#at / 4 + PROBE_STATUS_WORD, written);
  }

  /** Returns whether that is another phase than the one before. */
  #enter(phase: number, rest: number, now: number): boolean {
    const before = this.#how;
    const how = phase | (rest << PHASE_BITS);
    if ((before & HOW_MASK) === how) return false;
    const left = before & PHASE_MASK;
    if (left !== phase) this.#book(left, now);
    const rested = (before & HOW_MASK) >> PHASE_BITS !== REST_NOT;
    const number = (before >> HOW_BITS) + (rest !== REST_NOT && !rested ? 1 : 0);
    this.#how = (number << HOW_BITS) | how;
    this.#words[this.#word + PROBE_PHASE_WORD] = this.#how;
    return left !== phase;
  }

  /** Adds up what was spent in a phase. */
  #book(phase: number, now: number): void {
    const floats = this.#floats;
    const at = this.#float;
    const spent = now - (floats[at + PROBE_SINCE_F64] as number);
    if (phase === PHASE_BUSY) floats[at + PROBE_BUSY_F64]! += spent;
    else if (phase === PHASE_WAITING) floats[at + PROBE_WAITING_F64]! += spent;
    else if (phase === PHASE_BLOCKED) floats[at + PROBE_BLOCKED_F64]! += spent;
    else if (phase === PHASE_OUTSIDE || phase === PHASE_CALLING) {
      floats[at + PROBE_OUTSIDE_F64]! += spent;
    }
    floats[at + PROBE_SINCE_F64] = now;
  }
}
