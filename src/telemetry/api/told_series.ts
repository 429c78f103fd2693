import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import { ACTOR_SERIES, CHANNEL_SERIES } from "../measure/mod.ts";
import type { Unit } from "../units.ts";

/** The series of actors that `/api/detail` tells of. */
export const TOLD_ACTOR_SERIES: readonly string[] = told(ACTOR_FIGURES, ACTOR_SERIES);

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
