/** Rules and values in words. */
import { LEVEL_NAMES } from "../../../static/words/levels.js";
import {
  bytesText,
  countText,
  latencyText,
  percentText,
  rateText,
} from "../../../static/words/numbers.js";
import type { AlertRule, Metric } from "../../protocol/mod.ts";

/** What a metric is called, and how its values are written. */
const WORDS: Readonly<Record<Metric, readonly [name: string, text: (value: number) => string]>> = {
  fill: ["fill", shareText],
  rate: ["rate", rateText],
  latency: ["latency", (ms) => latencyText(ms * 1000)],
  bytesRate: ["bytes", (value) => `${bytesText(value)}/s`],
  busy: ["busy", shareText],
  blocked: ["blocked", shareText],
  waiting: ["waiting", shareText],
  outside: ["outside", shareText],
  mcpu: ["mcpu", countText],
  load: ["load", shareText],
  turnRate: ["turns", rateText],
  heap: ["heap", bytesText],
  restarts: ["restarts", countText],
};

/** A value of a metric in words: `91%`, `4.56ms`. */
export function valueText(metric: Metric, value: number): string {
  return WORDS[metric][1](value);
}

/** A rule in words: `p90 of fill over 10 s above 80%: high`. */
export function ruleText(
  { metric, stat, deviations = 1, windowMs, level, ...rule }: AlertRule,
): string {
  const [name] = WORDS[metric];
  const what = stat === "deviation"
    ? `average + ${deviations}σ of ${name}`
    : stat === "sum"
    ? name
    : `${stat} of ${name}`;
  const [side, limit] = rule.above === undefined
    ? ["below", rule.below!] as const
    : ["above", rule.above] as const;
  return `${what} over ${spanText(windowMs)} ${side} ${valueText(metric, limit)}: ${level}`;
}

/** The number of a level's name. */
export function levelNumber(level: AlertRule["level"]): 1 | 2 | 3 {
  return LEVEL_NAMES.indexOf(level) as 1 | 2 | 3;
}

function shareText(share: number): string {
  return percentText(share * 100);
}

function spanText(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 100 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
