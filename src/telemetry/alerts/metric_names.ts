import { figureOf, type Metric } from "../../protocol/mod.ts";
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import type { ActorFigure } from "../figure.ts";
import type { Unit } from "../units.ts";

/** What is to be known of a metric that rules judge. */
export interface MetricName {
  /** What people call it. */
  readonly name: string;
  readonly unit: Unit;
}

/** By the name of their series. */
type MetricNames = ReadonlyMap<string, MetricName>;

const names = new WeakMap<readonly ActorFigure[], MetricNames>();

function namesOf(figures: readonly ActorFigure[]): MetricNames {
  const known = names.get(figures);
  if (known !== undefined) return known;
  const made: MetricNames = new Map(
    [...figures, ...CHANNEL_FIGURES].flatMap(({ series, unit, page }) =>
      series === undefined
        ? []
        : [[series, { name: page?.statistic ?? figureOf(series) ?? series, unit }]]
    ),
  );
  names.set(figures, made);
  return made;
}

/** What rules of this metric call it, and what its values are, in a graph whose actors have these figures. */
export function metricNamed(
  metric: Metric,
  figures: readonly ActorFigure[] = ACTOR_FIGURES,
): MetricName {
  const all = namesOf(figures);
  const known = all.get(metric);
  if (known !== undefined) return known;
  throw new RangeError(
    `Cannot tell of metric "${metric}": the catalogue has no such series, give one of ${
      [...all.keys()].join(", ")
    }`,
  );
}
