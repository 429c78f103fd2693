import type { ChannelEdge } from "../../protocol/mod.ts";
import { readCount } from "../../wide_count.ts";

/** How often the two counters are read again when the reader took in between. */
const TRIES = 4;

/** What a channel's counters say at one moment. */
export interface ChannelReading {
  readonly sent: number;
  readonly taken: number;
  readonly depth: number;
  /** Payload bytes sent. */
  readonly bytes: number;
  /** Messages that found no room and were dropped; `null` if it drops none. */
  readonly dropped: number | null;
}

/** Reads one channel's counters. */
export class ChannelMeter {
  readonly #words: Int32Array;
  readonly #bytes: Float64Array | null;
  readonly #dropped: Float64Array | null;
  readonly #edge: ChannelEdge;

  /** `words` covers the whole region. */
  constructor(words: Int32Array, edge: ChannelEdge) {
    this.#words = words;
    this.#edge = edge;
    this.#bytes = edge.messageBytes === null
      ? new Float64Array(words.buffer, edge.bytesAt, 1)
      : null;
    const { drops } = edge;
    this.#dropped = drops === undefined ? null : new Float64Array(words.buffer, drops.countAt, 1);
  }

  /** Reads both counters, as of one moment if the traffic lets it. */
  read(): ChannelReading {
    const { sentWord, sentHighWord, takenWord, takenHighWord, capacity, messageBytes } = this.#edge;
    const words = this.#words;
    let taken = readCount(words, takenWord, takenHighWord);
    let sent = readCount(words, sentWord, sentHighWord);
    for (let attempt = 1; attempt < TRIES; attempt++) {
      const again = readCount(words, takenWord, takenHighWord);
      if (again === taken) break;
      taken = again;
      sent = readCount(words, sentWord, sentHighWord);
    }
    return {
      sent,
      taken,
      depth: Math.min(capacity, Math.max(0, sent - taken)),
      bytes: messageBytes === null ? this.#bytes![0]! : sent * messageBytes,
      dropped: this.#dropped?.[0] ?? null,
    };
  }
}
