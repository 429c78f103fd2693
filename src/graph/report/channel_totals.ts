import type { Topology } from "../../protocol/mod.ts";
import { readCount } from "../../wide_count.ts";

/** How many messages went through a channel in all. */
export interface ChannelTotal {
  readonly sent: number;
  readonly taken: number;
}

/** Reads the total counts of every channel, by channel number. */
export function channelTotals(region: SharedArrayBuffer, { channels }: Topology): ChannelTotal[] {
  const words = new Int32Array(region);
  return channels.map(({ sentWord, sentHighWord, takenWord, takenHighWord }) => {
    // What was taken first: it never exceeds what was sent.
    const taken = readCount(words, takenWord, takenHighWord);
    return { sent: readCount(words, sentWord, sentHighWord), taken };
  });
}
