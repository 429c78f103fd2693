import type { CrashCounts, CrashStretch } from "../wire/mod.ts";

/** Into how many stretches the time is cut that is told of at most, and how short one is at least, in milliseconds. */
const STRETCHES = 900;
const SHORTEST_MS = 1000;

interface CountedCrashes {
  crashes: number;
  /** Number of the last event that is counted. */
  last: number;
}

/** How many crashes there were in each stretch of time, however few of them are kept as events. Bounded, whatever actors do. */
export class CrashTally {
  readonly #spanMs: number;
  readonly #stepMs: number;
  /** By the beginning of the stretch, in milliseconds since the epoch. */
  readonly #stretches = new Map<number, CountedCrashes>();

  /** Tells of the last `spanMs` milliseconds. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
    this.#stepMs = Math.max(SHORTEST_MS, Math.ceil(spanMs / STRETCHES));
  }

  /** Counts a crash; `n` is the number of its event. */
  add(time: number, n: number): void {
    const from = Math.floor(time / this.#stepMs) * this.#stepMs;
    const counted = this.#stretches.get(from) ?? { crashes: 0, last: n };
    counted.crashes++;
    counted.last = n;
    this.#stretches.set(from, counted);
    // A clock that was set back leaves stretches that lie ahead: they go when it is their turn.
    for (const [begin] of this.#stretches) {
      const isOver = begin + this.#stepMs < time - this.#spanMs;
      if (!isOver && this.#stretches.size <= STRETCHES + 1) return;
      this.#stretches.delete(begin);
    }
  }

  /** The stretches in which there was a crash whose event has number `n` or a later one: all that there was in them. */
  since(n: number): CrashCounts {
    const stretches = [...this.#stretches].filter(([, { last }]) => last >= n);
    return {
      step: this.#stepMs,
      stretches: stretches.map(([from, { crashes }]): CrashStretch => [from, crashes]),
    };
  }
}
