/**
 * The host door of a channel's trail: the latencies that its reader has noted.
 *
 * @module
 */
import { type RegionViews, viewsOf } from "../memory/views.ts";
import { TRAIL_NOTED_WORD, TRAIL_SAMPLES, TRAIL_SAMPLES_WORD } from "./trail_layout.ts";

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

  get #noted(): number {
    return Atomics.load(this.#views.words, this.#base + TRAIL_NOTED_WORD);
  }
}
