import { type CallKind, isCallKind } from "../../channel/call/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import { type Schema, time, whole } from "../../option_faults.ts";
import { checkSignal } from "../abort_signal.ts";

/** How a service is asked. */
export interface ServiceOptions {
  /**
   * How long an ask waits for its answer, in milliseconds, the wait for room and for the graph's start included. Time in
   * which the whole process stood still (a machine that sleeps, a SIGSTOP) does not count, and as much as was lost is left afterwards.
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

/** What is wrong with the kinds of the two ways of a service, as the end of a sentence; `undefined` if nothing is. */
export function serviceFault(
  requests: KindShape | undefined,
  answers: KindShape | undefined,
): string | undefined {
  // What is no channel at all is told of where its end is drawn.
  if (requests === undefined || answers === undefined) return undefined;
  if (!isCallKind(requests)) {
    return `sends its requests as ${requests.name}, give it a channel of calls: graph.channel(name, call(message, answer))`;
  }
  const wanted = (requests as CallKind<unknown, unknown>).answers.name;
  if (answers.name === wanted) return undefined;
  return `takes its answers as ${answers.name}, its requests are answered by ${wanted}: give it a channel of the kind \`answers\` of them`;
}
