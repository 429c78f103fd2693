import { textOf } from "../errors.ts";

/** What is wrong with a value that should be a signal: a sentence about `option`; `undefined` if nothing is. */
export function signalFault(signal: unknown): string | undefined {
  if (signal === undefined || signal === null || signal instanceof AbortSignal) return undefined;
  return `option signal is ${textOf(signal)}, give an AbortSignal`;
}

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
