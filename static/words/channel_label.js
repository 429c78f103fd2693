// @ts-check
// What a channel is called wherever it is shown.

/**
 * A channel's name, or its bundle's with its lane, as in `work[1]`: what the graph's own messages call it.
 * @param {{ readonly name: string, readonly lane: number | null }} channel
 */
export function channelLabel({ name, lane }) {
  return lane === null ? name : `${name}[${lane}]`;
}
