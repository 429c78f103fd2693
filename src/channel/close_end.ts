import { viewsOf } from "../memory/views.ts";
import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_TAIL_WORD,
} from "./channel_layout.ts";

/**
 * Publishes one end's cursor on behalf of an actor that died while it did so itself. Host side, once its thread is gone; the
 * peer must be rung afterwards.
 */
export function publishEnd(
  region: SharedArrayBuffer,
  at: number,
  direction: "tx" | "rx",
  cursor: number,
): void {
  const word = direction === "tx" ? CHANNEL_HEAD_WORD : CHANNEL_TAIL_WORD;
  Atomics.store(viewsOf(region).words, at / 4 + word, cursor);
}

/**
 * Ends one end's part in a channel on behalf of an actor that will never run again: nothing more will come, or nobody
 * will take more. Host side; the peer must be rung afterwards.
 */
export function closeEnd(region: SharedArrayBuffer, at: number, direction: "tx" | "rx"): void {
  const word = direction === "tx" ? CHANNEL_CLOSED_WORD : CHANNEL_ABANDONED_WORD;
  Atomics.store(viewsOf(region).words, at / 4 + word, 1);
}
