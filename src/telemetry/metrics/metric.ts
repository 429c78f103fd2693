/**
 * Which metrics there are of actors and of channels, and how those of several join into one.
 *
 * @module
 */
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import type { ActorFigure, Figure, PrometheusMetric } from "../figure.ts";
import type { Stretch } from "../over_time.ts";
import type { ActorSample, ChannelSample } from "../sample/mod.ts";
import { type FigureValue, type Unit, UNITS } from "../units.ts";

/** A metric: its name without the prefix, what it is, and how it is read from a sample. `null` is left out. */
export interface ExportedMetric<Sample> extends Required<PrometheusMetric> {
  readonly help: string;
  readonly value: (sample: Sample) => number | null;
}

/** A channel's sample, and which one it is. */
export interface IndexedChannel extends ChannelSample {
  readonly index: number;
}

/** What is told of each actor with these figures. */
export function actorMetrics(figures: readonly ActorFigure[]): ExportedMetric<ActorSample>[] {
  return figures.flatMap(metricOf<ActorSample>);
}

/** What is told of each actor, whatever it tells of its own. */
export const ACTOR_METRICS = actorMetrics(ACTOR_FIGURES);

/** What is told of each channel. */
export const CHANNEL_METRICS = CHANNEL_FIGURES.flatMap(metricOf<IndexedChannel>);

function metricOf<Sample>(
  { name: figure, unit, about, prometheus }: Pick<
    Figure<never, Stretch>,
    "name" | "unit" | "about" | "prometheus"
  >,
): ExportedMetric<Sample>[] {
  if (prometheus === undefined) return [];
  const { name, type, join = "sum" } = prometheus;
  const value = (sample: Sample) =>
    inBase(unit, (sample as Readonly<Record<string, FigureValue>>)[figure]!);
  return [{ name, type, join, help: about, value }];
}

/** A value in the units that other machines count in: seconds, bytes, one for what is so. */
export function inBase(unit: Unit, value: FigureValue): number | null {
  return value === null ? null : Number(value) / UNITS[unit].perOne;
}
