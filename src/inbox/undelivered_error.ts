/**
 * Why something was not delivered:
 *
 * - `full`: as many wait for room as may. The one reason that passes by itself: an HTTP handler answers 503 to it.
 * - `stopping`: a stop was asked for before there was room for it.
 * - `over`: whoever would take it is gone for good, or has not come up.
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
