import type { SinkDesk } from "./desk.ts";

/** How long a wire may go on after its time for something is over. */
const GRACE_MS = 1000;

const NOTHING = Symbol("nothing in time");

/** Something that a wire does, from the moment it is made; given up once its time is over, or the generation is. */
export class Attempt<T> {
  readonly #desk: SinkDesk;
  readonly #late: string;
  readonly #given = new AbortController();
  readonly #over = new AbortController();
  readonly #giveUp: () => void;
  readonly #outcome: Promise<T | typeof NOTHING>;

  constructor(
    desk: SinkDesk,
    ms: number,
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
  ) {
    const { signal } = desk;
    this.#desk = desk;
    this.#late = `it takes longer than ${ms} ms ${what}`;
    this.#giveUp = () => this.#given.abort(signal.reason);
    signal.addEventListener("abort", this.#giveUp);
    const doing = called(() => call(this.#given.signal));
    this.#outcome = Promise.race([doing, this.#nothingIn(ms)]);
    // What it throws when it has been given up nobody waits for.
    doing.catch(() => {});
    this.#outcome.catch(() => {});
  }

  /** What comes of it. */
  async outcome(): Promise<T> {
    try {
      const outcome = await this.#desk.through(this.#outcome);
      if (outcome === NOTHING) throw new Error(this.#late);
      return outcome;
    } finally {
      this.end();
    }
  }

  /** Nobody waits for it any more. */
  end(): void {
    this.#desk.signal.removeEventListener("abort", this.#giveUp);
    this.#over.abort();
  }

  async #nothingIn(ms: number): Promise<typeof NOTHING> {
    const { world } = this.#desk;
    const { signal } = this.#over;
    await world.pause(ms, signal);
    if (signal.aborted) return NOTHING;
    this.#given.abort(new DOMException(this.#late, "TimeoutError"));
    await world.pause(GRACE_MS, signal);
    return NOTHING;
  }
}

/** Calls, with whatever it throws in the promise. */
async function called<T>(call: () => Promise<T>): Promise<T> {
  return await call();
}
