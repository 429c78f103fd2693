import { CHANNEL_FIGURES } from "../catalogue.ts";
import type { ActorFigure, Figure } from "../figure.ts";
import type { Stretch } from "../over_time.ts";
import { isNumeric } from "../units.ts";

/** A figure that is read as a number at each moment. */
export interface Counted {
  readonly name: string;
  /** Whether the sum of all samples is wanted: of what comes and goes, that tells what it was between. */
  readonly isSummed: boolean;
}

/** What is counted of actors with these figures. */
export function actorCounts(figures: readonly ActorFigure[]): readonly Counted[] {
  return figures.flatMap(countedOf);
}

/** What is counted of channels. Latencies are not: those have a meter of their own. */
export const CHANNEL_COUNTS: readonly Counted[] = CHANNEL_FIGURES.flatMap(countedOf);

/** The column that holds the sum of all samples of a figure. */
export function sumOf(name: string): string {
  return `sum of ${name}`;
}

/** The columns of what is counted. */
export function columnsOfCounts(counts: readonly Counted[]): string[] {
  return counts.flatMap(({ name, isSummed }) => isSummed ? [name, sumOf(name)] : [name]);
}

function countedOf<R, S extends Stretch>({ name, unit, now, over }: Figure<R, S>): Counted[] {
  if (now === undefined || !isNumeric(unit) || unit === "micros") return [];
  return [{ name, isSummed: over !== undefined }];
}
