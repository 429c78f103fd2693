import { FILL_LIMITS, LEVEL_NAMES } from "../../../static/levels.js";
import type { AlertLevel, AlertRule, ChannelMetric } from "../../protocol/alert.ts";

/** The rules of channels that are given none: a channel that runs full is what most troubles begin with. */
export const STANDARD_RULES: readonly AlertRule<ChannelMetric>[] = LEVEL_NAMES.slice(1).map(
  (level, index) => ({
    metric: "fill",
    stat: "average",
    above: FILL_LIMITS[index + 1]! / 100,
    level: level as AlertLevel,
    windowMs: 1000,
  }),
);
