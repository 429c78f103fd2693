import { decideRestart, type RestartHistory } from "../supervisor/intensity.ts";
import type { ProcessEnd } from "./end.ts";
import { EXIT_GAVE_UP } from "./exit_codes.ts";
import type { Policy } from "./options.ts";

/** The restarts that still count. There is one child, so all are of it. */
export type ProgramHistory = RestartHistory<"program">;

/** What is done about an end. */
export type Judgement =
  | { readonly kind: "over"; readonly code: number }
  | { readonly kind: "giveUp"; readonly code: number }
  | { readonly kind: "restart"; readonly afterMs: number; readonly history: ProgramHistory };

/**
 * Decides what a supervisor does when its process has ended: nothing more if it was asked to end, or if it ended well and
 * that is enough; otherwise it is started again, unless that was too often.
 *
 * @param asked was a signal passed on to it that means the end?
 * @param random numbers from 0 up to 1, for the jitter
 */
export function judge(
  { code }: ProcessEnd,
  asked: boolean,
  history: ProgramHistory,
  now: number,
  { restarts, withinMs, firstMs, maxMs, onExit }: Policy,
  random: () => number,
): Judgement {
  if (asked || (code === 0 && onExit === "failure")) return { kind: "over", code };
  const intensity = { restarts, withinMs, backoff: { firstMs, maxMs, jitter: "full" as const } };
  const decision = decideRestart(history, ["program"] as const, now, intensity, random);
  if (!decision.restart) return { kind: "giveUp", code: EXIT_GAVE_UP };
  return { kind: "restart", afterMs: decision.afterMs, history: decision.history };
}
