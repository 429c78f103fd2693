import type { ActorNode, ChannelEdge, DefinitionNode, Topology } from "../../protocol/mod.ts";
import type { Design, DesignType } from "../design.ts";
import { camelCase, exportNameOf, fileNameOf, isExportName, snakeCase } from "../naming.ts";

/** What a drawing says that no program does. */
export type KeptDesign = Pick<
  Design,
  "documentation" | "modules" | "actors" | "channels" | "messages"
>;

/** A channel, or a lane of a bundle, what it carries, and the names of the ports at its ends as a drawing has them. */
export interface TypedEdge {
  readonly edge: ChannelEdge;
  readonly type: DesignType;
  /** Its place in the bundle; 0 for a plain channel. */
  readonly lane: number;
  readonly fromPort: string;
  readonly toPort: string;
}

/** One end of such a lane. */
export interface NamedEnd extends TypedEdge {
  readonly isOutput: boolean;
}

/** An actor with the names that it has in a drawing. */
export interface DrawnActor {
  readonly node: ActorNode;
  readonly id: string;
  readonly module: string;
  /** The name of its definition's export; `undefined` where it has no code. */
  readonly exportName: string | undefined;
  /** By port, lane by lane. */
  readonly ends: Map<string, NamedEnd[]>;
}

/** A graph that was built, with the names of a drawing. */
export interface DrawnEdges {
  readonly actors: readonly DrawnActor[];
  readonly edges: readonly TypedEdge[];
}

/** Gives everything its name in a drawing. Actors of a kept drawing keep their ids. */
export function edgesOf(
  topology: Topology,
  types: readonly DesignType[],
  kept: Pick<KeptDesign, "actors" | "modules">,
): DrawnEdges {
  const ids = idsOf(topology.actors, kept.actors);
  const moduleOf = moduleNames(topology, kept.modules);
  const actors = topology.actors.map((node, index): DrawnActor => ({
    node,
    id: ids[index] as string,
    module: moduleOf(node),
    exportName: exportNameIn(topology, node),
    ends: new Map(),
  }));
  const portOf = (actor: number, port: string, edge: ChannelEdge) => {
    const { definition } = topology.actors[actor] as ActorNode;
    if (topology.definitions[definition]?.ofHost) return camelCase(edge.name);
    return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(port) ? port : camelCase(port);
  };
  const edges = topology.channels.map((edge, place): TypedEdge => ({
    edge,
    type: types[place] as DesignType,
    lane: edge.lane ?? 0,
    fromPort: portOf(edge.from, edge.fromPort, edge),
    toPort: portOf(edge.to, edge.toPort, edge),
  }));
  for (const edge of edges) {
    addEnd(actors[edge.edge.from] as DrawnActor, edge.fromPort, { ...edge, isOutput: true });
    addEnd(actors[edge.edge.to] as DrawnActor, edge.toPort, { ...edge, isOutput: false });
  }
  return { actors, edges };
}

function addEnd({ ends }: DrawnActor, port: string, end: NamedEnd): void {
  const lanes = ends.get(port);
  if (lanes === undefined) ends.set(port, [end]);
  else lanes.push(end);
}

/** The name of a channel in a drawing. */
export function channelName({ name }: ChannelEdge): string {
  return snakeCase(name);
}

/** The ids of the actors: as in a drawing that is kept, or name and number in one. No two are the same. */
function idsOf(actors: readonly ActorNode[], kept: KeptDesign["actors"]): string[] {
  const labelOf = ({ name, instance }: Pick<ActorNode, "name" | "instance">) =>
    JSON.stringify([name, instance]);
  const known = new Map(kept.map((actor) => [labelOf(actor), actor.id]));
  const taken = new Set<string>();
  return actors.map((actor) => {
    const { name, instance } = actor;
    // Two lines at the beginning are for documentation; a name that ends in a digit would be one number with what follows.
    const word = name.replace(/^__+/, "") || "actor";
    const plain = instance === null ? word : `${word}${/\d$/.test(word) ? "_" : ""}${instance}`;
    let id = known.get(labelOf(actor)) ?? plain;
    for (let number = 2; taken.has(id.toLowerCase()); number++) id = `${plain} v${number}`;
    taken.add(id.toLowerCase());
    return id;
  });
}

function exportNameIn({ definitions }: Topology, { definition }: ActorNode): string | undefined {
  const { exportName, ofHost } = definitions[definition] as DefinitionNode;
  return !ofHost && isExportName(exportName) ? exportName : undefined;
}

/**
 * The name of the module of each actor: that of a drawing that is kept, if it has one of that export; or of its file, if the export is
 * called after that; or else of its export. No two are the same.
 */
function moduleNames(
  { definitions, actors }: Topology,
  kept: KeptDesign["modules"],
): (actor: ActorNode) => string {
  const known = new Map(kept.map(({ exportName, name }) => [exportName, name]));
  const used = new Set(actors.map(({ definition }) => definition));
  const taken = new Set<string>();
  const names = definitions.map(({ exportName, module, ofHost }, place) => {
    if (ofHost || !used.has(place)) return "";
    const file = fileNameOf(fileOf(module));
    let name = known.get(exportName) ??
      (exportNameOf(file) === exportName ? file : fileNameOf(exportName));
    if (taken.has(name)) name = fileNameOf(`${file} ${exportName}`);
    taken.add(name);
    return name;
  });
  return ({ name, definition }) =>
    (definitions[definition] as DefinitionNode).ofHost
      ? fileNameOf(name)
      : names[definition] as string;
}

/** The name of a module's file, without its ending. */
function fileOf(module: string): string {
  const file = module.slice(module.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
