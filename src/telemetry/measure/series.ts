import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import type { Figure } from "../figure.ts";
import type { Over, Stretch } from "../over_time.ts";

/** A number whose past is kept: its name in windows and alert rules, and how it is made of a stretch of time. */
export interface Series<S extends Stretch> {
  readonly name: string;
  readonly over: Over<S>;
}

/** The numbers of actors whose past is kept. */
export const ACTOR_SERIES = ACTOR_FIGURES.flatMap(seriesOf);

/** The numbers of channels whose past is kept, besides their latencies. */
export const CHANNEL_SERIES = CHANNEL_FIGURES.flatMap(seriesOf);

function seriesOf<R, S extends Stretch>({ series, over, past }: Figure<R, S>): Series<S>[] {
  const made = past ?? over;
  return series === undefined || made === undefined ? [] : [{ name: series, over: made }];
}
