/**
 * Says which actors wait outside for long: in the middle of a turn, by a plain `await`, without a sign of life. Such an actor takes
 * nothing and hears of no stop, while a wait for the same promise by `actor.wait(actor.settled(promise))` would do both.
 *
 * @module
 */
import type { Clock } from "../clock.ts";

/** What an actor tells about itself; a `ProbeReader` does. */
export interface OutsideProbe {
  readonly isOutside: boolean;
  /** Changes with every sign of life. */
  readonly progress: number;
}

/** From how long on a wait outside is told of, in milliseconds. Most requests to a sound service take less. */
export const LONG_OUTSIDE_MS = 1000;

interface Member {
  readonly actor: number;
  readonly probe: OutsideProbe;
  progress: number;
  /** Since when it was seen to wait outside without a sign of life; `undefined` if it does not. */
  since: number | undefined;
}

/** Watches the waits outside of one graph. Each actor is told of once. */
export class OutsideWatch {
  #members: Member[];
  readonly #onLong: (actor: number, sinceMs: number) => void;
  readonly #clock: Clock;
  #checked: number;

  /** `probes` by the number of their actor. */
  constructor(
    probes: ReadonlyMap<number, OutsideProbe>,
    onLong: (actor: number, sinceMs: number) => void,
    clock: Clock,
  ) {
    this.#members = Array.from(
      probes,
      ([actor, probe]) => ({ actor, probe, progress: 0, since: undefined }),
    );
    this.#onLong = onLong;
    this.#clock = clock;
    this.#checked = clock.now();
  }

  /** Looks at every actor. To be called a few times a second: a call that comes much too late says that the host itself stood still. */
  check(): void {
    const now = this.#clock.now();
    const stoodStill = now - this.#checked > LONG_OUTSIDE_MS / 2;
    this.#checked = now;
    this.#members = this.#members.filter((member) => {
      if (stoodStill) member.since = undefined;
      return !this.#isLong(member, now);
    });
  }

  #isLong(member: Member, now: number): boolean {
    const { actor, probe: { isOutside, progress } } = member;
    if (!isOutside || progress !== member.progress) member.since = undefined;
    member.progress = progress;
    if (!isOutside) return false;
    member.since ??= now;
    if (now - member.since < LONG_OUTSIDE_MS) return false;
    this.#onLong(actor, now - member.since);
    return true;
  }
}
