import {
  between,
  callback,
  type Check,
  choice,
  filled,
  MAX_TIMER_MS,
  misuse,
  number,
  type OptionFault,
  orElse,
  parts,
  type Place,
  placed,
  type Schema,
  shown,
  whole,
} from "../../option_faults.ts";

/** What a call is told beside its job. */
export interface CallAttempt {
  /**
   * Aborted when the time for this attempt is over, when the actor's generation is, and when the results have no reader any more. Give it to
   * all that is awaited: a call that goes on without heeding it does so beside the next attempt, and what it brings is thrown away.
   */
  readonly signal: AbortSignal;
  /** Which attempt this is at the job, from 1 on, in this generation of the actor. */
  readonly attempt: number;
  /**
   * An id for what is done outside because of this job: the same for every attempt at it, also of a successor, and never that of
   * another job. Without the option `key` it is `actor.effectId`, which says nothing beyond the run of the graph; with it, what that says.
   */
  readonly effectId: string;
}

/** How failed calls are tried again. */
export interface CallRetryOptions {
  /**
   * How many times a job is tried in all, in one generation of the actor; 1 for no second time, `Infinity` for as long as it takes.
   * With the other options as they are, five attempts are over after one or two seconds.
   *
   * @default {5}
   */
  readonly attempts?: number;
  /**
   * The longest pause after the first failure, in milliseconds; twice as long after each one more. How long it is the dice say, evenly from
   * nothing to that ("full jitter", as Marc Brooker found it best in the AWS architecture blog, "Exponential Backoff And Jitter", 2015).
   *
   * @default {200}
   */
  readonly firstMs?: number;
  /**
   * The longest pause after however many failures, in milliseconds.
   *
   * @default {30_000}
   */
  readonly maxMs?: number;
  /**
   * The longest `Retry-After` that is waited for, in milliseconds. A job whose server wants more is given up.
   *
   * @default {300_000}
   */
  readonly maxRetryAfterMs?: number;
  /**
   * Says of what a call threw whether it is worth another attempt. The standard gives up what has an HTTP status from 400 to 499 other
   * than 408, 425 and 429, and tries all else again: server errors, broken connections, answers that do not parse, timeouts.
   *
   * @default {by the status, if it has one}
   */
  readonly classify?: (error: unknown) => "retry" | "giveUp";
}

/** How many calls may begin: a token bucket. */
export interface CallRateOptions {
  /** How many attempts may begin in a second, second after second. */
  readonly perSecond: number;
  /**
   * How many may begin at once after a while without any.
   *
   * @default {1}
   */
  readonly burst?: number;
}

/** In which order results are sent, as {@link CallsOptions.order} says. */
export type CallOrder<J> = "strict" | "any" | {
  /** What belongs together. Calls of one key never overlap, and their results are in order. */
  readonly perKey: (job: J) => string | number;
};

/** How `actor.calls` calls. `J` is the type of a job. */
export interface CallsOptions<J> {
  /**
   * How many jobs are under way at the same time, those that pause before another attempt included; at most the capacity of their channel.
   * Where that is smaller than the standard, so is the standard.
   *
   * @default {8}
   */
  readonly concurrency?: number;
  /**
   * How long an attempt may take, in milliseconds; then its signal is aborted, and it has failed. `Infinity` for ever.
   *
   * @default {30_000}
   */
  readonly timeoutMs?: number;
  /** How failed calls are tried again. */
  readonly retry?: CallRetryOptions;
  /** How many attempts may begin in a second, evenly spread; or as a bucket of tokens. As many as may be if it is left out. */
  readonly rate?: number | CallRateOptions;
  /**
   * In which order results are sent. `"strict"`: in that of the jobs. `{ perKey }`: in that of the jobs of one key, whose calls never
   * overlap either. `"any"`: as they come. With any but the first, the actor's state needs a cell of `doneMarks()`.
   *
   * @default {"strict"}
   */
  readonly order?: CallOrder<J>;
  /** What is to be the `effectId` of a job, where that of the run is not enough: something that the job itself has, such as its number. */
  readonly key?: (job: J) => string | number;
  /**
   * How many jobs are in hand at most, from the oldest that is not done on: who waits for its turn, who is under way, who waits for an
   * older one to be done. At most the capacity of their channel, and what {@link doneMarks} has room for.
   *
   * @default {4 × concurrency, or what there is room for}
   */
  readonly window?: number;
  /**
   * What becomes of the jobs at a stop. `"drain"`: all are done, as their senders close the channel. `"finish"`: those that are being called
   * are, no other is begun, and the rest stays in the channel.
   *
   * @default {"drain"}
   */
  readonly atStop?: "drain" | "finish";
}

const callTime: Check<number> = orElse(
  Infinity,
  number(
    (ms) => ms > 0 && ms <= MAX_TIMER_MS,
    `give milliseconds above 0, at most ${MAX_TIMER_MS}, or Infinity`,
  ),
);

