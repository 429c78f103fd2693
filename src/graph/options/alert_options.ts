/**
 * The rules by which alerts are raised: how they are made, and what is wrong with them.
 *
 * @module
 */
import { listed, optionNames, shown, unknownParts } from "../../option_faults.ts";
import type {
  ActorMetric,
  AlertLevel,
  AlertRule,
  ChannelMetric,
  Metric,
  Stat,
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

const NAMES = optionNames<AlertRule>({
  metric: true,
  stat: true,
  deviations: true,
  above: true,
  below: true,
  level: true,
  windowMs: true,
});
const LEVELS: readonly string[] = optionNames<Record<AlertLevel, true>>({
  watch: true,
  high: true,
  critical: true,
});

/** The metrics of each, with the largest value that they can have. */
const METRICS = {
  channel: { fill: 1, rate: Infinity, latency: Infinity, bytesRate: Infinity } satisfies Record<
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
  } satisfies Record<ActorMetric, number>,
};

/** What is wrong with the rules of an actor or a channel: one sentence each. `where` names the option. */
export function alertFaults(
  where: string,
  rules: readonly AlertRule[],
  side: keyof typeof METRICS,
): string[] {
  if (!Array.isArray(rules)) {
    return [`${where} is ${shown(rules)}, give an array of rules made by alertRule()`];
  }
  const faults = rules.flatMap((rule, index) => ruleFaults(`${where}[${index}]`, rule, side));
  if (faults.length > 0) return faults;
  const seen = new Map<string, number>();
  rules.forEach(({ metric, stat, deviations, windowMs, above, level }, index) => {
    const same = JSON.stringify([metric, stat, deviations, windowMs, above === undefined, level]);
    const other = seen.get(same);
    if (other !== undefined) {
      faults.push(`${where}[${index}] differs from [${other}] in its limit only, give one of them`);
    }
    seen.set(same, index);
  });
  return faults;
}

function ruleFaults(where: string, rule: AlertRule, side: keyof typeof METRICS): string[] {
  if (typeof rule !== "object" || rule === null) {
    return [`${where} is ${shown(rule)}, give a rule made by alertRule()`];
  }
  const { metric, level } = rule;
  const largest = Object.entries(METRICS[side]).find(([name]) => name === metric)?.[1];
  return [
    ...unknownParts(where, rule, NAMES),
    ...(largest === undefined
      ? [`${where} watches ${shown(metric)}, ${side}s have ${listed(Object.keys(METRICS[side]))}`]
      : limitFaults(where, rule, largest)),
    ...statFaults(where, rule),
    ...(LEVELS.includes(level)
      ? []
      : [`level of ${where} is ${shown(level)}, give ${listed(LEVELS)}`]),
    ...windowFaults(where, rule),
  ];
}

function windowFaults(where: string, { metric, windowMs }: AlertRule): string[] {
  if (metric === "latency") {
    return LATENCY_WINDOWS_MS.includes(windowMs) ? [] : [
      `windowMs of ${where} is ${shown(windowMs)}, latencies have the windows ${
        LATENCY_WINDOWS_MS.join(", ")
      }`,
    ];
  }
  return typeof windowMs === "number" && windowMs >= MIN_WINDOW_MS && windowMs <= MAX_WINDOW_MS
    ? []
    : [`windowMs of ${where} is ${shown(windowMs)}, give ${MIN_WINDOW_MS} to ${MAX_WINDOW_MS}`];
}

function limitFaults(
  where: string,
  { metric, above, below }: AlertRule,
  largest: number,
): string[] {
  if ((above === undefined) === (below === undefined)) {
    return [`${where} must have one of "above" and "below"`];
  }
  const limit = above ?? below;
  if (typeof limit === "number" && limit >= 0 && limit <= largest && limit < Infinity) return [];
  const range = largest === Infinity ? "a number from 0" : `a number from 0 to ${largest}`;
  return [`limit of ${where} is ${shown(limit)}, ${metric} is ${range}`];
}

function statFaults(where: string, { metric, stat, deviations }: AlertRule): string[] {
  if ((metric === "restarts") !== (stat === "sum")) {
    return [
      `stat of ${where} is ${shown(stat)}, "sum" is for restarts, and the only one for them`,
    ];
  }
  const percent = typeof stat === "string" && /^p\d+(\.\d+)?$/.test(stat)
    ? Number(stat.slice(1))
    : 0;
  const named = ["average", "min", "max", "deviation", "sum"].includes(stat);
  if (!named && !(percent > 0 && percent <= 100)) {
    return [
      `stat of ${where} is ${
        shown(stat)
      }, give "average", "min", "max", "deviation" or a percentile such as "p99.9"`,
    ];
  }
  if (deviations === undefined) return [];
  if (stat !== "deviation") return [`${where} has deviations, they are for the stat "deviation"`];
  return Number.isFinite(deviations)
    ? []
    : [`deviations of ${where} is ${shown(deviations)}, give a number`];
}
