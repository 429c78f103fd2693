import { textOf } from "../errors.ts";
import { type Check, that } from "../option_faults.ts";

/** A signal, or `null` for none, as `fetch` takes it. */
export const checkSignal: Check<AbortSignal> = that(
  (value) => value === null || value instanceof AbortSignal,
  "give an AbortSignal",
);

/**
 * Calls `stop` with the reason once `signal` is aborted, which it is not yet. Returns how to leave it alone: a signal may live much
 * longer than the graphs that listen to it.
 */
export function onAbort(
  signal: AbortSignal | null | undefined,
  stop: (reason: string) => void,
): () => void {
  if (signal === undefined || signal === null) return () => {};
  const listener = () => stop(textOf(signal.reason));
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}
