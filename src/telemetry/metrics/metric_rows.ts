import type { Topology } from "../../protocol/mod.ts";
import type { Buckets, Family, Labels } from "./family.ts";
import type { ExportedMetric } from "./metric.ts";

/** A series: its labels, and the samples that it joins. */
export interface Row<Sample> {
  readonly labels: Labels;
  readonly samples: readonly Sample[];
}

/** Joins what has equal labels. */
export function rowsBy<Sample>(
  samples: readonly Sample[],
  labelsOf: (index: number) => Labels,
): Row<Sample>[] {
  const rows = new Map<string, { labels: Labels; samples: Sample[] }>();
  samples.forEach((sample, index) => {
    const labels = labelsOf(index);
    const key = JSON.stringify(labels);
    const row = rows.get(key);
    if (row) row.samples.push(sample);
    else rows.set(key, { labels, samples: [sample] });
  });
  return [...rows.values()];
}

/** The labels of an actor; `joined` leaves out its number. */
export function actorLabels(topology: Topology, index: number, joined: boolean): Labels {
  const { name, instance } = topology.actors[index]!;
  const number = joined || instance === null ? "" : String(instance);
  return { graph: topology.graph, actor: name, instance_no: number };
}

/** The labels of a channel; `joined` leaves out its lane. */
export function channelLabels(topology: Topology, index: number, joined: boolean): Labels {
  const { graph, actors, channels } = topology;
  const { name, lane, from, to, kind } = channels[index]!;
  return {
    graph,
    channel: name,
    lane: joined || lane === null ? "" : String(lane),
    from: actors[from]!.name,
    to: actors[to]!.name,
    type: kind,
  };
}

/** The family of a metric. */
export function familyOf<Sample>(
  prefix: string,
  { name, type, help, join, value }: ExportedMetric<Sample>,
  rows: readonly Row<Sample>[],
): Family {
  const samples = rows.flatMap(({ labels, samples }): [Labels, number][] => {
    const values = samples.map(value).filter((value) => value !== null);
    if (values.length === 0) return [];
    const joined = join === "max" ? Math.max(...values) : values.reduce((sum, v) => sum + v, 0);
    return [[labels, joined]];
  });
  return { name: prefix + name, type, help, samples };
}

/** The sum of several histograms with the same limits. */
export function joinBuckets(all: readonly Buckets[]): Buckets {
  const [first] = all as [Buckets, ...Buckets[]];
  const counts = Float64Array.from(
    first.counts,
    (_, i) => all.reduce((sum, { counts }) => sum + counts[i]!, 0),
  );
  return { limits: first.limits, counts, sum: all.reduce((total, { sum }) => total + sum, 0) };
}
