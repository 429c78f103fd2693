/** How many restarts in what time are too many. */
export interface Intensity {
  /** Restarts allowed within the window; 0 means that the first crash is the last. */
  readonly restarts: number;
  /** The window, in milliseconds. */
  readonly withinMs: number;
  /**
   * How long to wait before a restart: not at all for the first in the window, `firstMs` for the second, then twice as long
   * each time, `maxMs` at most. In milliseconds.
   *
   * @default {{ firstMs: 20, maxMs: 1000 }}
   */
  readonly backoff?: { readonly firstMs: number; readonly maxMs: number };
}

/** The restarts of one actor that still count. */
export type RestartHistory = readonly number[];

/** What to do about a crash: start again after a pause, or give up. `history` is what to pass next time. */
export type RestartDecision =
  | { readonly restart: true; readonly afterMs: number; readonly history: RestartHistory }
  | { readonly restart: false };

const BACKOFF = { firstMs: 20, maxMs: 1000 };

/**
 * Decides about a restart at `now`: at once for the first crash in the window, after a doubling pause for the next ones,
 * not at all once there were too many (the restart intensity of Erlang's supervisors, with a backoff).
 */
export function decideRestart(
  history: RestartHistory,
  now: number,
  { restarts, withinMs, backoff = BACKOFF }: Intensity,
): RestartDecision {
  const recent = history.filter((time) => now - time < withinMs);
  if (recent.length >= restarts) return { restart: false };
  const afterMs = recent.length === 0
    ? 0
    : Math.min(backoff.firstMs * 2 ** (recent.length - 1), backoff.maxMs);
  return { restart: true, afterMs, history: [...recent, now] };
}
