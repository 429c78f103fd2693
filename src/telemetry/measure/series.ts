import { CHANNEL_FIGURES } from "../catalogue.ts";
import type { ActorFigure, Figure } from "../figure.ts";
import type { ActorStretch, Over, Stretch } from "../over_time.ts";

/** A number whose past is kept: its name in windows and alert rules, and how it is made of a stretch of time. */
export interface Series<S extends Stretch> {
  readonly name: string;
  readonly over: Over<S>;
}

/** The numbers of actors with these figures whose past is kept. */
export function actorSeries(figures: readonly ActorFigure[]): readonly Series<ActorStretch>[] {
  return figures.flatMap(seriesOf);
}

/** The numbers of channels whose past is kept, besides their latencies. */
export const CHANNEL_SERIES = CHANNEL_FIGURES.flatMap(seriesOf);

function seriesOf<R, S extends Stretch>({ series, over, past }: Figure<R, S>): Series<S>[] {
  const made = past ?? over;
  return series === undefined || made === undefined ? [] : [{ name: series, over: made }];
}
