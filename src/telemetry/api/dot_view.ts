import { type Frame, type FrameKind, framesOf } from "../../../static/fold/frames.js";
import { besides } from "../../../static/layout/beside.js";
import { LEVELS, OK } from "../../../static/words/levels.js";
import { percentText } from "../../../static/words/numbers.js";
import { shownLines } from "../../../static/words/shown_text.js";
import { escapeLabel, printDot } from "../../dot/mod.ts";
import type { DotAttributes, DotCluster } from "../../dot/mod.ts";
import type { ActorNode, Topology } from "../../protocol/mod.ts";
import { actorLabel, type ActorSample, type GraphSample } from "../sample/mod.ts";
import { dotEdges } from "./dot_edges.ts";

/**
 * The graph as DOT; with a sample, its current values too, so that `dot -Tsvg` gives a snapshot. Frames are drawn `around` the actors
 * of each troupe or supervisor, if that is asked for, and of each pod where there are several.
 *
 * ```ts
 * import { Graph } from "@steady-state/deno";
 * import { defineActor } from "@steady-state/deno/actor";
 * import { dotView } from "@steady-state/deno/telemetry";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const idler = defineActor(import.meta, "idler", { run() {} });
 * const graph = new Graph("small").actor("IDLER", idler);
 * assertStringIncludes(dotView(graph.telemetry.topology), "IDLER");
 * ```
 */
export function dotView(
  topology: Topology,
  sample?: GraphSample,
  around: "pods" | "troupes" | "supervisors" | undefined = standardFrames(topology),
): string {
  const ids = nodeIds(topology.actors);
  const columns = columnsOf(topology, ids);
  return printDot({
    name: topology.graph,
    ...sample && { comment: `${sample.lifecycle}, ${new Date(sample.time).toISOString()}` },
    attributes: {
      ...{ rankdir: "LR", nodesep: 0.35, ranksep: 0.8 },
      // Else who is in a frame could not stand beside who is not.
      ...around && columns.length > 0 && { newrank: "true" },
    },
    nodeDefaults: {
      shape: "box",
      style: "rounded,filled",
      fillcolor: LEVELS[OK]!.dot.fill,
      fontname: "Helvetica",
    },
    edgeDefaults: { fontname: "Helvetica", fontsize: 10, arrowsize: 0.7 },
    nodes: topology.actors.map((actor, index) => ({
      id: ids[index]!,
      attributes: actorAttributes(actor, sample?.actors[index]),
    })),
    ...around && { clusters: clustersOf(topology, ids, around) },
    columns,
    edges: dotEdges(topology, sample, ids),
  });
}

/** Who is of many pods is drawn in them. */
function standardFrames({ actors }: Topology): "pods" | undefined {
  return actors.some(({ pod }) => pod !== undefined) ? "pods" : undefined;
}

/** Those that stand beside each other, because a channel between them says so. */
function columnsOf({ actors, channels }: Topology, ids: readonly string[]): string[][] {
  const links = channels.map(({ from, to, sidecar = false }) => ({ from, to, beside: sidecar }));
  return besides(actors.length, links).map((nodes) => nodes.map((node) => ids[node]!));
}

function clustersOf(
  { actors, processes = [] }: Topology,
  ids: readonly string[],
  kind: FrameKind,
): DotCluster[] {
  const members = actors.map((actor) => ({
    ...actor,
    process: actor.troupe !== null && processes.includes(actor.troupe),
  }));
  const nodes = actors.map((_, actor) => ({ id: `a${actor}`, actor, group: null }));
  const frames = framesOf(members, nodes, kind);
  const inside = (parent: number | null): DotCluster[] =>
    frames.flatMap((frame, at) => frame.parent === parent ? [clusterOf(frame, at)] : []);
  const clusterOf = ({ name, nodes, isProcess = false }: Frame, at: number): DotCluster => ({
    id: `${kind} ${at}`,
    attributes: {
      label: escapeLabel(isProcess ? `process ${name}` : name),
      fontname: "Helvetica",
      style: isProcess ? "bold" : "rounded,dashed",
    },
    nodes: nodes.map((node) => ids[node]!),
    clusters: inside(at),
  });
  return inside(null);
}

// Labels are what people know actors by. Should two be equal, their number keeps the nodes apart.
function nodeIds(actors: readonly ActorNode[]): string[] {
  const labels = actors.map(actorLabel);
  const seen = new Set<string>();
  const doubled = new Set(labels.filter((label) => seen.size === seen.add(label).size));
  return labels.map((label, index) => doubled.has(label) ? `${label} #${index}` : label);
}

function actorAttributes(actor: ActorNode, sample: ActorSample | undefined): DotAttributes {
  const id = `a${actor.index}`;
  const label = escapeLabel(actorLabel(actor));
  if (!sample) return { id, label };
  const { busy, restarts, status, level, phase, shown } = sample;
  const load = phase === "down" ? "down" : `busy ${percentText(busy === null ? null : busy * 100)}`;
  const again = restarts > 0 ? `, restarts ${restarts}` : "";
  const { glyph, dot } = LEVELS[level]!;
  const lines = [`${glyph} ${label}`, load + again];
  if (status) lines.push(escapeLabel(status));
  for (const line of shownLines(shown)) lines.push(line.join(": "));
  return { id, label: lines.join("\\n"), color: dot.color, fillcolor: dot.fill };
}
