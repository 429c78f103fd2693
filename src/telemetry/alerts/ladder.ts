import { LEVELS } from "../../../static/words/levels.js";
import { ALERT_LEVELS, type AlertRule, type Level } from "../../protocol/mod.ts";
import { ACTOR_FIGURES } from "../catalogue.ts";
import type { ActorFigure } from "../figure.ts";
import type { Unit } from "../units.ts";
import { metricNamed } from "./metric_names.ts";
import { ruleText } from "./rule_text.ts";

/**
 * Rules that judge the same value and differ in level and limit only. They make one alert together: what is critical is not told as
 * high as well.
 */
export interface Ladder extends Pick<AlertRule, "metric" | "stat" | "windowMs"> {
  /** What the value is. */
  readonly unit: Unit;
  readonly deviations: number;
  /** Whether high values are bad. */
  readonly above: boolean;
  /** The limit of each level, by its number; `null` where the ladder has no such level. */
  readonly limits: readonly (number | null)[];
  /** The rule of each level in words. */
  readonly texts: readonly string[];
}

/** How far a value must come back over the limit before a level falls: what is at the limit does not flicker. */
const SHARE_MARGIN = 0.03;
const RELATIVE_MARGIN = 0.05;

/** Sums of shares are not exact: 0.8 may come out as 0.7999999. */
const ROUNDING = 1e-9;

/** Sorts rules into ladders. */
export function toLadders(
  rules: readonly AlertRule[],
  figures: readonly ActorFigure[] = ACTOR_FIGURES,
): Ladder[] {
  const groups = Map.groupBy(
    rules,
    (rule) =>
      [rule.metric, rule.stat, rule.deviations, rule.windowMs, rule.above === undefined].join(),
  );
  return [...groups.values()].map((group): Ladder => {
    const { metric, stat, windowMs, deviations = 1, above } = group[0]!;
    const limits = LEVELS.map((): number | null => null);
    const texts = LEVELS.map(() => "");
    for (const rule of group) {
      const level = ALERT_LEVELS[rule.level];
      limits[level] = rule.above ?? rule.below!;
      texts[level] = ruleText(rule, figures);
    }
    const { unit } = metricNamed(metric, figures);
    return { metric, unit, stat, windowMs, deviations, above: above !== undefined, limits, texts };
  });
}

/** The level of a value, for something that is at level `current`. What is not known is at level 0. */
export function levelOf(ladder: Ladder, value: number | null, current: Level): Level {
  const { unit, above, limits } = ladder;
  if (value === null) return 0;
  const sign = above ? 1 : -1;
  const reached = limits.findLastIndex((limit, level) => {
    if (limit === null) return false;
    const margin = level > current
      ? 0
      : unit === "share"
      ? SHARE_MARGIN
      : RELATIVE_MARGIN * Math.abs(limit);
    return sign * (value - limit) >= -margin - ROUNDING;
  });
  return Math.max(0, reached) as Level;
}
