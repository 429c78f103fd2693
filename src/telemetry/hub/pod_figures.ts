import { figureOf, type NamedFigure } from "../../protocol/mod.ts";
import type { PodView } from "./pod_view.ts";

const UNITS: readonly NamedFigure["unit"][] = ["amount", "total", "ms", "bytes", "share"];

/** So many figures of their own all pods together may tell: each takes a column. */
const MAX_FIGURES = 200;

/** The figures that actors of these pods tell of their own, each name once: the unit is that of the first. */
export function figuresOfPods(views: readonly PodView[]): NamedFigure[] {
  const byName = new Map<string, NamedFigure>();
  for (const { hello } of views) {
    for (const { name: metric, about, unit } of hello?.figures.a ?? []) {
      const name = figureOf(metric);
      const known = UNITS.find((one) => one === unit);
      if (name === undefined || known === undefined || byName.has(name)) continue;
      if (byName.size < MAX_FIGURES) byName.set(name, { name, about, unit: known });
    }
  }
  return [...byName.values()];
}
