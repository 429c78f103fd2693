/**
 * The rules by which alerts are raised: how they are made, and what is wrong with them.
 *
 * @module
 */
import { listed } from "../../errors.ts";
import {
  anything,
  between,
  type Check,
  choice,
  itemOf,
  misuse,
  number,
  type OptionFault,
  partOf,
  parts,
  type Place,
  placed,
  type Schema,
  shown,
} from "../../option_faults.ts";
import {
  type ActorMetric,
  ALERT_LEVEL_NAMES,
  type AlertLevel,
  type AlertRule,
  type ChannelMetric,
  type Metric,
  type Stat,
} from "../../protocol/mod.ts";

/** When an alert is raised. `M` is what is watched. */
export type AlertOptions<M extends Metric = Metric> =
  & {
    /** How urgently it asks for attention. */
    readonly level: AlertLevel;
    /**
     * Span of the window, in milliseconds, from 1000 to 900,000. Up to ten seconds it holds ten values a second, beyond one.
     * For `latency` it is 10,000, 60,000 or 900,000.
     *
     * @default {10_000}
     */
    readonly windowMs?: number;
  }
  & (
    | {
      /** It is raised from this value on … */
      readonly above: number;
      readonly below?: never;
    }
    | {
      /** … or from this one down. */
      readonly below: number;
      readonly above?: never;
    }
  )
  & (M extends "restarts" ? { readonly stat?: "sum" }
    :
      | {
        /**
         * What is made of the values in the window.
         *
         * @default {"average"}
         */
        readonly stat?: Exclude<Stat, "deviation" | "sum">;
        readonly deviations?: never;
      }
      | {
        readonly stat: "deviation";
        /**
         * How many standard deviations are added to the average.
         *
         * @default {1}
         */
        readonly deviations?: number;
      });

const DEFAULT_WINDOW_MS = 10_000;
const MIN_WINDOW_MS = 1000;
const MAX_WINDOW_MS = 900_000;
/** Latencies are too many to be kept one by one: they are counted over these windows. */
const LATENCY_WINDOWS_MS: readonly number[] = [10_000, 60_000, 900_000];

/**
 * Makes a rule: an alert of that level is raised when the value has been out of bounds twice in a row, and cleared when it has been
 * well within them twice in a row: 3 percentage points for shares, 5% of the limit for others. It is judged twenty times a window,
 * at most with each sample, at least each five seconds. What is not known is within bounds; but while messages wait in a channel
 * whose latencies are not known, an alert about them stays. A message that is still in the channel counts with its age so far: in
 * `max` and in percentiles above the median at once, in the other stats when nothing else was measured in the window.
 *
 * Rules are judged while the graph runs. When it has stopped, all alerts are cleared with the value `the graph stopped`.
 *
 * Rules that differ in level and limit only are one alert together. Faulty rules are reported at the start, with all other faults
 * of the graph.
 *
 * ```ts
 * import { alertRule, Graph, u32 } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = new Graph("shop", { onAlert: ({ label, rule, value }) => console.warn(label, rule, value) });
 * const numbers = graph.channel("numbers", u32, {
 *   alerts: [
 *     alertRule("fill", { stat: "p90", above: 0.8, level: "high" }),
 *     alertRule("latency", { stat: "p99", above: 250, level: "critical", windowMs: 60_000 }),
 *     alertRule("rate", { stat: "deviation", deviations: 2, above: 1e6, level: "watch" }),
 *   ],
 * });
 * assertEquals(numbers.tx.label, "numbers");
 * assertEquals(alertRule("restarts", { above: 3, level: "high" }).stat, "sum");
 * ```
 *
 * @param metric What is watched.
 * @param options When the alert is raised.
 */
export function alertRule<M extends Metric>(metric: M, options: AlertOptions<M>): AlertRule<M> {
  const stat: Stat = metric === "restarts" ? "sum" : "average";
  return { metric, stat, windowMs: DEFAULT_WINDOW_MS, ...options };
}

/** The metrics of each, with the largest value that they can have. */
const METRICS = {
  channel: {
    fill: 1,
    pressure: 1,
    rate: Infinity,
    latency: Infinity,
    bytesRate: Infinity,
  } satisfies Record<
    ChannelMetric,
    number
  >,
  actor: {
    busy: 1,
    blocked: 1,
    waiting: 1,
    outside: 1,
    mcpu: 1000,
    load: 1,
    turnRate: Infinity,
    heap: Infinity,
    restarts: Infinity,
    inFlight: Infinity,
    unsettled: Infinity,
  } satisfies Record<ActorMetric, number>,
};

