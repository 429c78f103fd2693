/**
 * Says which actors wait outside for long: in the middle of a turn, by a plain `await`, without a sign of life. Such an actor takes
 * nothing and hears of no stop, while a wait for the same promise by `actor.wait(actor.settled(promise))` would do both.
 *
 * A thread need not notice at once that an actor waits outside (see `actor/lookout.ts`). So when an actor seems
 * to be at work for long in one turn, its thread is asked for a sign of life, once a turn: if it answers, the actor is not at work.
 *
 * @module
 */
import type { Clock } from "../world.ts";

/** What an actor tells about itself; a `ProbeReader` does. */
export interface OutsideProbe {
  readonly inTurn: boolean;
  readonly isOutside: boolean;
  /** Changes with every sign of life. */
  readonly progress: number;
}

/** From how long on a wait outside is told of, in milliseconds. Most requests to a sound service take less. */
export const LONG_OUTSIDE_MS = 1000;

/** An actor under watch. */
export interface OutsideMember {
  readonly actor: number;
  /** The number of its worker. */
  readonly worker: number;
  readonly probe: OutsideProbe;
  /** Whether it may wait outside as long as it likes, and nobody is told. */
  readonly mayWait: boolean;
}

/** What the watch asks of its owner, and tells it. */
export interface OutsideEvents {
  /** Ask the worker's thread to answer, by a message to its event loop. */
  ask(worker: number): void;
  /** An actor waits outside for long. Told once an actor. */
  onLong(actor: number, sinceMs: number): void;
}

/** Of an actor that does not wait outside: since when. */
const NOT = NaN;

/** Watches the waits outside of one graph. What it knows of each member stands in arrays, by their order: there may be ten thousand. */
export class OutsideWatch {
  readonly #members: readonly OutsideMember[];
  readonly #progress: Float64Array;
  /** 1 if its thread was asked for a sign of life in this turn. */
  readonly #asked: Uint8Array;
  readonly #told: Uint8Array;
  /** Since when it was seen to wait outside without a sign of life. */
  readonly #since: Float64Array;
  readonly #events: OutsideEvents;
  readonly #clock: Clock;
  #checked: number;

  constructor(members: readonly OutsideMember[], events: OutsideEvents, clock: Clock) {
    const { length } = members;
    this.#members = members;
    this.#progress = new Float64Array(length);
    this.#asked = new Uint8Array(length);
    this.#told = new Uint8Array(length);
    this.#since = new Float64Array(length).fill(NOT);
    members.forEach(({ probe, mayWait }, i) => {
      this.#progress[i] = probe.progress;
      this.#told[i] = mayWait ? 1 : 0;
    });
    this.#events = events;
    this.#clock = clock;
    this.#checked = clock.now();
  }

  /**
   * Looks at every actor. To be called a few times a second, or once where nobody is in a turn: a call that comes much too late says
   * that the host itself stood still.
   *
   * @param dueMs how long after the one before this call was due
   */
  check(dueMs = LONG_OUTSIDE_MS / 4): void {
    const now = this.#clock.now();
    const stoodStill = now - this.#checked > dueMs + LONG_OUTSIDE_MS / 4;
    this.#checked = now;
    if (stoodStill) this.#since.fill(NOT);
    for (let i = 0; i < this.#members.length; i++) this.#look(i, now);
  }

  #look(i: number, now: number): void {
    const { actor, worker, probe } = this.#members[i] as OutsideMember;
    const { progress } = probe;
    const hasMoved = progress !== this.#progress[i];
    if (hasMoved) {
      this.#progress[i] = progress;
      this.#since[i] = NOT;
      this.#asked[i] = 0;
    }
    if (!probe.isOutside) {
      this.#since[i] = NOT;
      if (hasMoved || this.#asked[i] === 1 || !probe.inTurn) return;
      this.#asked[i] = 1;
      return this.#events.ask(worker);
    }
    if (this.#told[i] === 1) return;
    const since = this.#since[i] as number;
    if (Number.isNaN(since)) {
      this.#since[i] = now;
      return;
    }
    if (now - since < LONG_OUTSIDE_MS) return;
    this.#told[i] = 1;
    this.#events.onLong(actor, now - since);
  }
}