const MOST_ATTEMPTS = 1_000_000;

const perSecond: Check<number> = number(
  (rate) => rate > 0 && rate < Infinity,
  "give a number above 0",
);

const attempts: Check<number> = number(
  (often) =>
    often === Infinity || (Number.isInteger(often) && often >= 1 && often <= MOST_ATTEMPTS),
  `give a whole number from 1 to ${MOST_ATTEMPTS}, or Infinity`,
);

/** What is known of {@link CallRetryOptions}. */
export const CALL_RETRY_OPTIONS: Schema<
  CallRetryOptions,
  "attempts" | "firstMs" | "maxMs" | "maxRetryAfterMs"
> = {
  attempts: { check: attempts, default: 5 },
  firstMs: { check: between(0, MAX_TIMER_MS, "milliseconds"), default: 200 },
  maxMs: { check: between(0, MAX_TIMER_MS, "milliseconds"), default: 30_000 },
  maxRetryAfterMs: { check: between(0, MAX_TIMER_MS, "milliseconds"), default: 300_000 },
  classify: { check: callback() },
};

/** What is known of {@link CallRateOptions}. */
export const CALL_RATE_OPTIONS: Schema<CallRateOptions, "burst"> = {
  perSecond: { check: perSecond, required: true },
  burst: { check: whole(1, 1_000_000), default: 1 },
};

function rateOf(value: unknown, place: Place): readonly OptionFault[] {
  return typeof value === "number" ? perSecond(value, place) : parts<CallRateOptions>(
    CALL_RATE_OPTIONS,
    "give a number of calls a second, or { perSecond, burst }",
  )(value, place);
}

function orderOf(value: unknown, place: Place): readonly OptionFault[] {
  const { perKey } = (value ?? {}) as { readonly perKey?: unknown };
  if (value === "strict" || value === "any" || typeof perKey === "function") return [];
  return [
    misuse(`${placed(place)} is ${shown(value)}, give "strict", "any" or { perKey: (job) => … }`),
  ];
}

function retryTogether(
  { firstMs, maxMs }: CallRetryOptions,
  place: Place,
): readonly OptionFault[] {
  const longest = maxMs ?? CALL_RETRY_OPTIONS.maxMs.default;
  if (firstMs === undefined || !(firstMs > longest)) return [];
  return [{
    error: RangeError,
    text: `${
      placed(place)
    } has a firstMs of ${firstMs} and a maxMs of ${longest}, give a maxMs that is no shorter`,
  }];
}

type CallsStandards = "concurrency" | "timeoutMs" | "order" | "atStop";

/** What is known of {@link CallsOptions}. */
export const CALLS_OPTIONS: Schema<CallsOptions<unknown>, CallsStandards> = {
  concurrency: { check: whole(1, 2 ** 24), default: 8 },
  timeoutMs: { check: callTime, default: 30_000 },
  retry: { check: parts<CallRetryOptions>(CALL_RETRY_OPTIONS, undefined, retryTogether) },
  rate: { check: rateOf },
  order: { check: orderOf, default: "strict" },
  key: { check: callback() },
  window: { check: whole(1, 2 ** 24) },
  atStop: { check: choice(["drain", "finish"]), default: "drain" },
};

/** The options with what holds for those that are left out. */
export interface CallsSettings<J>
  extends Required<Omit<CallsOptions<J>, "retry" | "rate" | "key">> {
  readonly retry:
    & Required<Omit<CallRetryOptions, "classify">>
    & Pick<CallRetryOptions, "classify">;
  readonly rate: Required<CallRateOptions> | undefined;
  readonly key: CallsOptions<J>["key"];
}

/** How many times as many jobs as are called at a time are in hand, where nothing else is said. */
const WINDOWS = 4;

/** Fills in what is left out of options without faults. `most` is how many jobs there is room for. */
export function settingsOf<J>(options: CallsOptions<J>, most: number): CallsSettings<J> {
  const given = filled<CallsOptions<unknown>, CallsStandards>(
    CALLS_OPTIONS,
    options as CallsOptions<unknown>,
  );
  const { rate, retry = {}, key, window } = given;
  const concurrency = Math.min(given.concurrency, most);
  return {
    ...given,
    retry: filled<CallRetryOptions, "attempts" | "firstMs" | "maxMs" | "maxRetryAfterMs">(
      CALL_RETRY_OPTIONS,
      retry,
    ),
    rate: rate === undefined ? undefined : filled<CallRateOptions, "burst">(
      CALL_RATE_OPTIONS,
      typeof rate === "number" ? { perSecond: rate } : rate,
    ),
    key,
    concurrency,
    window: window ?? Math.min(WINDOWS * concurrency, most),
  } as CallsSettings<J>;
}
