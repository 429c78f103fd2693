/**
 * What there is to measure of actors and channels, over which windows, and what may be made of it: the same for alerts and for what is
 * shown.
 *
 * @module
 */
import { listed } from "../../errors.ts";
import {
  between,
  type Check,
  misuse,
  number,
  type OptionFault,
  partOf,
  type Place,
  placed,
  shown,
} from "../../option_faults.ts";
import {
  type ActorMetric,
  type ChannelMetric,
  figureOf,
  type Metric,
  type Stat,
  type StateFigureMetric,
} from "../../protocol/mod.ts";

/** Whether something is an actor or a channel. */
export type StatSide = "actor" | "channel";

/** The window where none is given, in milliseconds. */
export const DEFAULT_WINDOW_MS = 10_000;

const MIN_WINDOW_MS = 1000;
const MAX_WINDOW_MS = 900_000;
/** Latencies are too many to be kept one by one: they are counted over these windows. */
const LATENCY_WINDOWS_MS: readonly number[] = [10_000, 60_000, 900_000];

/** The metrics of each, with the largest value that they can have. */
const METRICS = {
  channel: {
    fill: 1,
    pressure: 1,
    rate: Infinity,
    latency: Infinity,
    bytesRate: Infinity,
  } satisfies Record<
    ChannelMetric,
    number
  >,
  actor: {
    busy: 1,
    blocked: 1,
    waiting: 1,
    outside: 1,
    mcpu: 1000,
    load: 1,
    turnRate: Infinity,
    heap: Infinity,
    processBytes: Infinity,
    processMcpu: Infinity,
    restarts: Infinity,
    inFlight: Infinity,
    unsettled: Infinity,
  } satisfies Record<Exclude<ActorMetric, StateFigureMetric>, number>,
};

/** The largest value that a metric can have; `undefined` if there is no such metric of these. */
export function largestOf(side: StatSide, metric: unknown): number | undefined {
  // Which figures an actor has of its own is known when the graph is drawn.
  if (side === "actor" && figureOf(metric) !== undefined) return Infinity;
  return Object.entries(METRICS[side]).find(([name]) => name === metric)?.[1];
}

/** That there is no such metric of these, as a fault of what `does` something with it, such as `watches`. */
export function strangeMetric(
  does: string,
  metric: unknown,
  place: Place,
  side: StatSide,
): OptionFault {
  const names = [...Object.keys(METRICS[side]), ...side === "actor" ? ["figures.NAME"] : []];
  return misuse(`${placed(place)} ${does} ${shown(metric)}, ${side}s have ${listed(names)}`);
}

/** The windows that a metric may have. */
export function windowCheck(metric: unknown): Check<number> {
  return metric === "latency" ? LATENCY_WINDOW : WINDOW;
}

const WINDOW = between(MIN_WINDOW_MS, MAX_WINDOW_MS, "milliseconds");
const LATENCY_WINDOW = number(
  (ms) => LATENCY_WINDOWS_MS.includes(ms),
  `latencies have the windows ${LATENCY_WINDOWS_MS.join(", ")}`,
);

/** What is wrong with a stat of a metric, and with the deviations that are given with it. */
export function statFaults(
  { metric, stat, deviations }: {
    readonly metric: Metric;
    readonly stat: Stat;
    readonly deviations?: number;
  },
  place: Place,
): OptionFault[] {
  const where = placed(partOf(place, "stat"));
  const isOwn = figureOf(metric) !== undefined;
  if (!isOwn && (metric === "restarts") !== (stat === "sum")) {
    return [misuse(`${where} is ${shown(stat)}, "sum" is for restarts, and the only one for them`)];
  }
  const percent = typeof stat === "string" && /^p\d+(\.\d+)?$/.test(stat)
    ? Number(stat.slice(1))
    : 0;
  const named = ["average", "min", "max", "deviation", "sum"].includes(stat);
  if (!named && !(percent > 0 && percent <= 100)) {
    return [misuse(
      `${where} is ${
        shown(stat)
      }, give "average", "min", "max", "deviation" or a percentile such as "p99.9"`,
    )];
  }
  return deviations === undefined || stat === "deviation"
    ? []
    : [misuse(`${placed(place)} has deviations, they are for the stat "deviation"`)];
}
