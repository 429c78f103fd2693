import { abortWith, overOf } from "../../generation_over.ts";
import type { World } from "../../world.ts";
import { pauseMs } from "../../backoff.ts";
import { textOf } from "../../errors.ts";
import type { CallAttempt, CallsSettings } from "./calls_options.ts";
import { type CallFailure, failureOf, plainFailure, standardVerdict } from "./failure.ts";
import type { JobEntry } from "./job_entry.ts";

/** What is called for each job. */
export type JobCall<J> = (job: J, attempt: CallAttempt) => unknown;

/** What attempts need of their loop. */
export interface AttemptHands {
  readonly world: World;
  /** Something has come of an attempt. */
  knock(): void;
  /** An attempt has failed and another one follows; `isFirst` is for the first failure at its job. */
  note(text: string, isFirst: boolean): void;
  /** A listener of an attempt's signal has thrown. */
  stray(thrown: unknown): void;
}

/** Begins attempts and ends them, and decides what becomes of those that fail. */
export class Attempts<J> {
  readonly #call: JobCall<J>;
  readonly #settings: CallsSettings<J>;
  readonly #hands: AttemptHands;

  constructor(call: JobCall<J>, settings: CallsSettings<J>, hands: AttemptHands) {
    this.#call = call;
    this.#settings = settings;
    this.#hands = hands;
  }

  /** Begins an attempt. What comes of it stands in the entry, and the loop is told. */
  begin(entry: JobEntry<J>, now: number): void {
    const controller = new AbortController();
    entry.phase = "calling";
    entry.attempts++;
    entry.due = now + this.#settings.timeoutMs;
    entry.controller = controller;
    const settle = (apply: () => void) => {
      // It was aborted meanwhile, and others have decided what becomes of the job.
      if (entry.controller !== controller) return;
      apply();
      this.#hands.knock();
    };
    const failed = async (thrown: unknown) => {
      // The generation is over, and it is a wait or an end of it that said so: its successor calls again.
      if (overOf(thrown) !== undefined) return;
      const failure = await failureOf(thrown, () => this.#hands.world.now());
      settle(() => this.#fail(entry, failure));
    };
    this.#begun(entry, controller.signal).then(
      (result) => settle(() => succeed(entry, result)),
      failed,
    );
  }

  /** As an async function: what it throws at once is what it promises. */
  async #begun({ job, attempts, effectId }: JobEntry<J>, signal: AbortSignal): Promise<unknown> {
    return await this.#call(job, { signal, attempt: attempts, effectId });
  }

  /** Its time is over. */
  expire(entry: JobEntry<J>): void {
    const { timeoutMs } = this.#settings;
    const reason = new DOMException(`The call took longer than ${timeoutMs} ms`, "TimeoutError");
    this.abort(entry, reason);
    this.#fail(entry, plainFailure(reason));
  }

  /** Ends the attempt under way, and whatever comes of it counts no more. */
  abort(entry: JobEntry<J>, reason: unknown): void {
    const { controller } = entry;
    entry.controller = undefined;
    if (controller !== undefined) abortWith(controller, reason, this.#hands.stray);
  }

  #fail(entry: JobEntry<J>, failure: CallFailure): void {
    entry.controller = undefined;
    const { attempts, maxRetryAfterMs, ...pace } = this.#settings.retry;
    const { retryAfterMs, text } = failure;
    const verdict = this.#verdict(failure);
    if (verdict !== "retry") return giveUp(entry, text, verdict === "giveUp" ? "" : verdict);
    if (entry.attempts >= attempts) return giveUp(entry, text, "");
    if (retryAfterMs > maxRetryAfterMs) {
      const why =
        `it is not to be tried again before ${retryAfterMs} ms are over, which is more than ` +
        `the maxRetryAfterMs of ${maxRetryAfterMs}`;
      return giveUp(entry, text, why);
    }
    const { world } = this.#hands;
    const pause = pauseMs(entry.attempts, { ...pace, jitter: "full" }, () => world.random());
    const ms = Math.max(retryAfterMs, pause);
    entry.phase = "pausing";
    entry.due = world.now() + ms;
    this.#hands.note(
      `attempt ${entry.attempts} of ${attempts} at job ${entry.number} has failed, the next is in ${
        Math.round(ms)
      } ms: ${text}`,
      entry.attempts === 1,
    );
  }

  /** What to do, or why nobody can tell. */
  #verdict(failure: CallFailure): string {
    const { classify } = this.#settings.retry;
    if (classify === undefined) return standardVerdict(failure);
    try {
      const verdict: unknown = classify(failure.thrown);
      if (verdict === "retry" || verdict === "giveUp") return verdict;
      return `retry.classify said ${textOf(verdict)} of it, let it say "retry" or "giveUp"`;
    } catch (thrown) {
      return `retry.classify threw ${textOf(thrown)}`;
    }
  }
}

function succeed<J>(entry: JobEntry<J>, result: unknown): void {
  entry.controller = undefined;
  entry.phase = "settled";
  entry.outcome = { result };
}

function giveUp<J>(entry: JobEntry<J>, text: string, why: string): void {
  const { attempts } = entry;
  const often = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  entry.phase = "settled";
  entry.outcome = {
    givenUp: `the call failed, given up after ${often}: ${text}${why === "" ? "" : `; ${why}`}`,
  };
}
