/** How many restarts in what time are too many. */
export interface Intensity {
  /** Restarts allowed within the window; 0 means that the first crash is the last. */
  readonly restarts: number;
  /** The window, in milliseconds. */
  readonly withinMs: number;
}

/** The restarts of one actor that still count. */
export type RestartHistory = readonly number[];

/** What to do about a crash: start again after a pause, or give up. `history` is what to pass next time. */
export type RestartDecision =
  | { readonly restart: true; readonly afterMs: number; readonly history: RestartHistory }
  | { readonly restart: false };

const FIRST_BACKOFF_MS = 20;
const MAX_BACKOFF_MS = 1000;

/**
 * Decides about a restart at `now`: at once for the first crash in the window, after a doubling pause for the next ones,
 * not at all once there were too many (the restart intensity of Erlang's supervisors, with a backoff).
 */
export function decideRestart(
  history: RestartHistory,
  now: number,
  { restarts, withinMs }: Intensity,
): RestartDecision {
  const recent = history.filter((time) => now - time < withinMs);
  if (recent.length >= restarts) return { restart: false };
  const afterMs = recent.length === 0
    ? 0
    : Math.min(FIRST_BACKOFF_MS * 2 ** (recent.length - 1), MAX_BACKOFF_MS);
  return { restart: true, afterMs, history: [...recent, now] };
}
