/** The statistics that a program has shown, as metrics: a family for each metric, because a family has one unit. */
import type { Topology } from "../../protocol/mod.ts";
import { CHANNEL_FIGURES } from "../catalogue.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import type { ShownValue } from "../observe/mod.ts";
import type { Unit } from "../units.ts";
import type { Family, Labels } from "./family.ts";
import { actorLabels, channelLabels } from "./metric_rows.ts";

/** What the names of metrics of a unit end in, and how many there are of it in one for other machines. */
const ENDS: Readonly<Partial<Record<Unit, readonly [end: string, perOne: number]>>> = {
  share: ["ratio", 1],
  rate: ["per_second", 1],
  bytesRate: ["bytes_per_second", 1],
  bytes: ["bytes", 1],
  millicores: ["cores", 1000],
  // Programs give latencies in milliseconds.
  micros: ["seconds", 1000],
};

const MS_PER_SECOND = 1000;

const SIDES = {
  a: { name: "actor", figures: actorFiguresOf, labels: actorLabels },
  c: { name: "channel", figures: () => CHANNEL_FIGURES, labels: channelLabels },
} as const;

/** The families of what is shown. Where lanes and members of one name are `joined`, the largest value of them is told. */
export function shownFamilies(
  topology: Topology,
  values: readonly ShownValue[],
  joined: boolean,
): Family[] {
  const families = new Map<string, Map<string, [Labels, number]>>();
  for (const { subject, metric, stat, deviations, windowMs, value } of values) {
    if (value === null) continue;
    const side = SIDES[subject[0] as "a" | "c"];
    const unit = side.figures(topology).find(({ series }) => series === metric)!.unit;
    const [end, perOne] = ENDS[unit] ?? ["value", 1];
    const name = `steady_${side.name}_stat_${snake(metric)}_${end}`;
    const rows = families.get(name) ?? new Map<string, [Labels, number]>();
    families.set(name, rows);
    const labels = {
      ...side.labels(topology, Number(subject.slice(1)), joined),
      stat: stat === "deviation" ? `average+${deviations}sigma` : stat,
      window_seconds: String(windowMs / MS_PER_SECOND),
    };
    const key = JSON.stringify(labels);
    const most = Math.max(rows.get(key)?.[1] ?? -Infinity, value / perOne);
    rows.set(key, [labels, most]);
  }
  return [...families].map(([name, rows]) => ({
    name,
    type: "gauge",
    help: "A statistic that the program has shown: what the label stat says, over the window.",
    samples: [...rows.values()],
  }));
}

function snake(metric: string): string {
  return metric.replaceAll(".", "_").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
