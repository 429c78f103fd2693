import { between, type Check, filled, orElse, parts, type Schema } from "../../option_faults.ts";
import { ACTOR_FIGURES } from "../catalogue.ts";
import type { ActorFigure } from "../figure.ts";
import { columnPlan, columnsOf } from "../wire/mod.ts";
import type { GraphSample } from "../sample/mod.ts";
import type { PartPlaces } from "./part_places.ts";
import { Past } from "./past.ts";
import type { PastMoment } from "./past.ts";

/** How much of the past is kept in memory. */
export interface HistoryOptions {
  /**
   * For how long every sample is kept, in milliseconds, up to an hour.
   *
   * @default {60_000}
   */
  readonly fineMs?: number;
  /**
   * For how long one sample a second is kept, in milliseconds, up to a day.
   *
   * @default {900_000}
   */
  readonly coarseMs?: number;
}

/** Time between two samples of the coarse past, in milliseconds; timers may be this much early. */
const COARSE_STEP_MS = 1000;
const EARLY_MS = 20;

const MAX_FINE_MS = 3_600_000;
const MAX_COARSE_MS = 86_400_000;

/** What is known of {@link HistoryOptions}. */
export const HISTORY_OPTIONS: Schema<HistoryOptions, keyof HistoryOptions> = {
  fineMs: { check: between(0, MAX_FINE_MS, "milliseconds"), default: 60_000 },
  coarseMs: { check: between(0, MAX_COARSE_MS, "milliseconds"), default: 900_000 },
};

/** The option as it is given within others. */
export const checkHistory: Check<HistoryOptions | false> = orElse(
  false,
  parts(HISTORY_OPTIONS, "give { fineMs, coarseMs }, or false for none"),
);

/**
 * The past of a graph, as the page shows it: every sample of the last minute, and one a second of the last quarter of an hour.
 *
 * A sample takes 15 bytes an actor and 13 a channel, besides texts: at 10 Hz, 1000 actors and 1500 channels take 52 MB. The
 * system gives that memory only as it fills.
 */
export class History {
  /** Milliseconds between two fine samples. */
  readonly fineStepMs: number;
  /** How far back it goes once it is full, in milliseconds. */
  readonly spanMs: number;
  readonly #fine: Past;
  readonly #coarse: Past;
  #coarseTime = -Infinity;

  constructor(
    of: {
      readonly actors: number;
      readonly channels: number;
      readonly hz: number;
      /** The figures of its actors: those that all have, if nothing is said. */
      readonly figures?: readonly ActorFigure[];
    },
    options: HistoryOptions = {},
  ) {
    const { fineMs, coarseMs } = filled<HistoryOptions, keyof HistoryOptions>(
      HISTORY_OPTIONS,
      options,
    );
    const plan = columnPlan(of.figures ?? ACTOR_FIGURES);
    this.fineStepMs = 1000 / of.hz;
    this.spanMs = Math.max(fineMs, coarseMs);
    const samples = Math.max(1, Math.round(fineMs / this.fineStepMs));
    this.#fine = new Past(samples, { ...of, plan });
    const seconds = Math.max(1, Math.round(coarseMs / COARSE_STEP_MS));
    this.#coarse = new Past(seconds, { ...of, plan });
  }

  /** Goes on with other parts, whose actors have these figures. What is known of those that were there before stays. */
  adopt(places: Readonly<Record<"a" | "c", PartPlaces>>, figures: readonly ActorFigure[]): void {
    const plan = columnPlan(figures);
    this.#fine.adopt(plan, places);
    this.#coarse.adopt(plan, places);
  }

  /** Bytes that it takes when it is full, but for texts. */
  get bytes(): number {
    return this.#fine.bytes + this.#coarse.bytes;
  }

  /** Adds a sample. Samples that are not later than the last one are left out: somebody set the clock back. */
  add(sample: GraphSample): void {
    const { time, lifecycle } = sample;
    const newest = this.#fine.end === 0 ? -Infinity : this.#fine.time(this.#fine.end - 1);
    if (time <= newest) return;
    const moment = { time, lifecycle, columns: columnsOf(sample) };
    this.#fine.push(moment);
    if (time - this.#coarseTime < COARSE_STEP_MS - EARLY_MS) return;
    this.#coarseTime = time;
    this.#coarse.push(moment);
  }

  /** Time of the oldest sample, in milliseconds since the epoch; `null` when there is none. */
  get oldest(): number | null {
    const { begin, end } = this.#coarse;
    if (end === 0) return null;
    return Math.min(this.#coarse.time(begin), this.#fine.time(this.#fine.begin));
  }

  /** Time of the newest sample, in milliseconds since the epoch; `null` when there is none. */
  get newest(): number | null {
    return this.#fine.end === 0 ? null : this.#fine.time(this.#fine.end - 1);
  }

  /** The past in which everything from `from` on is, in steps of at least `stepMs`, and those steps. */
  pastSince(from: number, stepMs: number): { past: Past; stepMs: number } {
    const fineBegin = this.#fine.end === 0 ? Infinity : this.#fine.time(this.#fine.begin);
    const isFine = from >= fineBegin - this.fineStepMs && stepMs < COARSE_STEP_MS;
    return isFine
      ? { past: this.#fine, stepMs: Math.max(stepMs, this.fineStepMs) }
      : { past: this.#coarse, stepMs: Math.max(stepMs, COARSE_STEP_MS) };
  }

  /** All moments from `from` to `to`, the oldest first: fine ones as far back as there are any. */
  *moments(from: number, to: number): Generator<PastMoment> {
    const fineBegin = this.#fine.end === 0 ? Infinity : this.#fine.time(this.#fine.begin);
    yield* momentsOf(this.#coarse, from, Math.min(to, fineBegin - 1));
    yield* momentsOf(this.#fine, Math.max(from, fineBegin), to);
  }
}

// Samples may come, and old ones go, between two of them.
function* momentsOf(past: Past, from: number, to: number): Generator<PastMoment> {
  for (let n = past.firstSince(from); n < past.end; n++) {
    n = Math.max(n, past.begin);
    if (past.time(n) > to) return;
    yield past.moment(n);
  }
}
