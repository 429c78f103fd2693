import { LEVELS } from "../../../static/words/levels.js";
import {
  type ActorMetric,
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

/**
 * The rules of actors that are followed and are given none, sources among them: for ten seconds now its oldest message that is not settled
 * has been in the graph for more than a minute, which is `watch`, or for more than ten, which is `high`. Something on its way does not come
 * to an end: a service that is down, an actor that waits. A graph that keeps messages for so long because it is to, as a window of an hour
 * does, wants rules of its own; they take the place of these, and an empty list of them says none. Nobody else has standard rules.
 *
 * ```ts
 * import { alertRule } from "@steady-state/deno";
 * import { standardSourceAlerts } from "@steady-state/deno/telemetry";
 * import { assertEquals } from "@std/assert";
 *
 * const lagging = alertRule("figures.lag", { above: 10_000, level: "high" });
 * const alerts = [...standardSourceAlerts, lagging]; // as the option of a source
 * assertEquals(alerts.map(({ metric }) => metric), ["unsettled", "unsettled", "figures.lag"]);
 * ```
 */
export const standardSourceAlerts: readonly AlertRule<ActorMetric>[] = [
  { metric: "unsettled", stat: "min", above: 60_000, level: "watch", windowMs: 10_000 },
  { metric: "unsettled", stat: "min", above: 600_000, level: "high", windowMs: 10_000 },
];
