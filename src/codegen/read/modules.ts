import { camelCase, compareNames, exportNameOf, fileNameOf } from "../naming.ts";
import type { DesignEnd, DesignPort } from "../design.ts";
import { type DrawnChannel, quoted } from "./channels.ts";
import type { EdgeMarks } from "./edge_marks.ts";
import type { FaultList } from "./fault_list.ts";
import type { NodeMarks } from "./node_marks.ts";
import { linedTypes } from "./type_lines.ts";

/** A module as it is drawn: nodes that share one. */
export interface DrawnModule {
  readonly name: string;
  readonly exportName: string;
  readonly actors: readonly NodeMarks[];
  /** Whether its actors are known to share it; else what they do not have in common says nothing. */
  readonly isSound: boolean;
}

/** A port, with what is at it. */
export interface DrawnPort {
  readonly name: string;
  readonly direction: DesignPort["direction"];
  readonly channels: readonly DrawnChannel[];
  /** By actors' ids, the lanes that it has. */
  readonly ends: ReadonlyMap<string, readonly DesignEnd[]>;
  readonly lanes: readonly EdgeMarks[];
}

/** Gathers the actors that share a module. */
export function modulesOf(actors: readonly NodeMarks[], faults: FaultList): DrawnModule[] {
  const groups = new Map<string, NodeMarks[]>();
  for (const actor of actors) {
    const name = fileNameOf(actor.module ?? actor.node.id);
    if (name === "") {
      faults.add(
        `"${actor.node.id}" has neither a letter nor a digit, write mod:: and a name in its label`,
        actor.node.line,
      );
      continue;
    }
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [actor]);
    else group.push(actor);
  }
  const modules = [...groups].toSorted(([a], [b]) => compareNames(a, b)).map(([name, group]) => {
    const isSound = checkSpelling(name, group, faults);
    const named = group.find(({ exportName }) => exportName !== undefined)?.exportName;
    const other = group.find(({ exportName }) => exportName !== undefined && exportName !== named);
    if (other !== undefined) {
      faults.add(
        `"${other.node.id}" and others of mod::${name} have different exports, ${named} and ${other.exportName}, write the same one in all of them`,
        other.node.line,
      );
    }
    return { name, exportName: named ?? exportNameOf(name), actors: group, isSound };
  });
  const exports = Map.groupBy(modules, ({ exportName }) => exportName);
  for (const [exportName, [, second]] of exports) {
    if (second === undefined) continue;
    faults.add(
      `the modules ${
        quoted(exports.get(exportName)!.map(({ name }) => name))
      } would both be called ${exportName} in the code, give one another name`,
      second.actors[0]!.node.line,
    );
  }
  return modules;
}

/** Nodes without a mark have modules of their own; and two names that are spelled differently may not be one. */
function checkSpelling(name: string, group: readonly NodeMarks[], faults: FaultList): boolean {
  const spellings = new Map<string, NodeMarks>();
  for (const actor of group) {
    const spelling = actor.module === undefined ? actor.node.id : `mod::${actor.module}`;
    if (!spellings.has(spelling)) spellings.set(spelling, actor);
  }
  const [, second] = spellings.values();
  if (second === undefined) return true;
  // Ids that differ in capitals only are a fault already.
  if (new Set(group.map(({ node }) => node.id.toLowerCase())).size === 1) return false;
  faults.add(
    `${
      quoted([...spellings.keys()])
    } would both have the module ${name}, write mod::${name} in all of them, or give one another name`,
    second.node.line,
  );
  return false;
}

/** One end of an edge. */
export interface EdgeEnd {
  readonly direction: DesignPort["direction"];
  readonly channel: DrawnChannel;
  readonly lane: number;
  readonly edge: EdgeMarks;
  readonly actor: string;
  /** The name that the drawing gives its port, if any. */
  readonly given: string | undefined;
}

/** The ends of all channels, by the ids of actors. */
export function endsOf(channels: readonly DrawnChannel[]): Map<string, EdgeEnd[]> {
  const ends = channels.flatMap((channel) =>
    channel.lanes.flatMap((edge, lane): EdgeEnd[] => {
      const { edge: { from, to }, tx, rx } = edge;
      return [
        { direction: "output", channel, lane, edge, actor: from, given: tx },
        { direction: "input", channel, lane, edge, actor: to, given: rx },
      ];
    })
  );
  return Map.groupBy(ends, ({ actor }) => actor);
}

/** Finds the ports of a module: one for each channel that its actors send on, and one for each that they take from. */
export function portsOf(
  { name: module, actors, isSound }: DrawnModule,
  allEnds: ReadonlyMap<string, readonly EdgeEnd[]>,
  faults: FaultList,
): DrawnPort[] {
  const ends = actors.flatMap(({ node }) => allEnds.get(node.id) ?? []);
  const plain = ({ given, channel }: EdgeEnd) => given ?? camelCase(channel.name);
  const outputs = new Set(ends.filter((end) => end.direction === "output").map(plain));
  const inputs = new Set(ends.filter((end) => end.direction === "input").map(plain));
  const nameOf = (end: EdgeEnd): string => {
    const name = plain(end);
    if (end.given !== undefined || !outputs.has(name) || !inputs.has(name)) return name;
    return `${name}${end.direction === "input" ? "In" : "Out"}`;
  };
  const ports = [...Map.groupBy(ends, nameOf)].map(([name, found]): DrawnPort => {
    const [first] = found;
    const [line] = found.flatMap(({ edge }) => edge.edge.line ?? []);
    const where = `the port "${name}" of mod::${module}`;
    const shared = new Set(found.map(({ channel }) => channel));
    if (found.some(({ direction }) => direction !== first!.direction)) {
      faults.add(`${where} both takes and sends, give its edges different names`, line);
    } else if (shared.size > 1) {
      const names = quoted([...shared].map((channel) => channel.name));
      if (found.some(({ given }) => given === undefined)) {
        faults.add(`${where} would be that of the channels ${names}, rename one`, line);
      } else if (new Set([...shared].map(({ type }) => type.name)).size > 1) {
        const types = Map.groupBy(found, ({ channel }) => channel.type.name);
        const edges = new Map([...types].map(([type, own]) => [type, own.map(({ edge }) => edge)]));
        faults.add(
          `${where} is on ${names}, which carry ${
            linedTypes(edges)
          }, write one type, or name two ports`,
          line,
        );
      }
    }
    if (isSound) checkEveryActor(name, actors, found, where, faults);
    return {
      name,
      direction: first!.direction,
      channels: [...shared],
      ends: new Map(
        [...Map.groupBy(found, ({ actor }) => actor)].map(([actor, own]) => [
          actor,
          own.map(({ channel, lane }) => ({ channel: channel.name, lane })),
        ]),
      ),
      lanes: found.map(({ edge }) => edge),
    };
  });
  return ports.toSorted((a, b) => compareNames(a.name, b.name));
}

/** All actors of a module have all its ports, and a port has a channel. */
function checkEveryActor(
  port: string,
  actors: readonly NodeMarks[],
  found: readonly { readonly actor: string; readonly direction: DesignPort["direction"] }[],
  where: string,
  faults: FaultList,
): void {
  const { actor: example, direction } = found[0]!;
  const wired = new Set(found.map(({ actor }) => actor));
  for (const { node } of actors) {
    if (wired.has(node.id)) continue;
    const verb = direction === "input" ? "takes from" : "sends on";
    faults.add(
      `"${node.id}" has no channel at ${where}, which "${example}" ${verb}, draw one called ${port}, or give it a module of its own`,
      node.line,
    );
  }
}
