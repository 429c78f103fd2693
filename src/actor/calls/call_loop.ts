import type { Condition } from "../../channel/condition.ts";
import type { Rx } from "../../channel/rx.ts";
import { textOf } from "../../errors.ts";
import { Attempts, type JobCall } from "./attempts.ts";
import {
  LoopCondition,
  type LoopHands,
  type PeekWindow,
  type ResultsTx,
  trySendResult,
} from "../ahead/mod.ts";
import type { CallsSettings } from "./calls_options.ts";
import type { JobEntry } from "./job_entry.ts";
import { TokenBucket } from "./token_bucket.ts";

/** What a loop of calls works on. */
export interface CallWork<J> {
  readonly jobs: Rx<J>;
  /** Their number among the ends of the actor. */
  readonly input: number;
  /** Where results go; `undefined` where they go nowhere. */
  readonly results: ResultsTx<unknown> | undefined;
  readonly window: PeekWindow<J, JobEntry<J>>;
  readonly settings: CallsSettings<J>;
  readonly call: JobCall<J>;
}

/**
 * Calls for each job, a bounded number of them at a time, and sends what comes of it.
 *
 * A job is looked at, called for, and taken in the turn that sends its result: so whoever dies in between leaves it for the successor. The
 * turns are short, and between them is a wait that calls go on in; while there are any, it is a wait in the middle of a turn that has
 * looked at their jobs, so that they count as under work if the thread dies.
 *
 * Of one key no call begins before the one before it has committed: after a death it would be repeated behind the other.
 */
export class CallLoop<J> {
  readonly #hands: LoopHands;
  readonly #work: CallWork<J>;
  readonly #attempts: Attempts<J>;
  readonly #bucket: TokenBucket | undefined;
  readonly #end: Condition;
  #isKnocked = false;
  /** Whether a result finds no room. */
  #isBlocked = false;
  /** When the next attempt may begin that has to wait for it. */
  #tokenDue = Infinity;

