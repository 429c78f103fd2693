import type { NormalForm, NormalLane } from "../normal_form.ts";
import { actorDifferences, supervisorDifferences } from "./actor_differences.ts";
import { plain, type SideNames, sides } from "./sides.ts";

/**
 * Where a drawing and a graph differ, in the words of the drawing, a line each; none if they are the same. The numbers of lanes are told
 * where nothing else about a bundle differs: one that came or went moves all behind it.
 */
export function differencesBetween(
  drawn: NormalForm,
  found: NormalForm,
  names: SideNames,
): string[] {
  return [
    ...actorDifferences(drawn.actors, found.actors, names),
    ...supervisorDifferences(drawn.supervisors, found.supervisors, names),
    ...laneDifferences(drawn.lanes, found.lanes, names),
  ];
}

function laneDifferences(
  drawn: readonly NormalLane[],
  found: readonly NormalLane[],
  names: SideNames,
): string[] {
  const ofDrawn = Map.groupBy(drawn, channelOf);
  const ofFound = Map.groupBy(found, channelOf);
  return [...new Set([...ofDrawn.keys(), ...ofFound.keys()])].sort().flatMap((channel) =>
    channelDifferences(ofDrawn.get(channel) ?? [], ofFound.get(channel) ?? [], names)
  );
}

/** Of one channel or bundle. What is the same is put aside; what joins the same actors differs in something else. */
function channelDifferences(
  drawn: readonly NormalLane[],
  found: readonly NormalLane[],
  names: SideNames,
): string[] {
  const pairs: [NormalLane, NormalLane][] = [];
  let [left, right] = [[...drawn], [...found]];
  for (const key of [numberedLane, wholeLane, joined, channelOf]) {
    const waiting = Map.groupBy(right, key);
    left = left.filter((lane) => {
      const mate = waiting.get(key(lane))?.shift();
      if (mate !== undefined) pairs.push([lane, mate]);
      return mate === undefined;
    });
    right = [...waiting.values()].flat();
  }
  const lines = [
    ...pairs.flatMap(([one, other]) => lineOfPair(one, other, names)),
    ...left.map((lane) => `${described(lane)}: only in ${names.drawn}`),
    ...right.map((lane) => `${described(lane)}: only in ${names.found}`),
  ];
  return lines.length > 0 ? lines : pairs.filter(([one, other]) => one.lane !== other.lane)
    .map(([one, other]) =>
      `${channelOf(one)} (${arrow(one)}): ${sides(names, laneMark(one), laneMark(other))}`
    );
}

function lineOfPair(drawn: NormalLane, found: NormalLane, names: SideNames): string[] {
  const parts: string[] = [];
  const tell = (one: string, other: string) => {
    if (one !== other) parts.push(sides(names, one, other));
  };
  const tellPort = (of: string, one: string, other: string) => {
    if (other !== "") tell(`port ${one} of ${of}`, `port ${other} of ${of}`);
  };
  if (joined(drawn) !== joined(found)) parts.push(sides(names, arrow(drawn), arrow(found)));
  tell(typeMark(drawn), typeMark(found));
  tell(`#${drawn.capacity}`, `#${found.capacity}`);
  // Of other actors the ports are others, too.
  if (plain(drawn.from) === plain(found.from)) tellPort(drawn.from, drawn.fromPort, found.fromPort);
  if (plain(drawn.to) === plain(found.to)) tellPort(drawn.to, drawn.toPort, found.toPort);
  return parts.length === 0 ? [] : [`${channelOf(drawn)} (${arrow(drawn)}): ${parts.join("; ")}`];
}

function described(lane: NormalLane): string {
  const { capacity } = lane;
  return `${channelOf(lane)} (${arrow(lane)}, ${typeMark(lane)} #${capacity})`;
}

function arrow({ from, to }: NormalLane): string {
  return `${from} -> ${to}`;
}

function laneMark({ lane }: NormalLane): string {
  return lane === null ? "a plain channel" : `lane=${lane}`;
}

function typeMark({ type }: NormalLane): string {
  return `<${type}>`;
}

function channelOf({ channel }: NormalLane): string {
  return channel;
}

function joined({ from, to }: NormalLane): string {
  return JSON.stringify([plain(from), plain(to)]);
}

function numberedLane(lane: NormalLane): string {
  return JSON.stringify([lane.lane, wholeLane(lane)]);
}

function wholeLane({ from, fromPort, to, toPort, capacity, type }: NormalLane): string {
  return JSON.stringify([plain(from), fromPort, plain(to), toPort, capacity, type]);
}
