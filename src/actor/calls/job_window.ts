import type { Rx } from "../../channel/rx.ts";
import type { Condition } from "../../channel/condition.ts";
import type { Marks } from "./marks.ts";

/** What became of a job: something to send, nothing, or that it is given up. */
export type CallOutcome =
  | { readonly result: unknown }
  | { readonly givenUp: string };

/** A job in hand. */
export interface JobEntry<J> {
  /** Its number in its channel. */
  readonly number: number;
  readonly job: J;
  /** By which jobs belong together, if they do. */
  readonly key: string | number | undefined;
  readonly effectId: string;
  /**
   * What is about it: nobody has called yet; somebody does; it pauses before another attempt; it has an outcome, which is to be sent; that
   * is sent, before an older job is done.
   */
  phase: "waiting" | "calling" | "pausing" | "settled" | "kept";
  /** Attempts that have begun. */
  attempts: number;
  /** When the attempt is over at the latest, or the pause is. */
  due: number;
  /** Ends the attempt under way. */
  controller: AbortController | undefined;
  outcome: CallOutcome | undefined;
}

/** What an entry knows of a job besides the job. */
export type JobTraits<J> = (
  job: J,
  number: number,
) => Pick<JobEntry<J>, "key" | "effectId"> & { readonly fault?: string };

/**
 * The jobs in hand: looked at, in the order of their channel, and not taken before they are done. The first is the oldest that is not.
 */
export class JobWindow<J> {
  /** They, oldest first. */
  readonly entries: JobEntry<J>[] = [];
  readonly #jobs: Rx<J>;
  readonly #size: number;
  readonly #marks: Marks | undefined;
  readonly #traits: JobTraits<J>;

  constructor(jobs: Rx<J>, size: number, marks: Marks | undefined, traits: JobTraits<J>) {
    this.#jobs = jobs;
    this.#size = size;
    this.#marks = marks;
    this.#traits = traits;
  }

  /** Looks at what has come, as far as there is room for it. */
  look(): void {
    const { entries } = this;
    while (entries.length < Math.min(this.#size, this.#jobs.availUnits)) {
      const number = this.#jobs.taken + entries.length;
      entries.push(this.#marks?.has(number) ? keptEntry(number) : this.#entryOf(number));
      this.#takeKept();
    }
  }

  #entryOf(number: number): JobEntry<J> {
    const job = this.#jobs.tryPeek(number - this.#jobs.taken) as J;
    const { key, effectId, fault } = this.#traits(job, number);
    return {
      number,
      job,
      key,
      effectId,
      phase: fault === undefined ? "waiting" : "settled",
      attempts: 0,
      due: Infinity,
      controller: undefined,
      outcome: fault === undefined ? undefined : { givenUp: fault },
    };
  }

  /** Whether there is room for more. */
  get hasRoom(): boolean {
    return this.entries.length < this.#size;
  }

  /** Holds when there is one more to look at. There must be room for it. */
  more(): Condition {
    return this.#jobs.avail(this.entries.length + 1);
  }

  /** Notes that the turn works on all up to the last that is called: should the thread die, one of them may be why. */
  touch(): void {
    const last = this.entries.findLastIndex(({ phase }) => phase === "calling");
    if (last >= 0) this.#jobs.tryPeek(last);
  }

  /** The job is done: takes it, if it is the oldest that was not, and those behind it that are; or else marks it. */
  done(entry: JobEntry<J>): void {
    entry.phase = "kept";
    this.#marks?.add(entry.number);
    this.#takeKept();
  }

  #takeKept(): void {
    while (this.entries[0]?.phase === "kept") {
      this.#jobs.advance(1);
      this.entries.shift();
    }
  }

  /** Has the marks commit with the turn. */
  save(): void {
    this.#marks?.save(this.#jobs.taken);
  }
}

/** A job that was done by an earlier generation. */
function keptEntry<J>(number: number): JobEntry<J> {
  return {
    number,
    job: undefined as J,
    key: undefined,
    effectId: "",
    phase: "kept",
    attempts: 0,
    due: Infinity,
    controller: undefined,
    outcome: undefined,
  };
}
