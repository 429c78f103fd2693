import type { Topology } from "../protocol/topology.ts";

/** How many messages went through a channel in all. */
export interface ChannelTotal {
  readonly sent: number;
  readonly taken: number;
}

/**
 * Total counts of every channel. The counters in shared memory are 32 bits wide and wrap; this adds up their progress, so
 * {@link ChannelTotals.update} must be called before any of them can go round: once a second bears four billion messages
 * a second.
 */
export class ChannelTotals {
  readonly #words: Int32Array;
  readonly #topology: Topology;
  readonly #totals: { sent: number; taken: number }[];

  constructor(region: SharedArrayBuffer, topology: Topology) {
    this.#words = new Int32Array(region);
    this.#topology = topology;
    this.#totals = topology.channels.map(() => ({ sent: 0, taken: 0 }));
  }

  /** Reads the counters, and returns the totals by channel number. */
  update(): readonly ChannelTotal[] {
    this.#topology.channels.forEach(({ sentWord, takenWord }, i) => {
      const total = this.#totals[i] as { sent: number; taken: number };
      total.taken = extend(total.taken, Atomics.load(this.#words, takenWord));
      total.sent = extend(total.sent, Atomics.load(this.#words, sentWord));
    });
    return this.#totals;
  }
}

/** The number from `total` on whose lower 32 bits are `word`. */
function extend(total: number, word: number): number {
  return total + (((word - total) | 0) >>> 0);
}
