/**
 * Why something was not delivered:
 *
 * - `full`: as many wait for room as may. The one reason that passes by itself: an HTTP handler answers 503 to it.
 * - `stopping`: a stop was asked for before there was room for it; it does not matter how far the stop is, or whether it is over.
 * - `over`: whoever would take it is gone for good, or has not come up, and that is no stop's doing; or it was there when a stop came, and
 *   nobody took it before the end.
 * - `undone`: it was taken, by a turn that did not commit: whatever that turn did has never happened.
 * - `unfit`: a message of a batch is none that the channel carries. The error of the message is the `cause`.
 */
export type UndeliveredReason = "full" | "stopping" | "over" | "undone" | "unfit";

/**
 * What was put into an inbox, or sent by the host, has not arrived, and never will: what is to become of it is the caller's to decide.
 * The message says what happened to it.
 *
 * ```ts
 * import { UndeliveredError } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * // What an HTTP handler answers when it could not send.
 * function answerTo(thrown: unknown): Response {
 *   if (!(thrown instanceof UndeliveredError)) throw thrown;
 *   return new Response(thrown.message, { status: 503, headers: { "retry-after": "1" } });
 * }
 * assertEquals(answerTo(new UndeliveredError("full", "Cannot send: 1024 wait already")).status, 503);
 * ```
 */
export class UndeliveredError extends Error {
  /** Why. */
  readonly reason: UndeliveredReason;
  /** How many messages of a batch have arrived all the same: the first so many. 0 for everything that is no batch. */
  readonly sent: number;

  /** Says why, in a word and in a sentence. */
  constructor(
    reason: UndeliveredReason,
    message: string,
    { sent = 0, cause }: { readonly sent?: number; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = "UndeliveredError";
    this.reason = reason;
    this.sent = sent;
  }
}

/** What is said of a queue in errors. */
export interface QueueWords {
  /** What is done by a put, for instance `send on channel "orders"`. */
  readonly doing: string;
  /** What has become of an item that was not taken, for instance `it was never sent`. */
  readonly never: string;
}

/** Too many wait for room already. */
export function fullUp({ doing, never }: QueueWords, waiting: number): UndeliveredError {
  const text = `Cannot ${doing}: it is full, and ${waiting} wait for room already; ${never}, ` +
    "try again later, have whoever asks do so (HTTP: 503), or raise maxWaiting";
  return new UndeliveredError("full", text);
}

/** Nothing more is let in. `why`: the middle of a sentence. */
export function shut(
  { doing, never }: QueueWords,
  reason: "stopping" | "over",
  why: string,
): UndeliveredError {
  return new UndeliveredError(reason, `Cannot ${doing}: ${why}; ${never}`);
}

/** Nobody takes any more, for that cause: from a turn that had taken it, or before any had. */
export function ended(
  { doing, never }: QueueWords,
  reason: "over" | "undone",
  cause: Error,
): UndeliveredError {
  const what = reason === "over"
    ? never
    : "the turn that took it did not commit, so nothing of that turn has happened";
  return new UndeliveredError(reason, `Cannot ${doing}: ${cause.message}; ${what}`, { cause });
}
