import type { Topology } from "../../protocol/mod.ts";
import type { KnownKinds } from "../compare/mod.ts";
import type {
  Design,
  DesignActor,
  DesignChannel,
  DesignEnd,
  DesignModule,
  DesignPort,
  Driver,
} from "../design.ts";
import { compareNames, exportNameOf } from "../naming.ts";
import { STANDARD } from "../normal_form.ts";
import {
  channelName,
  type DrawnActor,
  type DrawnEdges,
  edgesOf,
  type KeptDesign,
  type NamedEnd,
  type TypedEdge,
} from "./drawn_edges.ts";
import { namedTypes } from "./message_names.ts";

/** An actor without channels has to have a driver in a drawing. No program tells it: this is the usual one. */
const BEAT_MS = 1000;

const NOTHING_KEPT: KeptDesign = {
  documentation: [],
  modules: [],
  actors: [],
  channels: [],
  messages: [],
};

/**
 * The drawing of a graph that was built. What no program tells, when an actor has work and what is written of it for people, comes from a
 * drawing that is kept, by the names of modules, ports and actors.
 */
export function designOfTopology(
  topology: Topology,
  kinds: KnownKinds,
  kept: KeptDesign = NOTHING_KEPT,
): Design {
  const { types, messages } = namedTypes(topology.channels, kinds, kept);
  const edges = edgesOf(topology, types, kept);
  return {
    name: topology.graph,
    documentation: kept.documentation,
    modules: modulesOf(edges, kept),
    actors: edges.actors.map((actor) => designActor(topology, actor))
      .sort((a, b) => compareNames(a.id, b.id)),
    channels: channelsOf(edges),
    messages,
    troupes: topology.troupes.map((name) => ({ name })),
    supervisors: topology.supervisors.map(({ name, strategy, above }) => ({
      name,
      strategy,
      parent: above,
    })),
    remarks: [],
  };
}

function designActor(
  { troupes, definitions }: Topology,
  { node, id, module, ends }: DrawnActor,
): DesignActor {
  const { name, instance, troupe, supervisors, restart, hangTimeoutMs, durable } = node;
  // What the host does with its ends is no matter of the drawing.
  const isOfHost = definitions[node.definition]?.ofHost === true;
  return {
    id,
    name,
    instance,
    module,
    ends: Object.fromEntries(
      [...ends].map(([port, lanes]) => [
        port,
        lanes.map(({ edge, lane }): DesignEnd => ({ channel: channelName(edge), lane })),
      ]),
    ),
    troupe: troupe !== null && troupes.includes(troupe) ? troupe : null,
    supervisor: supervisors.at(-1) ?? null,
    ...!isOfHost && restart !== STANDARD.restart && { restart },
    ...!isOfHost && hangTimeoutMs !== STANDARD.hangMs && { hangMs: hangTimeoutMs },
    durable,
  };
}

function modulesOf({ actors }: DrawnEdges, kept: KeptDesign): DesignModule[] {
  const known = new Map(kept.modules.map((module) => [module.name, module]));
  return [...Map.groupBy(actors, ({ module }) => module)].map(([name, members]): DesignModule => {
    const before = known.get(name);
    const ports = portsOf(members, before);
    const driver = driverOf(members, ports, before);
    return {
      name,
      exportName: members[0]?.exportName ?? exportNameOf(name),
      documentation: before?.documentation ?? [],
      ports,
      driver: driver ?? { when: "all", of: [] },
      driverIsDrawn: driver !== undefined,
      ...before?.calls !== undefined && { calls: before.calls },
    };
  }).sort((a, b) => compareNames(a.name, b.name));
}

/** The ports that the actors of a module have in common: a bundle for one is a bundle for all. */
function portsOf(members: readonly DrawnActor[], before: DesignModule | undefined): DesignPort[] {
  const consumed = new Map(before?.ports.map(({ name, consume }) => [name, consume]));
  const ports = new Map<string, DesignPort>();
  for (const { node, ends } of members) {
    for (const [name, lanes] of ends) {
      const [{ edge, type, isOutput }] = lanes as [NamedEnd];
      const isBundle = lanes.length > 1 || ports.get(name)?.isBundle === true;
      ports.set(name, {
        name,
        direction: isOutput ? "output" : "input",
        type,
        isBundle,
        consume: isOutput ? "Take" : consumed.get(name) ?? "Take",
        isInCycle: !isOutput && edge.from === node.index,
      });
    }
  }
  return [...ports.values()].sort((a, b) => compareNames(a.name, b.name));
}

/** The driver that was drawn, if all that it waits for is there and can be; `undefined` where nothing is to be said. */
function driverOf(
  members: readonly DrawnActor[],
  ports: readonly DesignPort[],
  before: DesignModule | undefined,
): Driver | undefined {
  const most = (wanted: string, direction: DesignPort["direction"]) =>
    ports.some((port) => port.name === wanted && port.direction === direction)
      ? Math.min(
        ...members.flatMap(({ ends }) => (ends.get(wanted) ?? []).map(({ edge }) => edge.capacity)),
      )
      : 0;
  const canBe = (part: Driver): boolean => {
    if (part.when === "avail") return part.count <= most(part.port, "input");
    if (part.when === "vacant") return part.count <= most(part.port, "output");
    return !("of" in part) || part.of.every(canBe);
  };
  if (before?.driverIsDrawn && canBe(before.driver)) return before.driver;
  return ports.length === 0 ? { when: "periodic", everyMs: BEAT_MS } : undefined;
}

function channelsOf({ actors, edges }: DrawnEdges): DesignChannel[] {
  const groups = [...Map.groupBy(edges, ({ edge }) => channelName(edge))];
  return groups.map(([name, lanes]): DesignChannel => {
    const [{ edge, type }] = lanes as [TypedEdge];
    const { capacity, bytes } = edge;
    return {
      name,
      type,
      capacity,
      ...bytes !== undefined && { bytes },
      isBundle: edge.lane !== null,
      lanes: lanes.map((lane) => ({
        from: (actors[lane.edge.from] as DrawnActor).id,
        fromPort: lane.fromPort,
        to: (actors[lane.edge.to] as DrawnActor).id,
        toPort: lane.toPort,
      })),
    };
  }).sort((a, b) => compareNames(a.name, b.name));
}
