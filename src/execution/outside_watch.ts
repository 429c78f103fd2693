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

interface SeenMember extends OutsideMember {
  progress: number;
  /** Whether its thread was asked for a sign of life in this turn. */
  asked: boolean;
  told: boolean;
  /** Since when it was seen to wait outside without a sign of life; `undefined` if it does not. */
  since: number | undefined;
}

/** Watches the waits outside of one graph. */
export class OutsideWatch {
  readonly #members: readonly SeenMember[];
  readonly #events: OutsideEvents;
  readonly #clock: Clock;
  #checked: number;

  constructor(members: readonly OutsideMember[], events: OutsideEvents, clock: Clock) {
    this.#members = members.map((member) => ({
      ...member,
      progress: member.probe.progress,
      asked: false,
      told: member.mayWait,
      since: undefined,
    }));
    this.#events = events;
    this.#clock = clock;
    this.#checked = clock.now();
  }

  /** Looks at every actor. To be called a few times a second: a call that comes much too late says that the host itself stood still. */
  check(): void {
    const now = this.#clock.now();
    const stoodStill = now - this.#checked > LONG_OUTSIDE_MS / 2;
    this.#checked = now;
    for (const member of this.#members) {
      if (stoodStill) member.since = undefined;
      this.#look(member, now);
    }
  }

  #look(member: SeenMember, now: number): void {
    const { actor, worker, probe } = member;
    const { progress } = probe;
    const hasMoved = progress !== member.progress;
    member.progress = progress;
    if (hasMoved) {
      member.since = undefined;
      member.asked = false;
    }
    if (!probe.isOutside) {
      member.since = undefined;
      if (hasMoved || member.asked || !probe.inTurn) return;
      member.asked = true;
      return this.#events.ask(worker);
    }
    if (member.told) return;
    member.since ??= now;
    if (now - member.since < LONG_OUTSIDE_MS) return;
    member.told = true;
    this.#events.onLong(actor, now - member.since);
  }
}
