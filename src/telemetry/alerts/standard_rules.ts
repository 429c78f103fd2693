import { LEVELS } from "../../../static/words/levels.js";
import {
  ALERT_LEVEL_NAMES,
  ALERT_LEVELS,
  type AlertRule,
  type ChannelMetric,
} from "../../protocol/mod.ts";

/**
 * The rules of channels that are given none: a channel that is full because its reader does not keep up is what most troubles begin
 * with. They judge the figure `pressure`, so a channel that is full before a reader that waits for a moment, or for messages of
 * others, is not in trouble; nor is one that runs full with each beat of a second and empty again. Rules of one's own take their
 * place; give `[...standardAlerts, …]` to keep them.
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
    const { pressure } = LEVELS[ALERT_LEVELS[level]]!;
    if (pressure === null) return [];
    // The pressure is of three seconds by itself.
    return [{ metric: "pressure", stat: "average", above: pressure / 100, level, windowMs: 1000 }];
  },
);
