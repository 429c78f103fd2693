import { CHANNEL_FIGURES } from "../catalogue.ts";
import type { ActorFigure } from "../figure.ts";
import { actorSeries, CHANNEL_SERIES } from "../measure/mod.ts";
import type { Unit } from "../units.ts";

/** The series of actors with these figures that `/api/detail` tells of. */
export function toldActorSeries(figures: readonly ActorFigure[]): readonly string[] {
  return told(figures, actorSeries(figures));
}

/** The series of channels that `/api/detail` tells of, besides the latencies. */
export const TOLD_CHANNEL_SERIES: readonly string[] = told(CHANNEL_FIGURES, CHANNEL_SERIES);

/** All whose values are comparable: of what seldom happens, the last fifteen minutes hold next to nothing but zeros. */
function told(
  figures: readonly { readonly series?: string; readonly unit: Unit }[],
  series: readonly { readonly name: string }[],
): string[] {
  const rare = figures.filter(({ unit }) => unit === "times").map((figure) => figure.series);
  return series.map(({ name }) => name).filter((name) => !rare.includes(name));
}
