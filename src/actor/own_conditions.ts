import type { Condition } from "../channel/condition.ts";
import type { RxControl } from "../channel/ring/mod.ts";
import type { Rx } from "../channel/rx.ts";
import type { Clock } from "../world.ts";
import { shown, textOf, unknownParts } from "../errors.ts";
import {
  BatchCondition,
  FlagCondition,
  PeriodicCondition,
  SettledCondition,
  TimeoutCondition,
} from "./conditions.ts";

/** Periods whose beats are kept: more than any loop waits for, and a bound where each round asks for another. */
const MAX_KEPT = 64;

/** A beat, and when it was last asked for. */
interface KeptBeat {
  readonly beat: PeriodicCondition;
  asked: number;
}

/**
 * The beats of an actor, by their period: who asks again with the same number gets the same beat. The beat that was not asked for
 * the longest is forgotten when there are too many, so that periods which are never the same twice take no memory without end.
 */
export class Beats {
  readonly #clock: Clock;
  readonly #tell: (missed: string) => void;
  readonly #kept = new Map<number, KeptBeat>();
  #asked = 0;

  /** @param tell is told of beats that were missed, once in a while */
  constructor(clock: Clock, tell: (missed: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** The beat of every `ms` milliseconds. */
  of(ms: number): PeriodicCondition {
    const asked = ++this.#asked;
    const kept = this.#kept.get(ms);
    if (kept !== undefined) {
      kept.asked = asked;
      return kept.beat;
    }
    if (this.#kept.size === MAX_KEPT) this.#forgetOne();
    const beat = new PeriodicCondition(this.#clock, ms, this.#tell);
    this.#kept.set(ms, { beat, asked });
    return beat;
  }

  #forgetOne(): void {
    let longest = NaN;
    let least = Infinity;
    for (const [ms, { asked }] of this.#kept) {
      if (asked > least) continue;
      longest = ms;
      least = asked;
    }
    this.#kept.delete(longest);
  }
}

/** What the conditions of an actor need of it. */
export interface ConditionHands {
  readonly clock: Clock;
  /** Whether a stop is asked for. */
  isStopping(): boolean;
  /** The control of an input; `undefined` for what is none of the actor's. */
  controlOf(port: Rx<unknown>): RxControl | undefined;
  /** Writes to the actor's log. */
  warn(text: string): void;
  /** Asks the wait under way, if there is one, to look again. */
  nudge(): void;
}

/**
 * The conditions that an actor makes, beside those of its ports. Those that are asked for in each round of a loop are made once: a
 * promise, for one, keeps every reaction until it is settled, which may be never.
 */
export class OwnConditions {
  readonly #actor: string;
  readonly #hands: ConditionHands;
  #beats: Beats | undefined;
  #batches: Map<Rx<unknown>, BatchCondition> | undefined;
  #settlings: WeakMap<PromiseLike<unknown>, SettledCondition> | undefined;

  /** @param actor its label, for errors */
  constructor(actor: string, hands: ConditionHands) {
    this.#actor = actor;
    this.#hands = hands;
  }

  periodic(ms: number): Condition {
    if (!(ms > 0 && Number.isFinite(ms))) {
      throw new RangeError(
        `Cannot wait periodically in actor "${this.#actor}": the period is ${
          textOf(ms)
        } ms, give a number above 0`,
      );
    }
    const { clock, warn } = this.#hands;
    return (this.#beats ??= new Beats(clock, warn)).of(ms);
  }

  batch(
    port: Rx<unknown>,
    limits: { readonly messages: number; readonly withinMs: number },
  ): Condition {
    if (typeof limits !== "object" || limits === null) {
      throw this.#badBatch([`its limits are ${shown(limits)}`]);
    }
    const { messages, withinMs, ...others } = limits;
    const strange = unknownParts("it", others, ["messages", "withinMs"]);
    if (strange.length > 0) throw this.#badBatch(strange);
    if (!(withinMs >= 0 && Number.isFinite(withinMs))) {
      throw new RangeError(
        `Cannot wait for a batch in actor "${this.#actor}": withinMs is ${withinMs}, give a number from 0 on`,
      );
    }
    const batches = this.#batches ??= new Map();
    const kept = batches.get(port);
    if (kept?.messages === messages && kept.withinMs === withinMs) return kept;
    const { clock } = this.#hands;
    const batch = new BatchCondition(clock, port, messages, withinMs, this.#hands.controlOf(port));
    batches.set(port, batch);
    return batch;
  }

  #badBatch(faults: readonly string[]): TypeError {
    return new TypeError(
      `Cannot wait for a batch in actor "${this.#actor}": ${
        faults.join("; ")
      }, give { messages, withinMs }`,
    );
  }

  timeout(ms: number): Condition {
    if (!(ms >= 0 && Number.isFinite(ms))) {
      throw new RangeError(
        `Cannot wait in actor "${this.#actor}": the timeout is ${ms} ms, give a number from 0 on`,
      );
    }
    const { clock } = this.#hands;
    return new TimeoutCondition(clock, clock.now() + ms);
  }

  settled(promise: PromiseLike<unknown>): Condition {
    const settlings = this.#settlings ??= new WeakMap();
    const kept = settlings.get(promise);
    if (kept !== undefined) return kept;
    if (!isThenable(promise)) {
      throw new TypeError(
        `Cannot wait in actor "${this.#actor}": settled() was given ${
          textOf(promise)
        }, give a promise`,
      );
    }
    const settling = new SettledCondition(promise, () => this.#hands.nudge());
    settlings.set(promise, settling);
    return settling;
  }

  stopping(): Condition {
    return new StopCondition(() => this.#hands.isStopping());
  }
}

/** A stop is asked for. Who asks has all that wait look: no peer brings it about. */
class StopCondition extends FlagCondition {
  override heeds(): boolean {
    return false;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && typeof (value as Partial<PromiseLike<unknown>>).then === "function";
}
