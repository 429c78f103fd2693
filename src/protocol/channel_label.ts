import type { ChannelEdge } from "./topology.ts";

/**
 * What a channel is called wherever people read of it: by its name, or by its bundle's with its lane, as in `work[1]`. The page has
 * the same in `static/words/channel_label.js`.
 */
export function channelLabel({ name, lane }: Pick<ChannelEdge, "name" | "lane">): string {
  return lane === null ? name : `${name}[${lane}]`;
}
