import type { DesignType } from "../design.ts";
import { compareNames, pascalCase, snakeCase } from "../naming.ts";
import type { EdgeMarks } from "./edge_marks.ts";
import type { FaultList } from "./fault_list.ts";
import { linedTypes } from "./type_lines.ts";

/** A channel as it is drawn: edges of one name and type. Its ports have no names yet. */
export interface DrawnChannel {
  readonly name: string;
  /** The name that its edges have: not always its own, as channels have different ones. `null` if they have none. */
  readonly called: string | null;
  readonly type: DesignType;
  readonly capacity: number;
  readonly bytes: number | undefined;
  readonly isBundle: boolean;
  /** Its edges, by their actors, or as the drawing numbers them. */
  readonly lanes: readonly EdgeMarks[];
}

/** Messages that a channel holds whose drawing does not say how many. */
const DEFAULT_CAPACITY = 8;

/** Makes channels of edges: those with one name are a bundle, those without one stand each for itself. */
export function channelsOf(
  edges: readonly EdgeMarks[],
  faults: FaultList,
  remarks: Set<string>,
): DrawnChannel[] {
  const ordered = edges.toSorted((a, b) =>
    compareNames(a.edge.from, b.edge.from) || compareNames(a.edge.to, b.edge.to)
  );
  const channels: DrawnChannel[] = [];
  const names = new Set<string>();
  const add = (
    wanted: string,
    called: string | null,
    type: DesignType,
    lanes: readonly EdgeMarks[],
  ) => {
    let name = wanted;
    for (let number = 2; names.has(name); number++) name = `${wanted}_${number}`;
    names.add(name);
    channels.push(channelOf({ name, called, type }, lanes, faults, remarks));
    return name;
  };
  const groups = Map.groupBy(
    ordered.filter(({ name }) => name !== undefined),
    ({ name }) => snakeCase(name!),
  );
  // First those whose names nothing can change.
  const byTypes = [...groups].map(([called, lanes]) => {
    checkSpelling(called, lanes, faults);
    const usual = usualType(called, lanes);
    const typed = (lane: EdgeMarks) => lane.type ?? usual;
    return { called, types: Map.groupBy(lanes, (lane) => typed(lane).name), typed };
  });
  for (const { called, types, typed } of byTypes) {
    if (types.size !== 1) continue;
    const [lanes] = types.values();
    add(called, called, typed(lanes![0]!), lanes!);
  }
  for (const { called, types, typed } of byTypes) {
    if (types.size === 1) continue;
    const apart = [...types].toSorted(([a], [b]) => compareNames(a, b)).map(([type, lanes]) =>
      add(`${called}_${snakeCase(type)}`, called, typed(lanes[0]!), lanes)
    );
    remarks.add(
      `channels called ${called} carry ${linedTypes(types)}, and are ${apart.join(" and ")}: ` +
        "write one type, or give them names of their own",
    );
  }
  for (const lane of ordered) {
    if (lane.name !== undefined) continue;
    const { from, to } = lane.edge;
    const type = lane.type ?? ownType(lane.prose ?? pascalCase(`${from} to ${to}`));
    add(`${snakeCase(from) || "actor"}_to_${snakeCase(to) || "actor"}`, null, type, [lane]);
  }
  return channels.toSorted((a, b) => compareNames(a.name, b.name));
}

function channelOf(
  { name, called, type }: Pick<DrawnChannel, "name" | "called" | "type">,
  edges: readonly EdgeMarks[],
  faults: FaultList,
  remarks: Set<string>,
): DrawnChannel {
  const lanes = numbered(name, edges, faults);
  const largest = (what: "capacity" | "bytes"): number | undefined => {
    const sizes = new Set(lanes.flatMap((lane) => lane[what] ?? []));
    const size = sizes.size === 0 ? undefined : Math.max(...sizes);
    if (sizes.size > 1) {
      const all = [...sizes].sort((a, b) => a - b).join(" and ");
      remarks.add(`the lanes of ${name} have a ${what} of ${all}, and all of them get ${size}`);
    }
    return size;
  };
  return {
    name,
    called,
    type,
    capacity: largest("capacity") ?? DEFAULT_CAPACITY,
    bytes: largest("bytes"),
    isBundle: lanes.length > 1 || lanes[0]!.lane !== undefined,
    lanes,
  };
}

/** Lanes in the order of their numbers, where they have any. */
function numbered(
  name: string,
  lanes: readonly EdgeMarks[],
  faults: FaultList,
): readonly EdgeMarks[] {
  if (lanes.every(({ lane }) => lane === undefined)) return lanes;
  const ordered = lanes.toSorted((a, b) => (a.lane ?? -1) - (b.lane ?? -1));
  const wrong = ordered.find(({ lane }, at) => lane !== at);
  if (wrong !== undefined) {
    faults.add(
      `the lanes of ${name} have the numbers ${
        ordered.map(({ lane }) => lane ?? "none").join(", ")
      }, write each from 0 to ${lanes.length - 1} once, or none at all`,
      wrong.edge.line,
    );
  }
  return ordered;
}

/** What lanes carry that say nothing of it: what the others do, or else what all of them are told to people as, or what they are called. */
function usualType(called: string, lanes: readonly EdgeMarks[]): DesignType {
  const marked = new Map(
    lanes.flatMap(({ type }) => type === undefined ? [] : [[type.name, type]]),
  );
  if (marked.size === 1) return [...marked.values()][0]!;
  const told = new Set(lanes.filter(({ type }) => type === undefined).map(({ prose }) => prose));
  const [prose] = told;
  return ownType(told.size === 1 && prose !== undefined ? prose : pascalCase(called));
}

function ownType(name: string): DesignType {
  return { name, isMessage: true };
}

function checkSpelling(called: string, lanes: readonly EdgeMarks[], faults: FaultList): void {
  const spellings = new Map(lanes.map(({ name, edge }) => [name!, edge.line]));
  if (spellings.size === 1) return;
  const [[, line] = []] = [...spellings].slice(1);
  faults.add(
    `the channels ${
      quoted([...spellings.keys()])
    } would both be called ${called}, write them alike or tell them apart`,
    line,
  );
}

/** Names as they are listed in a fault. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" and ");
}
