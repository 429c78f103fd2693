import type { World } from "../world.ts";

/** Work without a pause that is allowed before timers get their turn. */
const SLICE_MS = 1;
/** … before sockets get their turn. */
const POLL_MS = 20;
/** The event loop looks at its sockets once in this many immediates (and at each real idle moment). */
const IMMEDIATES_PER_POLL = 62;

/** How long a look at the clock may be late, and how short the way between two looks need not be. */
const LOOK_LATE_MS = 0.1;
const LOOK_EARLY_MS = 0.02;
const MAX_SKIPPED_LOOKS = 256;

/**
 * Says when a thread that is busy must let its event loop run. An `await` of something already settled never does that: a
 * loop of satisfied waits would keep timers, sockets and messages from the host waiting for ever.
 *
 * A look at the clock costs as much as ten messages, so looks are skipped as long as they come in quick succession.
 */
export class Breath {
  readonly #world: World;
  #skip = 1;
  #skipped = 0;
  #lastLook: number;
  #lastYield: number;
  #lastPoll: number;
  #yielding: Promise<void> | undefined;

  constructor(world: World) {
    this.#world = world;
    this.#lastLook = this.#lastYield = this.#lastPoll = world.now();
  }

  /** The thread came back from its event loop by itself. */
  rested(now: number): void {
    this.#lastYield = this.#lastPoll = now;
  }

  /** The thread has waited without its event loop, for longer than work between two looks takes: the next look is not skipped. */
  idled(): void {
    this.#skip = 1;
    this.#skipped = 0;
  }

  /** A promise to await if the event loop must run now. */
  take(): Promise<void> | undefined {
    if (this.#yielding !== undefined) return this.#yielding;
    if (++this.#skipped < this.#skip) return undefined;
    this.#skipped = 0;
    const now = this.#world.now();
    const since = now - this.#lastLook;
    this.#lastLook = now;
    if (since < LOOK_EARLY_MS) this.#skip = Math.min(this.#skip * 2, MAX_SKIPPED_LOOKS);
    else if (since > LOOK_LATE_MS) this.#skip = Math.max(this.#skip >> 1, 1);
    if (now - this.#lastYield < SLICE_MS) return undefined;
    return this.#yielding = this.#yield(now - this.#lastPoll > POLL_MS);
  }

  async #yield(poll: boolean): Promise<void> {
    for (let i = poll ? IMMEDIATES_PER_POLL : 1; i > 0; i--) await this.#round();
    const now = this.#world.now();
    this.#lastYield = this.#lastLook = now;
    if (poll) this.#lastPoll = now;
    this.#yielding = undefined;
  }

  #round(): Promise<void> {
    return new Promise((resolve) => this.#world.soon(resolve));
  }
}
