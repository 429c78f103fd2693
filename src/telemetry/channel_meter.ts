import type { ChannelEdge } from "../protocol/topology.ts";
import { WrappingCount } from "./wrapping_count.ts";

/** How often the two counters are read again when the reader took in between. */
const TRIES = 4;

/** What a channel's counters say at one moment. */
export interface ChannelReading {
  readonly sent: number;
  readonly taken: number;
  readonly depth: number;
  /** Payload bytes sent. */
  readonly bytes: number;
}

/** Reads one channel's counters. */
export class ChannelMeter {
  readonly #words: Int32Array;
  readonly #bytes: Float64Array | null;
  readonly #edge: ChannelEdge;
  readonly #sent = new WrappingCount();
  readonly #taken = new WrappingCount();

  /** `words` covers the whole region. */
  constructor(words: Int32Array, edge: ChannelEdge) {
    this.#words = words;
    this.#edge = edge;
    this.#bytes = edge.messageBytes === null
      ? new Float64Array(words.buffer, edge.bytesAt, 1)
      : null;
  }

  /** Reads both counters, as of one moment if the traffic lets it. */
  read(): ChannelReading {
    const { sentWord, takenWord, capacity, messageBytes } = this.#edge;
    let taken = Atomics.load(this.#words, takenWord);
    let sent = Atomics.load(this.#words, sentWord);
    for (let attempt = 1; attempt < TRIES; attempt++) {
      const again = Atomics.load(this.#words, takenWord);
      if (again === taken) break;
      taken = again;
      sent = Atomics.load(this.#words, sentWord);
    }
    const total = this.#sent.read(sent);
    return {
      sent: total,
      taken: this.#taken.read(taken),
      depth: Math.min(capacity, Math.max(0, (sent - taken) | 0)),
      bytes: messageBytes === null ? this.#bytes![0]! : total * messageBytes,
    };
  }
}
