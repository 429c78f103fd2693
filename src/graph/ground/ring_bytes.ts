/** The ring of letters has room for so many of the longest messages, and is so large at least, and at most. */
const LONGEST_LETTERS = 4;
const LEAST_RING_BYTES = 2 ** 22;
const MOST_RING_BYTES = 2 ** 28;

/** How large the ring of letters is, in bytes, of a graph whose channels have so many bytes of payload each. */
export function ringBytesFor(payloadBytes: readonly number[]): number {
  const longest = payloadBytes.reduce((most, bytes) => Math.max(most, bytes), 0);
  return Math.min(MOST_RING_BYTES, Math.max(LEAST_RING_BYTES, LONGEST_LETTERS * longest));
}
