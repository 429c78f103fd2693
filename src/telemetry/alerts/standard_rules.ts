import { LEVELS } from "../../../static/words/levels.js";
import {
  ALERT_LEVEL_NAMES,
  ALERT_LEVELS,
  type AlertRule,
  type ChannelMetric,
} from "../../protocol/mod.ts";

/**
 * The rules of channels that are given none: a channel that runs full is what most troubles begin with. Rules of one's own take their
 * place; give `[...standardAlerts, …]` to keep them. Over three seconds: a channel that runs full with each beat of a second and
 * empty again is not in trouble.
 *
 * ```ts
 * import { alertRule, Graph, u32 } from "@steady-state/deno";
 * import { standardAlerts } from "@steady-state/deno/telemetry";
 * import { assertEquals } from "@std/assert";
 *
 * const slow = alertRule("latency", { stat: "p99", above: 250, level: "high" });
 * new Graph("shop").channel("orders", u32, { alerts: [...standardAlerts, slow] });
 * assertEquals(standardAlerts.map(({ level }) => level), ["watch", "high", "critical"]);
 * ```
 */
export const standardAlerts: readonly AlertRule<ChannelMetric>[] = ALERT_LEVEL_NAMES.flatMap(
  (level) => {
    const { fill } = LEVELS[ALERT_LEVELS[level]]!;
    if (fill === null) return [];
    return [{ metric: "fill", stat: "average", above: fill / 100, level, windowMs: 3000 }];
  },
);
