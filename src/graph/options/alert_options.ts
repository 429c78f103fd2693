/**
 * The rules by which alerts are raised: how they are made, and what is wrong with them.
 *
 * @module
 */
import {
  anything,
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
  ALERT_LEVEL_NAMES,
  type AlertLevel,
  type AlertRule,
  type Metric,
  type Stat,
  type StateFigureMetric,
} from "../../protocol/mod.ts";
import {
  DEFAULT_WINDOW_MS,
  largestOf,
  statFaults,
  type StatSide,
  strangeMetric,
  windowCheck,
} from "./stat_checks.ts";

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
        readonly stat?: Exclude<
          Stat,
          M extends StateFigureMetric ? "deviation" : "deviation" | "sum"
        >;
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

/** The rules of an actor or a channel. */
export function alertRules<M extends Metric>(
  side: StatSide,
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

function ruleFaults(rule: AlertRule, place: Place, side: StatSide): OptionFault[] {
  const { metric, windowMs } = rule;
  const largest = largestOf(side, metric);
  return [
    ...(largest === undefined
      ? [strangeMetric("watches", metric, place, side)]
      : limitFaults(rule, place, largest)),
    ...statFaults(rule, place),
    ...windowCheck(metric)(windowMs, partOf(place, "windowMs")),
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
