/** How the pauses between attempts grow. */
export interface Pace {
  /** The pause after the first failure, in milliseconds. */
  readonly firstMs: number;
  /** The longest pause, in milliseconds. */
  readonly maxMs: number;
  /** `full`: each time a random part of the pause, evenly spread from nothing to the whole. `none` if it is left out. */
  readonly jitter?: "none" | "full";
}

/** Twice as long as that is longer than any pause, and a number still. */
const MAX_DOUBLINGS = 1000;

/**
 * How long to wait before the next attempt, in milliseconds: not at all when nothing has failed, `firstMs` after the first failure,
 * then twice as long after each, `maxMs` at most.
 *
 * @param failures How many attempts have failed in a row.
 * @param random Numbers from 0 up to 1, for the jitter.
 */
export function pauseMs(
  failures: number,
  { firstMs, maxMs, jitter }: Pace,
  random: () => number = Math.random,
): number {
  if (failures === 0) return 0;
  const whole = Math.min(firstMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS), maxMs);
  return jitter === "full" ? whole * random() : whole;
}
