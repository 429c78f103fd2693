import type { Metric } from "../../protocol/mod.ts";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import type { Unit } from "../units.ts";

/** What is to be known of a metric that rules judge. */
export interface MetricName {
  /** What people call it. */
  readonly name: string;
  readonly unit: Unit;
}

/** By the name of their series. */
const METRICS: ReadonlyMap<string, MetricName> = new Map(
  [...ACTOR_FIGURES, ...CHANNEL_FIGURES].flatMap(({ series, unit, page }) =>
    series === undefined ? [] : [[series, { name: page?.statistic ?? series, unit }]]
  ),
);

/** What rules of this metric call it, and what its values are. */
export function metricNamed(metric: Metric): MetricName {
  const known = METRICS.get(metric);
  if (known !== undefined) return known;
  throw new RangeError(
    `Cannot tell of metric "${metric}": the catalogue has no such series, give one of ${
      [...METRICS.keys()].join(", ")
    }`,
  );
}
