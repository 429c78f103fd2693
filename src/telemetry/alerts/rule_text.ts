/** Rules, statistics and values in words. */
import { unitText } from "../../../static/words/unit_text.js";
import type { AlertRule, Metric, ShownStat, Stat } from "../../protocol/mod.ts";
import { ACTOR_FIGURES } from "../catalogue.ts";
import type { ActorFigure } from "../figure.ts";
import { metricNamed } from "./metric_names.ts";

const MICROS_PER_MS = 1000;

/** A value of a metric in words: `91%`, `4.56ms`. */
export function valueText(
  metric: Metric,
  value: number,
  figures: readonly ActorFigure[] = ACTOR_FIGURES,
): string {
  const { unit } = metricNamed(metric, figures);
  // Rules are given in the units of the API, but for latencies, which people give in milliseconds.
  if (unit === "micros") return unitText(unit, value * MICROS_PER_MS);
  return unitText(unit, unit === "share" ? value * 100 : value);
}

/** A rule in words: `p90 of fill over 10 s above 80%: high`. */
export function ruleText(
  { metric, stat, deviations = 1, windowMs, level, ...rule }: AlertRule,
  figures: readonly ActorFigure[] = ACTOR_FIGURES,
): string {
  const { name } = metricNamed(metric, figures);
  const what = stat === "sum" ? name : `${statWord(stat, deviations)} of ${name}`;
  const [side, limit] = rule.above === undefined
    ? ["below", rule.below!] as const
    : ["above", rule.above] as const;
  return `${what} over ${spanText(windowMs)} ${side} ${
    valueText(metric, limit, figures)
  }: ${level}`;
}

/** What a statistic is called that is shown: `p95 latency, 1 min`. */
export function statName(
  { metric, stat, deviations, windowMs }: ShownStat,
  figures: readonly ActorFigure[] = ACTOR_FIGURES,
): string {
  const { name } = metricNamed(metric, figures);
  // By how much it grew is what people mean by its name.
  const what = stat === "sum" ? name : `${statWord(stat, deviations)} ${name}`;
  return `${what}, ${spanText(windowMs)}`;
}

function statWord(stat: Stat, deviations: number): string {
  return stat === "deviation" ? `average + ${deviations}σ` : stat;
}

function spanText(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 100 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
