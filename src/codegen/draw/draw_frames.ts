import type { DotCluster } from "../../dot/mod.ts";
import type { Design, DesignSupervisor } from "../design.ts";
import { isPlainText, textLabel } from "../read/mod.ts";

/** Frames, and which actors need not say any more where they are. */
export interface DrawnFrames {
  readonly clusters: readonly DotCluster[];
  /** By actors' ids, what is told by the frames around them. */
  readonly told: ReadonlyMap<string, { readonly troupe: boolean; readonly supervisor: boolean }>;
}

/** Draws supervisors as frames in each other, and troupes as frames within them, where a troupe has one supervisor only. */
export function drawFrames({ actors, troupes, supervisors }: Design): DrawnFrames {
  const framed = new Map<string, string | null>();
  for (const { name } of troupes) {
    const above = new Set(
      actors.filter(({ troupe }) => troupe === name).map(({ supervisor }) => supervisor),
    );
    if (above.size <= 1) framed.set(name, [...above][0] ?? null);
  }
  const told = new Map(actors.map(({ id, troupe }) => [
    id,
    { troupe: troupe !== null && framed.has(troupe), supervisor: true },
  ]));
  const troupesIn = (supervisor: string | null): DotCluster[] =>
    [...framed].filter(([, above]) => above === supervisor).map(([name]) => ({
      id: `troupe ${name}`,
      attributes: { label: frameLabel(name), troupe: name.replaceAll("\\", "\\\\") },
      nodes: actors.filter(({ troupe }) => troupe === name).map(({ id }) => id),
      clusters: [],
    }));
  const supervisorFrame = ({ name, strategy }: DesignSupervisor): DotCluster => ({
    id: `supervisor ${name}`,
    attributes: { label: frameLabel(name), supervisor: name.replaceAll("\\", "\\\\"), strategy },
    nodes: actors.filter(({ id, supervisor }) => supervisor === name && !told.get(id)!.troupe)
      .map(({ id }) => id),
    clusters: [
      ...troupesIn(name),
      ...supervisors.filter(({ parent }) => parent === name).map(supervisorFrame),
    ],
  });
  return {
    clusters: [
      ...troupesIn(null),
      ...supervisors.filter(({ parent }) => parent === null).map(supervisorFrame),
    ],
    told,
  };
}

/** A frame within another would show the other's label if it had none. */
function frameLabel(name: string): string {
  return isPlainText(name) && !/[:=]/.test(name) ? textLabel(name) : "";
}
