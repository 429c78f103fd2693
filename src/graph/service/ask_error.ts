/**
 * Why an ask has no answer.
 *
 * - `refused`: an actor has refused the call. The error's `refusal` is its sentence.
 * - `timeout`: there was no answer in time. The call may still be on its way, and its answer will be dropped.
 * - `deadLetter`: the call was given up as a dead letter.
 * - `lost`: an actor that it needs is gone for good: the call, or its answer, is in a channel that nobody takes from any more, be it
 *   that the graph goes on or stops; or the graph goes on, and nobody is left who takes calls, or who answers.
 * - `busy`: as many asks as are allowed wait already. Nothing was sent.
 * - `stopped`: the graph is stopping, has stopped, or did not come up: the call was never sent, or was on its way, and is none of
 *   those that are lost.
 */
export type AskReason = "refused" | "timeout" | "deadLetter" | "lost" | "busy" | "stopped";

/** What is known of an ask that has no answer. */
export interface AskFault {
  /** Why there is no answer. */
  readonly reason: AskReason;
  /** What the call is known by; `null` if there was none. */
  readonly id: string | null;
  /** The whole sentence. */
  readonly text: string;
  /** The sentence of the actor that refused it; `null` for every other reason. */
  readonly refusal?: string;
}

/**
 * An ask without an answer. Its `reason` is what a program decides by: to a client over HTTP, `refused` may be a 422, `timeout` a 504,
 * `busy` and `stopped` a 503.
 *
 * ```ts
 * import { AskError } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * function statusOf(error: unknown): number {
 *   if (!(error instanceof AskError)) return 500;
 *   const { reason } = error;
 *   return reason === "refused" ? 422 : reason === "timeout" ? 504 : 503;
 * }
 * assertEquals(statusOf(new TypeError("of the program itself")), 500);
 * ```
 */
export class AskError extends Error {
  /** Why there is no answer. */
  readonly reason: AskReason;
  /** What the call is known by, in every actor and every log; `null` if none was made. */
  readonly id: string | null;
  /** The sentence of the actor that refused the call; `null` for every other reason. */
  readonly refusal: string | null;

  /** Made by the service that was asked. */
  constructor({ reason, id, text, refusal }: AskFault) {
    super(text);
    this.name = "AskError";
    this.reason = reason;
    this.id = id;
    this.refusal = refusal ?? null;
  }
}
