import type {
  Design,
  DesignActor,
  DesignChannel,
  DesignMessage,
  DesignModule,
  DesignPort,
} from "../design.ts";
import { compareNames } from "../naming.ts";
import { checkNames } from "./check_names.ts";
import { channelsOf, type DrawnChannel } from "./channels.ts";
import { cyclesOf } from "./cycles.ts";
import { type ReadDocumentation, readDocumentation } from "./documentation.ts";
import type { Drawing } from "./drawing.ts";
import { type EdgeMarks, readEdgeMarks } from "./edge_marks.ts";
import { FaultList } from "./fault_list.ts";
import { readFrames } from "./frames.ts";
import { type DrawnMessage, isMessageRecord, readMessageRecord } from "./message_records.ts";
import { type DrawnModule, type DrawnPort, endsOf, modulesOf, portsOf } from "./modules.ts";
import { type NodeMarks, readNodeMarks } from "./node_marks.ts";
import { parseDrawing } from "./parse_drawing.ts";
import { hasIdleHold, resolveDriver, usualDriver } from "./resolve_driver.ts";
import { typeSpellings } from "./type_lines.ts";

/** What became of a drawing: a design, or else everything that is wrong with it, a sentence each. */
export type ReadDesign = { readonly design: Design } | { readonly faults: readonly string[] };

/** A graph without a name is called so. */
const UNNAMED = "graph";

/**
 * Reads a drawing: the text of a DOT file.
 *
 * ```ts
 * import { readDesign } from "./mod.ts";
 *
 * const read = await readDesign("digraph Two { A -> B [label=\"name::ticks <u32> #16\"]; }");
 * if (!("design" in read)) throw new Error(read.faults.join("\n"));
 * const [ticks] = read.design.channels;
 * if (ticks?.capacity !== 16) throw new Error(JSON.stringify(ticks));
 * ```
 */
export async function readDesign(text: string): Promise<ReadDesign> {
  const faults = new FaultList();
  const drawing = await parseDrawing(text, faults);
  if (drawing === undefined) return { faults: faults.texts };
  const design = designOf(drawing, faults);
  return faults.isEmpty ? { design } : { faults: faults.texts };
}

function designOf(drawing: Drawing, faults: FaultList): Design {
  const remarks = new Set<string>();
  const records = drawing.nodes.filter(isMessageRecord);
  const documents = drawing.nodes.filter((node) =>
    node.id.startsWith("__") && !isMessageRecord(node)
  );
  const others = new Set([...records, ...documents].map(({ id }) => id));
  const actors = drawing.nodes.filter(({ id }) => !others.has(id))
    .toSorted((a, b) => compareNames(a.id, b.id))
    .map((node) => readNodeMarks(node, faults));
  const edges = drawing.edges.filter(({ from, to }) => !others.has(from) && !others.has(to))
    .map((edge) => readEdgeMarks(edge, faults));
  checkNames(drawing, actors, edges, faults);
  const drawn = new Map<string, DrawnMessage>();
  for (const record of records) readMessageRecord(record, drawn, faults);

  const channels = channelsOf(edges, faults, remarks);
  const modules = modulesOf(actors, faults);
  const frames = readFrames(drawing, actors, faults, remarks);
  const messages = new Set([
    ...channels.flatMap(({ type }) => type.isMessage ? [type.name] : []),
    ...drawn.keys(),
  ]);
  const documentation = readDocumentation(drawing, documents, modules, messages, remarks);
  const isInCycle = cycleTest(actors, edges);
  const ends = endsOf(channels);
  const ports = new Map(
    modules.map((module) => [module, portsOf(module, ends, faults)] as const),
  );
  const portNames = { input: new Map<EdgeMarks, string>(), output: new Map<EdgeMarks, string>() };
  for (const { name, direction, lanes } of [...ports.values()].flat()) {
    for (const edge of lanes) portNames[direction].set(edge, name);
  }
  if (actors.some(({ hasIdleMark }) => hasIdleMark) || edges.some((edge) => edge.hasIdleMark)) {
    remarks.add("marks such as *2 and *B say nothing, and are passed over");
  }
  for (const { node, nearMarks } of actors) {
    for (const text of nearMarks) remarks.add(`"${node.id}": ${text}`);
  }
  for (const { edge, nearMarks } of edges) {
    for (const text of nearMarks) remarks.add(`"${edge.from}" -> "${edge.to}": ${text}`);
  }
  for (const text of typeSpellings(edges)) remarks.add(text);
  if (drawing.name === null) remarks.add(`the graph has no name, and is called ${UNNAMED}`);
  return {
    name: drawing.name ?? UNNAMED,
    documentation: documentation.whole,
    modules: modules.map((module) =>
      moduleOf(module, ports.get(module)!, documentation, isInCycle, faults, remarks)
    ),
    actors: modules.flatMap((module) =>
      module.actors.map((actor) =>
        actorOf(actor, module.name, ports.get(module)!, frames.homes.get(actor.node.id)!)
      )
    ).toSorted((a, b) => compareNames(a.id, b.id)),
    channels: channels.map((channel) => channelOf(channel, portNames)),
    messages: [...messages].toSorted(compareNames).map((name): DesignMessage => ({
      name,
      ...drawn.has(name) ? { fields: drawn.get(name)!.fields } : {},
      documentation: documentation.messages.get(name) ?? [],
    })),
    troupes: frames.troupes,
    supervisors: frames.supervisors,
    remarks: [...remarks].sort(),
  };
}

