import type { PeekedMessage } from "../ahead/mod.ts";

/** What became of a job: something to send, nothing, or that it is given up. */
export type CallOutcome =
  | { readonly result: unknown }
  | { readonly givenUp: string };

/** A job in hand. */
export interface JobEntry<J> extends PeekedMessage {
  readonly job: J;
  /** By which jobs belong together, if they do. */
  readonly key: string | number | undefined;
  readonly effectId: string;
  /**
   * What is about it: nobody has called yet; somebody does; it pauses before another attempt; it has an outcome, which is to be sent.
   */
  phase: "waiting" | "calling" | "pausing" | "settled";
  /** Attempts that have begun. */
  attempts: number;
  /** When the attempt is over at the latest, or the pause is. */
  due: number;
  /** Ends the attempt under way. */
  controller: AbortController | undefined;
  outcome: CallOutcome | undefined;
}

/** A job that nobody has called for yet; with `fault` one that nobody can. */
export function jobEntry<J>(
  of: Pick<JobEntry<J>, "number" | "job" | "key" | "effectId">,
  fault?: string,
): JobEntry<J> {
  return {
    ...of,
    isDone: false,
    phase: fault === undefined ? "waiting" : "settled",
    attempts: 0,
    due: Infinity,
    controller: undefined,
    outcome: fault === undefined ? undefined : { givenUp: fault },
  };
}
