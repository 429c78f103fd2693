/**
 * How much of what went through a channel is settled: the host says it, the writer may ask. Host side.
 *
 * @module
 */
import { viewsOf } from "../../memory/views.ts";
import { readCount, storeCount } from "../../wide_count.ts";
import {
  CHANNEL_FOLLOWED_WORD,
  CHANNEL_SETTLED_HIGH_WORD,
  CHANNEL_SETTLED_WORD,
  channelCountWords,
} from "./channel_layout.ts";

/** Lets the writer ask how much is settled. Before any worker starts. */
export function followChannel(region: SharedArrayBuffer, at: number): void {
  viewsOf(region).words[at / 4 + CHANNEL_FOLLOWED_WORD] = 1;
}

/** Says that the first `count` messages are settled. The writer must be rung afterwards. */
export function settleChannel(region: SharedArrayBuffer, at: number, count: number): void {
  const base = at / 4;
  const { words } = viewsOf(region);
  storeCount(words, base + CHANNEL_SETTLED_WORD, base + CHANNEL_SETTLED_HIGH_WORD, count);
}

/** How many messages were ever published in a channel, and how many of them were taken. */
export function countsOf(
  region: SharedArrayBuffer,
  at: number,
): { readonly sent: number; readonly taken: number } {
  const { words } = viewsOf(region);
  const { sentWord, sentHighWord, takenWord, takenHighWord } = channelCountWords(at);
  // Taken first: so it is never more than what was sent.
  const taken = readCount(words, takenWord, takenHighWord);
  return { sent: readCount(words, sentWord, sentHighWord), taken };
}
