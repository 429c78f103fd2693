import type { Timers } from "../../world.ts";

/**
 * Calls what may take its time. When that takes longer than `ms`, the signal that it was given is aborted, and `onLate` called; what comes
 * of it is the result all the same. Where nothing takes time, no timer is set.
 */
export function patiently<T>(
  timers: Timers,
  ms: number,
  call: (signal: AbortSignal) => T | Promise<T>,
  onLate: () => void,
): T | Promise<T> {
  const abort = new AbortController();
  const result = call(abort.signal);
  if (!(result instanceof Promise)) return result;
  const endWait = timers.after(ms, () => {
    abort.abort(new DOMException(`It has taken longer than ${ms} ms`, "TimeoutError"));
    onLate();
  });
  return result.finally(endWait);
}

/** As {@link patiently}, but is not waited for any longer than `ms`: rejects with the text then. */
export async function withPatience<T>(
  timers: Timers,
  ms: number,
  call: (signal: AbortSignal) => T | Promise<T>,
  lateText: string,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const result = patiently(timers, ms, call, () => late.reject(new Error(lateText)));
  return result instanceof Promise ? await Promise.race([result, late.promise]) : result;
}