  constructor(hands: LoopHands, work: CallWork<J>) {
    this.#hands = hands;
    this.#work = work;
    const { world, generation, log } = hands;
    const { jobs, settings, call } = work;
    this.#attempts = new Attempts(call, settings, {
      world,
      knock: () => this.#knock(),
      // Once for each job people are to see that what is outside fails, and not only when it is given up.
      note: (text, isFirst) => isFirst ? log().warn(text) : log().debug(text),
      stray: (thrown) => log().warn(`a listener of a call's signal threw: ${textOf(thrown)}`),
    });
    const { rate } = settings;
    this.#bucket = rate && new TokenBucket(rate, world.now(), generation === 0);
    this.#end = jobs.closedAndEmpty();
  }

  /** Goes on until no job will come, which is `true`, or the loop is to end before: see `Actor.calls`. */
  async run(): Promise<boolean> {
    const { world, turns } = this.#hands;
    const { window } = this.#work;
    try {
      for (;;) {
        this.#isKnocked = false;
        window.look();
        this.#expire(world.now());
        await this.#deliver();
        window.save();
        turns.commit();
        const verdict = this.#verdict();
        if (verdict !== undefined) return verdict;
        this.#begin(world.now());
        await this.#wait();
      }
    } finally {
      const reason = turns.over ?? new DOMException("Nobody needs the result", "AbortError");
      for (const entry of window.entries) this.#attempts.abort(entry, reason);
    }
  }

  #knock(): void {
    this.#isKnocked = true;
    this.#hands.turns.nudge();
  }

  #expire(now: number): void {
    for (const entry of this.#work.window.entries) {
      if (entry.phase === "calling" && entry.due <= now) this.#attempts.expire(entry);
    }
  }

  /** Sends what has come of calls, in the order that is asked for, as far as there is room. */
  async #deliver(): Promise<void> {
    const { window, settings } = this.#work;
    const isStrict = settings.order === "strict";
    this.#isBlocked = false;
    // Each may take some from the front, so they are looked at by number.
    for (const entry of window.entries.slice()) {
      if (entry.isDone) continue;
      if (entry.phase === "settled") {
        if (!(await this.#send(entry))) {
          this.#isBlocked = true;
          return;
        }
        window.done(entry);
      } else if (isStrict) return;
    }
  }

  /** Sends what has come of a job, or gives the job up. Returns `false` if there is no room. */
  async #send(entry: JobEntry<J>): Promise<boolean> {
    const { outcome, job, number } = entry;
    if (outcome !== undefined && "result" in outcome) {
      const fault = trySendResult(this.#work.results, outcome.result);
      if (typeof fault === "boolean") return fault;
      entry.outcome = { givenUp: `what the call returned cannot be sent: ${fault}` };
      return await this.#send(entry);
    }
    const { label } = this.#hands;
    const { givenUp } = outcome as { readonly givenUp: string };
    const origin = { end: this.#work.input, number };
    try {
      await this.#hands.deadLetter(job, givenUp, origin);
    } catch (thrown) {
      if (this.#hands.turns.isOver) throw thrown;
      // It was read from a channel, and is something that cannot be cloned all the same.
      await this.#hands.deadLetter(
        textOf(job),
        `${givenUp}; its job as a text, in ${label}: ${textOf(thrown)}`,
        origin,
      );
    }
    return true;
  }

  get #isGone(): boolean {
    return this.#work.results?.isAbandoned === true;
  }

  /** Whether no job is to be begun any more, because of a stop. */
  get #isFinishing(): boolean {
    return this.#work.settings.atStop === "finish" && this.#hands.isStopping();
  }

  #verdict(): boolean | undefined {
    if (this.#work.jobs.isClosedAndEmpty) return true;
    if (this.#isGone) return false;
    return this.#isFinishing && !this.#isCalling && !this.#isBlocked ? false : undefined;
  }

  get #isCalling(): boolean {
    return this.#work.window.entries.some(({ phase }) => phase === "calling");
  }

  /** Begins as many attempts as may be, those at the oldest jobs first. */
  #begin(now: number): void {
    const { entries } = this.#work.window;
    this.#tokenDue = Infinity;
    if (this.#isFinishing) return;
    let free = this.#free;
    const busy = new Set<unknown>();
    for (const entry of entries) {
      const { phase, key } = entry;
      if (entry.isDone) continue;
      const isBarred = key !== undefined && busy.has(key);
      busy.add(key);
      const isDue = phase === "pausing"
        ? entry.due <= now
        : phase === "waiting" && free > 0 && !isBarred;
      if (!isDue) continue;
      if (this.#bucket?.tryTake(now) === false) {
        this.#tokenDue = this.#bucket.dueAt;
        return;
      }
      if (phase === "waiting") free--;
      this.#attempts.begin(entry, now);
    }
  }

  /** How many more jobs may be under way. */
  get #free(): number {
    const { window: { entries }, settings } = this.#work;
    const isUnderWay = ({ phase }: JobEntry<J>) => phase === "calling" || phase === "pausing";
    return settings.concurrency - entries.filter(isUnderWay).length;
  }

  async #wait(): Promise<void> {
    const { world, turns, isStopping } = this.#hands;
    const { window, results } = this.#work;
    const isCalling = this.#isCalling;
    const isFinishing = this.#isFinishing;
    const heedsStop = this.#work.settings.atStop === "finish" && !isFinishing;
    const more = !isFinishing && this.#free > 0 && window.hasRoom ? window.more() : undefined;
    const condition = new LoopCondition(world, {
      isKnocked: () => this.#isKnocked || this.#isGone || (heedsStop && isStopping()),
      due: this.#due(world.now(), isFinishing),
      more,
      end: this.#end,
      room: this.#isBlocked ? results?.vacant() : undefined,
      isCalling,
    });
    // It has no hand free for another job, and it is not the results that hold it up.
    if (more === undefined && !this.#isBlocked) turns.countOutside(condition);
    if (!isCalling) return void await turns.waitThrough(condition);
    window.touch(({ phase }) => phase === "calling");
    await turns.waitInTurn(condition);
  }

  /** The first moment after `now` at which an attempt is over or may begin. */
  #due(now: number, isFinishing: boolean): number {
    let due = this.#tokenDue;
    for (const entry of this.#work.window.entries) {
      const { phase } = entry;
      // A pause that is over waits for a token.
      const counts = phase === "calling" ||
        (phase === "pausing" && !isFinishing && entry.due > now);
      if (counts) due = Math.min(due, entry.due);
    }
    return due;
  }
}