/** Tells of which edges the messages come back, be it by way of others. */
function cycleTest(
  actors: readonly NodeMarks[],
  edges: readonly EdgeMarks[],
): (edge: EdgeMarks) => boolean {
  const targets = new Map<string, string[]>(actors.map(({ node }) => [node.id, []]));
  for (const { edge } of edges) targets.get(edge.from)!.push(edge.to);
  const cycles = cyclesOf(targets);
  return ({ edge }) => cycles.get(edge.from) === cycles.get(edge.to);
}

function moduleOf(
  { name, exportName, actors }: DrawnModule,
  ports: readonly DrawnPort[],
  documentation: ReadDocumentation,
  isInCycle: (edge: EdgeMarks) => boolean,
  faults: FaultList,
  remarks: Set<string>,
): DesignModule {
  const drawn = actors.filter(({ driver }) => driver !== undefined);
  const [first] = drawn;
  const other = drawn.find(({ driver }) =>
    JSON.stringify(driver) !== JSON.stringify(first!.driver)
  );
  if (other !== undefined) {
    faults.add(
      `"${
        first!.node.id
      }" and "${other.node.id}" share mod::${name} and have different drivers, write the same one or give them modules of their own`,
      other.node.line,
    );
  }
  const driver = first === undefined ? undefined : resolveDriver(
    first.driver!,
    ports,
    (text) => faults.add(`"${first.node.id}": ${text}`, first.node.line),
  );
  if (ports.length === 0 && first === undefined) {
    for (const { node } of actors) {
      faults.add(
        `"${node.id}" has no channel, draw an edge to it or from it, or write when it has work, as in AtLeastEvery(1s)`,
        node.line,
      );
    }
  }
  if (first?.driver !== undefined && hasIdleHold(first.driver)) {
    remarks.add(
      `AtMostEvery beside || holds nothing back in mod::${name}, and is a beat as AtLeastEvery is; join it by && to hold turns back`,
    );
  }
  const calls = actors.flatMap(({ calls }) => calls ?? []);
  return {
    name,
    exportName,
    documentation: documentation.modules.get(name) ?? [],
    ports: ports.map((port) => portOf(name, port, isInCycle, remarks)),
    driver: driver ?? usualDriver(ports),
    driverIsDrawn: first !== undefined,
    ...calls.length === 0 ? {} : { calls: Math.max(...calls) },
  };
}

function portOf(
  module: string,
  { name, direction, channels, ends, lanes }: DrawnPort,
  isInCycle: (edge: EdgeMarks) => boolean,
  remarks: Set<string>,
): DesignPort {
  const isInput = direction === "input";
  // The most careful one comes last.
  const ways = (["Take", "TakeCopy", "PeekCopy"] as const).filter((way) =>
    isInput && lanes.some(({ consume }) => (consume ?? "Take") === way)
  );
  const consume = ways.at(-1) ?? "Take";
  if (ways.length > 1) {
    remarks.add(
      `the lanes at the port ${name} of mod::${module} are read by ${
        ways.join(" and ")
      }, and all of them by ${consume}`,
    );
  }
  return {
    name,
    direction,
    type: channels[0]!.type,
    isBundle: [...ends.values()].some(({ length }) => length > 1),
    consume,
    isInCycle: isInput && lanes.some(isInCycle),
  };
}

function actorOf(
  { node: { id }, name, instance, restart, hangMs, durable }: NodeMarks,
  module: string,
  ports: readonly DrawnPort[],
  home: Pick<DesignActor, "troupe" | "supervisor">,
): DesignActor {
  return {
    id,
    name,
    instance,
    module,
    ends: Object.fromEntries(ports.map(({ name, ends }) => [name, ends.get(id) ?? []])),
    ...home,
    ...restart === undefined ? {} : { restart },
    ...hangMs === undefined ? {} : { hangMs },
    durable: durable === true,
  };
}

function channelOf(
  { name, type, capacity, bytes, isBundle, lanes }: DrawnChannel,
  portNames: Readonly<Record<DesignPort["direction"], ReadonlyMap<EdgeMarks, string>>>,
): DesignChannel {
  return {
    name,
    type,
    capacity,
    ...bytes === undefined ? {} : { bytes },
    isBundle,
    lanes: lanes.map((edge) => ({
      from: edge.edge.from,
      fromPort: portNames.output.get(edge)!,
      to: edge.edge.to,
      toPort: portNames.input.get(edge)!,
    })),
  };
}
