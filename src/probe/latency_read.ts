/**
 * The host door of a channel's trail: the latencies that its reader has noted, and how long messages have been under way.
 *
 * @module
 */
import { type RegionViews, viewsOf } from "../memory/views.ts";
import {
  TRAIL_MARKS_WORD,
  TRAIL_NOTED_WORD,
  TRAIL_PASSED_WORD,
  TRAIL_SAMPLES,
  TRAIL_SAMPLES_WORD,
  TRAIL_STAMPED_WORD,
  TRAIL_STAMPS,
  TRAIL_TIMES_F64,
} from "./trail_layout.ts";

/** How often a stamp is looked for again when the one that was found was passed meanwhile. */
const TRIES = 4;

/** Where a channel's counters are: words of the region. */
export interface ChannelCursors {
  /** Counts what was sent. */
  readonly sentWord: number;
  /** Counts what was taken. */
  readonly takenWord: number;
}

/** Reads the latencies of one channel, each once. */
export class LatencyReader {
  readonly #views: RegionViews;
  readonly #base: number;
  #read: number;

  /** `at` is the byte offset of the trail, as the topology gives it. What was noted before is not read. */
  constructor(region: SharedArrayBuffer, at: number) {
    this.#views = viewsOf(region);
    this.#base = at / 4;
    this.#read = this.#noted;
  }

  /** Calls `onSample` with each latency noted since the last call, in microseconds: the last 27 at most. */
  read(onSample: (micros: number) => void): void {
    const noted = this.#noted;
    // The place of the one before these may be being written.
    const fresh = Math.min((noted - this.#read) | 0, TRAIL_SAMPLES - 1);
    for (let i = (noted - fresh) | 0; i !== noted; i = (i + 1) | 0) {
      const at = this.#base + TRAIL_SAMPLES_WORD + (i >>> 0) % TRAIL_SAMPLES;
      const micros = this.#views.data.getFloat32(at * 4, true);
      // What the channel's reader has overwritten meanwhile is another latency: it is read with the next call.
      if (((this.#noted - i) | 0) < TRAIL_SAMPLES) onSample(micros);
    }
    this.#read = noted;
  }

  /**
   * For how long the oldest stamped message that is still in the channel has been there at `now`, in milliseconds: what its
   * latency is at least. `null` when there is none; messages without a stamp may be there.
   */
  pendingMs(now: number, { sentWord, takenWord }: ChannelCursors): number | null {
    const { words, floats } = this.#views;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const passed = Atomics.load(words, this.#base + TRAIL_PASSED_WORD);
      if (Atomics.load(words, this.#base + TRAIL_STAMPED_WORD) === passed) return null;
      const place = passed & (TRAIL_STAMPS - 1);
      const mark = words[this.#base + TRAIL_MARKS_WORD + place]!;
      const sentAt = floats[this.#base / 2 + TRAIL_TIMES_F64 + place]!;
      // Threads that die in mid-commit leave stamps of messages that were not sent yet, or that are taken already.
      const taken = Atomics.load(words, takenWord);
      const sent = Atomics.load(words, sentWord);
      // The place may have been given to another stamp, but not before this one was passed.
      if (Atomics.load(words, this.#base + TRAIL_PASSED_WORD) !== passed) continue;
      const isThere = ((mark - taken) | 0) > 0 && ((sent - mark) | 0) >= 0;
      return isThere ? Math.max(0, now - sentAt) : null;
    }
    return null;
  }

  get #noted(): number {
    return Atomics.load(this.#views.words, this.#base + TRAIL_NOTED_WORD);
  }
}
