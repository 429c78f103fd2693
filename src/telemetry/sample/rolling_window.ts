/** One moment of a window: a time and the values that were counted up to then. */
export interface Moment {
  /** When, in milliseconds. */
  readonly time: number;
  /** How many samples were taken up to then, this one included. */
  readonly samples: number;
  /** The counted values; always of one length. */
  readonly values: Float64Array;
}

/** Into how many parts a span is cut at most: however often somebody asks, no more moments are kept. */
const MOMENTS = 40;

/** The moments of the last while. Has no clock: whoever pushes says what time it is. */
export class RollingWindow {
  readonly #spanMs: number;
  #moments: Moment[] = [];

  /** Keeps moments until they are older than `spanMs`, and one beyond. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** How many moments are kept. */
  get size(): number {
    return this.#moments.length;
  }

  /**
   * Adds a moment and returns the one to compare it with: the youngest that is at least one span old, else the oldest
   * there is, else `null`. A clock that was set back empties the window.
   */
  push(moment: Moment): Moment | null {
    const newest = this.#moments.at(-1);
    if (newest && newest.time > moment.time) this.#moments = [];
    const start = this.#moments.findLastIndex((kept) => moment.time - kept.time >= this.#spanMs);
    if (start > 0) this.#moments.splice(0, start);
    const base = this.#moments[0] ?? null;
    const last = this.#moments.at(-1);
    if (!last || moment.time - last.time >= this.#spanMs / MOMENTS) this.#moments.push(moment);
    return base;
  }
}
