import { type Schema, time, whole } from "../../option_faults.ts";
import { checkSignal } from "../abort_signal.ts";

/** How a service is asked. */
export interface ServiceOptions {
  /**
   * How long an ask waits for its answer, in milliseconds by the clock, the wait for room and for the graph's start included.
   *
   * @default {30_000}
   */
  readonly timeoutMs?: number;
  /**
   * How many asks may wait for their answers at a time, from 1 to 16,777,216. One more is refused at once, with the reason `busy`: who
   * asks is told that it is too much, instead of waiting for what will come too late.
   *
   * @default {10_000}
   */
  readonly maxWaiting?: number;
}

/** How one ask is done. */
export interface AskOptions {
  /**
   * How long it waits for its answer, in milliseconds.
   *
   * @default {that of the service}
   */
  readonly timeoutMs?: number;
  /**
   * Lets the ask go when it is aborted: the promise rejects with the signal's reason. A call that was not sent yet will not be; one that
   * was travels on, and its answer is dropped.
   *
   * @default {none}
   */
  readonly signal?: AbortSignal;
}

const MOST = 2 ** 24;

/** What is known of {@link ServiceOptions}. */
export const SERVICE_OPTIONS: Schema<ServiceOptions, keyof ServiceOptions> = {
  timeoutMs: { check: time, default: 30_000 },
  maxWaiting: { check: whole(1, MOST), default: 10_000 },
};

/** What is known of {@link AskOptions}. */
export const ASK_OPTIONS: Schema<AskOptions> = {
  timeoutMs: { check: time },
  signal: { check: checkSignal },
};
