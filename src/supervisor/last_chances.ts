import type { LeftToDo } from "./supervision_events.ts";

/** What a worker may take to load of the time that is left for the stop, if there is something to drain, and if not. */
const LOAD_SHARE = 1 / 3;
const IDLE_LOAD_SHARE = 1 / 10;

/**
 * Who is started again while the graph stops, and how long that may take.
 *
 * An actor with something in its inputs is started again as always. Of any other nobody knows whether it has something left to
 * do: in its state, in its outputs, in what it does when it agrees to the stop. It gets one more chance, and another whenever it
 * has committed a turn since. If it died of its own stop, with its part in every channel ended, it has none: it would die
 * of it again.
 */
export class LastChances {
  /** Which turn was the last that each had committed when it died. */
  readonly #diedAt = new Map<number, number>();
  #leftMs: (() => number) | undefined;

  /** Whether a stop was asked for. */
  get isStopping(): boolean {
    return this.#leftMs !== undefined;
  }

  /** A stop was asked for; `leftMs` tells how much time is left for it. */
  stopWithin(leftMs: () => number): void {
    this.#leftMs = leftMs;
  }

  /** Notes that an actor has died, by its own doing. Returns whether it is to be started again. */
  afterDeath(actor: number, { channels, voted, turn }: LeftToDo): boolean {
    const died = this.#diedAt.get(actor);
    this.#diedAt.set(actor, turn);
    if (!this.isStopping || channels === "input") return true;
    if (channels === "none" && voted) return false;
    return died !== turn;
  }

  /** The actor runs again. Before the stop, its deaths are for the supervisor alone to count. */
  started(actor: number): void {
    if (!this.isStopping) this.#diedAt.delete(actor);
  }

  /** How long a worker may take from now on to load these actors. */
  loadMs(left: readonly LeftToDo[]): number {
    if (this.#leftMs === undefined) return Infinity;
    const share = left.some(({ channels }) => channels !== "none") ? LOAD_SHARE : IDLE_LOAD_SHARE;
    return this.#leftMs() * share;
  }
}
