import type { DesignSupervisor, DesignTroupe } from "../design.ts";
import { compareNames } from "../naming.ts";
import type { Drawing, DrawnCluster } from "./drawing.ts";
import type { FaultList } from "./fault_list.ts";
import { CLUSTER_MARKS, EDGE_MARKS } from "./mark_names.ts";
import { MarkReader, readChoice, readTruth } from "./mark_reader.ts";
import { nearMarks } from "./near_marks.ts";
import type { NodeMarks } from "./node_marks.ts";
import { quoted } from "./channels.ts";

/** What the frames of a drawing say: which actors share a thread, and who is above whom. */
export interface ReadFrames {
  readonly troupes: readonly DesignTroupe[];
  readonly supervisors: readonly DesignSupervisor[];
  /** By the actor's id. */
  readonly homes: ReadonlyMap<string, { troupe: string | null; supervisor: string | null }>;
}

interface FrameMarks {
  readonly cluster: DrawnCluster;
  readonly troupe: string | undefined;
  readonly supervisor: string | undefined;
  readonly strategy: DesignSupervisor["strategy"] | undefined;
  /** What looks like a mark, and is none: a sentence each. */
  readonly nearMarks: readonly string[];
}

/** Reads the subgraphs of a drawing. One without marks is a frame, and no more. */
export function readFrames(
  { clusters }: Drawing,
  actors: readonly NodeMarks[],
  faults: FaultList,
  remarks: Set<string>,
): ReadFrames {
  const frames = new Map(clusters.map((cluster) => [cluster, readFrame(cluster, faults)]));
  const supervisors = new Map<string, DesignSupervisor>();
  for (const frame of frames.values()) {
    addSupervisor(frame, frames, supervisors, faults);
    for (const text of frame.nearMarks) remarks.add(text);
  }
  const troupes = new Set<string>();
  for (const { troupe } of frames.values()) if (troupe !== undefined) troupes.add(troupe);
  const homes = new Map<string, { troupe: string | null; supervisor: string | null }>();
  for (const actor of actors) {
    const around = actor.node.clusters.map((cluster) => frames.get(cluster)!);
    const troupe = actor.troupe ?? innermost("troupe", actor, around, faults) ?? null;
    const supervisor = actor.supervisor ?? innermost("supervisor", actor, around, faults) ?? null;
    if (troupe !== null) troupes.add(troupe);
    if (supervisor !== null && !supervisors.has(supervisor)) {
      supervisors.set(supervisor, { name: supervisor, strategy: "oneForOne", parent: null });
    }
    homes.set(actor.node.id, { troupe, supervisor });
    for (const { cluster, ...marks } of around) {
      const isFrame = marks.troupe === undefined && marks.supervisor === undefined;
      if (!isFrame || !cluster.id.startsWith("cluster")) continue;
      remarks.add(
        `the frame "${
          cluster.label || cluster.id
        }" is for people only, write troupe=name or supervisor=name in it to make it one`,
      );
    }
  }
  return {
    troupes: [...troupes].toSorted(compareNames).map((name) => ({ name })),
    supervisors: [...supervisors.values()].toSorted((a, b) => compareNames(a.name, b.name)),
    homes,
  };
}

function readFrame(cluster: DrawnCluster, faults: FaultList): FrameMarks {
  const subject = `the frame "${cluster.id}"`;
  const reader = new MarkReader(
    { ...cluster, subject },
    CLUSTER_MARKS,
    [[EDGE_MARKS.filter((name) => name !== "name"), "edges"]],
    faults,
  );
  const own = reader.text.split("\n")[0] || cluster.id.replace(/^cluster_?/, "");
  const named = (mark: "troupe" | "supervisor"): string | undefined => {
    const text = reader.value(mark);
    const truth = text === undefined ? false : readTruth(text);
    if (truth === true && own === "") reader.fault(`${mark} has no name, write ${mark}=name`);
    return truth === undefined ? text : truth && own !== "" ? own : undefined;
  };
  const strategy = reader.read(
    "strategy",
    readChoice(["oneForOne", "oneForAll", "restForOne"] as const),
    "oneForOne, oneForAll or restForOne",
  );
  const supervisor = named("supervisor");
  if (strategy !== undefined && supervisor === undefined) {
    reader.fault("a strategy is a supervisor's, write supervisor=name beside it");
  }
  const near = nearMarks(reader.text, CLUSTER_MARKS).map((text) => `${subject}: ${text}`);
  return { cluster, troupe: named("troupe"), supervisor, strategy, nearMarks: near };
}

function addSupervisor(
  { cluster, supervisor: name, strategy = "oneForOne" }: FrameMarks,
  frames: ReadonlyMap<DrawnCluster, FrameMarks>,
  supervisors: Map<string, DesignSupervisor>,
  faults: FaultList,
): void {
  if (name === undefined) return;
  let above = cluster.parent;
  let parent: string | null = null;
  for (; above !== null && parent === null; above = above.parent) {
    const outer = frames.get(above)!.supervisor;
    if (outer !== undefined && outer !== name) parent = outer;
    // It only goes on in a frame within its own.
    if (outer === name) return;
  }
  const known = supervisors.get(name);
  if (known === undefined) supervisors.set(name, { name, strategy, parent });
  else if (known.parent !== parent || known.strategy !== strategy) {
    faults.add(
      `the supervisor "${name}" is drawn twice, with another strategy or in another place, give one another name`,
      cluster.line,
    );
  }
}

/** What the innermost frame around an actor says that says anything. */
function innermost(
  mark: "troupe" | "supervisor",
  { node }: NodeMarks,
  around: readonly FrameMarks[],
  faults: FaultList,
): string | undefined {
  const marked = around.filter((frame) => frame[mark] !== undefined);
  const inner = marked.at(-1);
  if (inner === undefined) return undefined;
  const isAround = (cluster: DrawnCluster): boolean => {
    for (let at: DrawnCluster | null = inner.cluster; at !== null; at = at.parent) {
      if (at === cluster) return true;
    }
    return false;
  };
  const other = marked.find((frame) => frame[mark] !== inner[mark] && !isAround(frame.cluster));
  if (other !== undefined) {
    faults.add(
      `"${node.id}" is in the ${mark}s ${quoted([other[mark]!, inner[mark]!])}, draw it in one`,
      node.line,
    );
  }
  return inner[mark];
}
