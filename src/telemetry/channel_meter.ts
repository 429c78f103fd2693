import { fillLevel } from "../../static/levels.js";
import type { ChannelEdge } from "../protocol/topology.ts";
import type { ChannelSample, Level } from "./graph_sample.ts";
import { WrappingCount } from "./wrapping_count.ts";

/** How often the two counters are read again when the reader took in between. */
const TRIES = 4;

/** What a channel's counters say at one moment. */
export interface ChannelReading {
  readonly sent: number;
  readonly taken: number;
  readonly depth: number;
}

/** Reads one channel's counters and judges its fill. */
export class ChannelMeter {
  readonly #words: Int32Array;
  readonly #edge: ChannelEdge;
  readonly #sent = new WrappingCount();
  readonly #taken = new WrappingCount();
  #level: Level = 0;

  /** `words` covers the whole region. */
  constructor(words: Int32Array, edge: ChannelEdge) {
    this.#words = words;
    this.#edge = edge;
  }

  /** Reads both counters, as of one moment if the traffic lets it. */
  read(): ChannelReading {
    const { sentWord, takenWord, capacity } = this.#edge;
    let taken = Atomics.load(this.#words, takenWord);
    let sent = Atomics.load(this.#words, sentWord);
    for (let attempt = 1; attempt < TRIES; attempt++) {
      const again = Atomics.load(this.#words, takenWord);
      if (again === taken) break;
      taken = again;
      sent = Atomics.load(this.#words, sentWord);
    }
    return {
      sent: this.#sent.read(sent),
      taken: this.#taken.read(taken),
      depth: Math.min(capacity, Math.max(0, (sent - taken) | 0)),
    };
  }

  /** The share of the capacity that `depth` messages use. */
  share(depth: number): number {
    return depth / this.#edge.capacity;
  }

  /** Makes a sample of a reading and of what the window says. */
  sample(reading: ChannelReading, window: Pick<ChannelSample, "fill" | "rate">): ChannelSample {
    this.#level = fillLevel(Math.round(window.fill * 100), this.#level) as Level;
    return { ...reading, ...window, level: this.#level };
  }
}
