/** From which fill on a channel counts as full, and up to which it counts as nearly empty. */
const FULL = 0.95;
const LOW = 0.25;

/** What is kept is of the last minute: of the half minute that is under way, and of the one before. */
const HALF_MS = 30_000;

/** Of fewer samples nothing is said: what happens at a start is not what happens after it. */
const LEAST_SAMPLES = 50;

/** What was seen in half a minute. */
interface Half {
  samples: number;
  full: number;
  largest: number;
}

/**
 * How a channel is filled: for which share of the last minute it was full, and how many messages its largest burst had. Sampled as
 * often as it is added to: bursts that are over between two samples are not seen.
 */
export class BurstMeter {
  readonly #capacity: number;
  #startedAt = NaN;
  #halves: [before: Half, now: Half] = [none(), none()];
  /** What had been taken when it was nearly empty last: what is sent from there on is a burst, with what lay in it then. */
  #taken = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The share of the last minute in which it was full, from 0 to 1; `null` while it is hardly known. */
  get full(): number | null {
    const [before, now] = this.#halves;
    const samples = before.samples + now.samples;
    return samples < LEAST_SAMPLES ? null : (before.full + now.full) / samples;
  }

  /** The messages of the largest burst of the last minute. */
  get largest(): number {
    return Math.max(...this.#halves.map(({ largest }) => largest));
  }

  /** Adds what its counters say at `time`. */
  add(
    time: number,
    { sent, taken, depth }: {
      readonly sent: number;
      readonly taken: number;
      readonly depth: number;
    },
  ): void {
    const passed = time - this.#startedAt;
    if (!(passed >= 0 && passed < HALF_MS)) {
      const isNext = passed >= HALF_MS && passed < 2 * HALF_MS;
      this.#halves = [isNext ? this.#halves[1] : none(), none()];
      this.#startedAt = time;
    }
    const [, now] = this.#halves;
    now.samples++;
    if (depth >= FULL * this.#capacity) now.full++;
    if (depth > LOW * this.#capacity) now.largest = Math.max(now.largest, sent - this.#taken);
    else this.#taken = taken;
  }
}

function none(): Half {
  return { samples: 0, full: 0, largest: 0 };
}