/** What is known of a rule. Its metric says which limits, stats and windows there are: that is a matter of the whole. */
const RULE_OPTIONS: Schema<AlertRule> = {
  metric: { check: anything(), required: true },
  stat: { check: anything(), required: true },
  deviations: { check: number(Number.isFinite, "give a number") },
  above: { check: anything() },
  below: { check: anything() },
  level: { check: choice(ALERT_LEVEL_NAMES), required: true },
  windowMs: { check: anything(), required: true },
};

const WINDOW = between(MIN_WINDOW_MS, MAX_WINDOW_MS, "milliseconds");
const LATENCY_WINDOW = number(
  (ms) => LATENCY_WINDOWS_MS.includes(ms),
  `latencies have the windows ${LATENCY_WINDOWS_MS.join(", ")}`,
);

/** The rules of an actor or a channel. */
export function alertRules<M extends Metric>(
  side: keyof typeof METRICS,
): Check<readonly AlertRule<M>[]> {
  const checkRule = parts<AlertRule>(
    RULE_OPTIONS,
    "give a rule made by alertRule()",
    (rule, place) => ruleFaults(rule, place, side),
  );
  return (rules, place) => {
    if (!Array.isArray(rules)) {
      return [
        misuse(`${placed(place)} is ${shown(rules)}, give an array of rules made by alertRule()`),
      ];
    }
    const faults = rules.flatMap((rule, index) => checkRule(rule, itemOf(place, index)));
    return faults.length > 0 ? faults : twinFaults(rules, place);
  };
}

/** Rules that differ in nothing but their limits: one of them could not be told from the other. */
function twinFaults(rules: readonly AlertRule[], place: Place): OptionFault[] {
  const faults: OptionFault[] = [];
  const seen = new Map<string, number>();
  rules.forEach(({ metric, stat, deviations, windowMs, above, level }, index) => {
    const same = JSON.stringify([metric, stat, deviations, windowMs, above === undefined, level]);
    const other = seen.get(same);
    if (other !== undefined) {
      faults.push(misuse(
        `${
          placed(itemOf(place, index))
        } differs from [${other}] in its limit only, give one of them`,
      ));
    }
    seen.set(same, index);
  });
  return faults;
}

function ruleFaults(rule: AlertRule, place: Place, side: keyof typeof METRICS): OptionFault[] {
  const { metric, windowMs } = rule;
  const largest = Object.entries(METRICS[side]).find(([name]) => name === metric)?.[1];
  const checkWindow = metric === "latency" ? LATENCY_WINDOW : WINDOW;
  return [
    ...(largest === undefined
      ? [misuse(
        `${placed(place)} watches ${shown(metric)}, ${side}s have ${
          listed(Object.keys(METRICS[side]))
        }`,
      )]
      : limitFaults(rule, place, largest)),
    ...statFaults(rule, place),
    ...checkWindow(windowMs, partOf(place, "windowMs")),
  ];
}

function limitFaults(rule: AlertRule, place: Place, largest: number): readonly OptionFault[] {
  const { metric, above, below } = rule;
  if ((above === undefined) === (below === undefined)) {
    return [misuse(`${placed(place)} must have one of "above" and "below"`)];
  }
  const [name, limit] = above === undefined ? ["below", below] : ["above", above];
  const range = largest === Infinity ? "a number from 0" : `a number from 0 to ${largest}`;
  const fits = (value: number) => value >= 0 && value <= largest && value < Infinity;
  return number(fits, `${metric} is ${range}`)(limit, partOf(place, name as string));
}

function statFaults({ metric, stat, deviations }: AlertRule, place: Place): OptionFault[] {
  const where = placed(partOf(place, "stat"));
  if ((metric === "restarts") !== (stat === "sum")) {
    return [misuse(`${where} is ${shown(stat)}, "sum" is for restarts, and the only one for them`)];
  }
  const percent = typeof stat === "string" && /^p\d+(\.\d+)?$/.test(stat)
    ? Number(stat.slice(1))
    : 0;
  const named = ["average", "min", "max", "deviation", "sum"].includes(stat);
  if (!named && !(percent > 0 && percent <= 100)) {
    return [misuse(
      `${where} is ${
        shown(stat)
      }, give "average", "min", "max", "deviation" or a percentile such as "p99.9"`,
    )];
  }
  return deviations === undefined || stat === "deviation"
    ? []
    : [misuse(`${placed(place)} has deviations, they are for the stat "deviation"`)];
}
