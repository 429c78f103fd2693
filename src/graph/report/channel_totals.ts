import type { Topology } from "../../protocol/mod.ts";
import { readCount } from "../../wide_count.ts";

/** How many messages went through a channel in all. */
export interface ChannelTotal {
  readonly sent: number;
  readonly taken: number;
  /** Those that found no room and were dropped, where any may be. */
  readonly dropped?: number;
}

/** Reads the total counts of every channel, by channel number. */
export function channelTotals(region: SharedArrayBuffer, { channels }: Topology): ChannelTotal[] {
  const words = new Int32Array(region);
  const floats = new Float64Array(region);
  return channels.map(({ sentWord, sentHighWord, takenWord, takenHighWord, drops }) => {
    // What was taken first: it never exceeds what was sent.
    const taken = readCount(words, takenWord, takenHighWord);
    const sent = readCount(words, sentWord, sentHighWord);
    if (drops === undefined) return { sent, taken };
    return { sent, taken, dropped: floats[drops.countAt / 8] as number };
  });
}
