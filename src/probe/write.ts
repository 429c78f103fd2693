/**
 * The worker door of the probe: an actor's own counters.
 *
 * @module
 */
import { type RegionViews, viewsOf } from "../memory/views.ts";
import {
  PHASE_BLOCKED,
  PHASE_BUSY,
  PHASE_DOWN,
  PHASE_OUTSIDE,
  PHASE_WAITING,
  PROBE_BEAT_WORD,
  PROBE_BLOCKED_F64,
  PROBE_BUSY_F64,
  PROBE_DUE_WORD,
  PROBE_OUTSIDE_F64,
  PROBE_PHASE_WORD,
  PROBE_REST_WORD,
  PROBE_SINCE_F64,
  PROBE_STATUS_MAX_BYTES,
  PROBE_STATUS_WORD,
  PROBE_TEXT_BYTE,
  PROBE_TURNS_F64,
  PROBE_VERSION,
  PROBE_VERSION_WORD,
  PROBE_WAITING_F64,
  REST_BITS,
  REST_FOR_PEERS,
  REST_FOR_TIME,
  REST_NOT,
  REST_STOP_NOTICED,
} from "./probe_layout.ts";

const MAX_I32 = 2 ** 31 - 1;

/** Writes one actor's probe. */
export class ProbeWriter {
  readonly #views: RegionViews;
  readonly #at: number;
  readonly #floats: Float64Array;
  readonly #float: number;
  #phase: number;
  #rest: number;

  constructor(region: SharedArrayBuffer, at: number) {
    this.#views = viewsOf(region);
    this.#at = at;
    this.#floats = this.#views.floats;
    this.#float = at / 8;
    this.#views.words[at / 4 + PROBE_VERSION_WORD] = PROBE_VERSION;
    this.#phase = PHASE_DOWN;
    this.#rest = this.#views.words[at / 4 + PROBE_REST_WORD] as number;
    this.stir();
  }

  /** The actor runs from `now` (milliseconds since the epoch) on: a turn begins, or goes on after a wait. */
  busy(now: number): void {
    if (this.#enter(PHASE_BUSY, now)) this.beat();
  }

  /** The actor waits: for room in an output if `forRoom`, else for input, time or a promise. */
  wait(now: number, forRoom: boolean): void {
    if (this.#enter(forRoom ? PHASE_BLOCKED : PHASE_WAITING, now)) this.beat();
  }

  /**
   * The actor waits outside, in the middle of its turn. If nothing is heard by `due` it is at work again; `Infinity` if that
   * cannot be told. No sign of life.
   */
  outside(now: number, due: number): void {
    this.#enter(PHASE_OUTSIDE, now);
    const since = this.#floats[this.#float + PROBE_SINCE_F64] as number;
    const ms = due === Infinity ? 0 : Math.max(1, Math.ceil(due - since));
    this.#views.words[this.#at / 4 + PROBE_DUE_WORD] = Math.min(ms, MAX_I32);
  }

  /** The actor, which waited outside, has been at work since then. No sign of life. */
  inside(since: number): void {
    this.#enter(PHASE_BUSY, Math.max(since, this.#floats[this.#float + PROBE_SINCE_F64] as number));
  }

  /** The actor ended or crashed. */
  down(now: number): void {
    this.#enter(PHASE_DOWN, now);
  }

  /** The actor rests: it is in a wait that only its peers can end, a stop, or time if `forTime`. */
  rest(forTime: boolean, stopNoticed: boolean): void {
    const wait = this.#rest >> REST_BITS;
    const number = this.#rests ? wait : wait + 1;
    const how = forTime ? REST_FOR_TIME : REST_FOR_PEERS;
    this.#setRest((number << REST_BITS) | how | (stopNoticed ? REST_STOP_NOTICED : 0));
  }

  /** The actor rests no more. */
  stir(): void {
    if (this.#rests) this.#setRest((this.#rest >> REST_BITS << REST_BITS) | REST_NOT);
  }

  get #rests(): boolean {
    return (this.#rest & ((1 << REST_BITS) - 1)) !== REST_NOT;
  }

  #setRest(rest: number): void {
    if (rest === this.#rest) return;
    this.#rest = rest;
    Atomics.store(this.#views.words, this.#at / 4 + PROBE_REST_WORD, rest);
  }

  /** Shows that the actor makes progress. */
  beat(): void {
    const beats = this.#views.words;
    const at = this.#at / 4 + PROBE_BEAT_WORD;
    beats[at] = ((beats[at] as number) + 1) | 0;
  }

  /** Counts a committed turn. */
  countTurn(): void {
    this.#floats[this.#float + PROBE_TURNS_F64]!++;
  }

  /** Shows a line of text on the actor's node; cut to what the probe holds. */
  setStatus(text: string): void {
    const start = this.#at + PROBE_TEXT_BYTE;
    const into = this.#views.bytes.subarray(start, start + PROBE_STATUS_MAX_BYTES);
    const { written } = new TextEncoder().encodeInto(text, into);
    Atomics.store(this.#views.words, this.#at / 4 + PROBE_STATUS_WORD, written);
  }

  /** Returns whether that is another phase than the one before. */
  #enter(phase: number, now: number): boolean {
    if (phase === this.#phase) return false;
    const floats = this.#floats;
    const at = this.#float;
    const spent = now - (floats[at + PROBE_SINCE_F64] as number);
    if (this.#phase === PHASE_BUSY) floats[at + PROBE_BUSY_F64]! += spent;
    else if (this.#phase === PHASE_WAITING) floats[at + PROBE_WAITING_F64]! += spent;
    else if (this.#phase === PHASE_BLOCKED) floats[at + PROBE_BLOCKED_F64]! += spent;
    else if (this.#phase === PHASE_OUTSIDE) floats[at + PROBE_OUTSIDE_F64]! += spent;
    floats[at + PROBE_SINCE_F64] = now;
    this.#phase = phase;
    Atomics.store(this.#views.words, this.#at / 4 + PROBE_PHASE_WORD, phase);
    return true;
  }
}
