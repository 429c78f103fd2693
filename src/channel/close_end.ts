import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_HEADER_BYTES,
} from "./channel_layout.ts";

/**
 * Ends one end's part in a channel on behalf of an actor that will never run again: nothing more will come, or nobody
 * will take more. Host side; the peer must be rung afterwards.
 */
export function closeEnd(region: SharedArrayBuffer, at: number, direction: "tx" | "rx"): void {
  const header = new Int32Array(region, at, CHANNEL_HEADER_BYTES / 4);
  Atomics.store(header, direction === "tx" ? CHANNEL_CLOSED_WORD : CHANNEL_ABANDONED_WORD, 1);
}
