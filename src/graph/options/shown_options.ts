import {
  anything,
  type Check,
  filled,
  isObject,
  itemOf,
  misuse,
  number,
  type OptionFault,
  partOf,
  parts,
  type Place,
  placed,
  type Schema,
  shown,
} from "../../option_faults.ts";
import type { Metric, ShownStat, Stat } from "../../protocol/mod.ts";
import {
  DEFAULT_WINDOW_MS,
  largestOf,
  statFaults,
  type StatSide,
  strangeMetric,
  windowCheck,
} from "./stat_checks.ts";

/**
 * A statistic that is shown of an actor or a channel, besides what always is: as a line of its card, or of the label of its edge, on the
 * page and in DOT, among its details, and as a metric for Prometheus. It is made in the host's thread of what is measured anyway, once a
 * twentieth of its window, at least each five seconds. Units are those of the metric, as {@link AlertRule} has them.
 */
export interface ShownOptions<M extends Metric = Metric> {
  /** What is measured: any metric but `restarts`, which are shown where there are any. */
  readonly metric: Exclude<M, "restarts">;
  /**
   * What is made of the values in the window: `average`, `min`, `max`, any percentile such as `p95` or `p99.9`, or `deviation`: the average
   * plus some standard deviations.
   *
   * @default {"average"}
   */
  readonly stat?: Exclude<Stat, "sum">;
  /**
   * How many standard deviations are added to the average; for the stat `deviation` only.
   *
   * @default {1}
   */
  readonly deviations?: number;
  /**
   * Span of the window, in milliseconds, from 1000 to 900,000. Up to ten seconds it holds ten values a second, beyond one.
   * For `latency` it is 10,000, 60,000 or 900,000.
   *
   * @default {10_000}
   */
  readonly windowMs?: number;
}

/** More lines would be higher than the card. */
const MOST_SHOWN = 4;

type ShownStandards = "stat" | "deviations" | "windowMs";

/** What is known of {@link ShownOptions}. The metric says which windows there are: that is a matter of the whole. */
export const SHOWN_OPTIONS: Schema<ShownOptions, ShownStandards> = {
  metric: { check: anything(), required: true },
  stat: { check: anything(), default: "average" },
  deviations: { check: number(Number.isFinite, "give a number"), default: 1 },
  windowMs: { check: anything(), default: DEFAULT_WINDOW_MS },
};

/** What may be shown of actors, or of channels. */
export function shownStats<M extends Metric>(side: StatSide): Check<readonly ShownOptions<M>[]> {
  const checkStat = parts<ShownOptions>(
    SHOWN_OPTIONS,
    "give { metric, stat, windowMs }",
    (stat, place) => shownFaults(stat, place, side),
  );
  return (stats, place) => {
    if (!Array.isArray(stats)) {
      return [misuse(`${placed(place)} is ${shown(stats)}, give an array of { metric, stat }`)];
    }
    const many = stats.length <= MOST_SHOWN
      ? []
      : [misuse(`${placed(place)} has ${stats.length} of them, give at most ${MOST_SHOWN}`)];
    return [...many, ...stats.flatMap((stat, index) => checkStat(stat, itemOf(place, index)))];
  };
}

function shownFaults(options: ShownOptions, place: Place, side: StatSide): OptionFault[] {
  const { metric, deviations } = options;
  const { stat = SHOWN_OPTIONS.stat.default, windowMs = DEFAULT_WINDOW_MS } = options;
  if ((metric as Metric) === "restarts") {
    return [misuse(`${placed(place)} shows "restarts", which are shown anyway, leave it out`)];
  }
  if (largestOf(side, metric) === undefined) return [strangeMetric("shows", metric, place, side)];
  return [
    ...statFaults({ metric, stat, ...deviations !== undefined && { deviations } }, place),
    ...windowCheck(metric)(windowMs, partOf(place, "windowMs")),
  ];
}

/** What was said, with what holds for the rest; `null` where nothing was, or what cannot be. */
export function shownAs<M extends Metric>(
  given: readonly ShownOptions<M>[] | undefined,
): readonly ShownStat<M>[] | null {
  if (!Array.isArray(given)) return null;
  // What is wrong with them is told at the start; until then they are whatever they are.
  const stats: readonly ShownOptions<M>[] = given;
  return stats.map((options) =>
    filled<ShownOptions<M>, ShownStandards>(
      SHOWN_OPTIONS,
      isObject(options) ? options : {} as never,
    )
  );
}
