/** Who sends the first messages in a test where nothing comes from outside, and where something comes of them for certain. */
import { channelLabel } from "../../protocol/mod.ts";
import type { Design, DesignActor, Driver } from "../design.ts";
import { driverOf } from "./conditions.ts";
import { type ModuleView, reachedFrom, takersOf } from "./module_view.ts";
import { longestMs } from "./occasions.ts";

/** What is played, and what comes of it. */
export interface FirstMessages {
  readonly starters: readonly DesignActor[];
  /** Labels of the channels on which something is sent then, be it by whom it may. */
  readonly busy: readonly string[];
}

type ViewMap = ReadonlyMap<string, ModuleView>;

interface SentLane {
  readonly label: string;
  readonly from: string;
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string;
  /** Whether whoever sends on it shares what it sends among this lane and others. */
  readonly isShared: boolean;
}

/** By input, how many messages come there at least. */
type ArrivalCounts = Map<string, number>;

/** A beat that comes within the time that a test waits. */
const SOON_MS = 1000;

/** @param count how many messages a starter sends on each of its outputs */
export function firstMessages(design: Design, views: ViewMap, count: number): FirstMessages {
  const starters = startersOf(design, views);
  const outputs = new Map(design.actors.map(({ id, module }) => [id, views.get(module)!.outputs]));
  const lanes = design.channels.flatMap(({ name, isBundle, lanes }) =>
    lanes.map((lane, at): SentLane => ({
      ...lane,
      isShared: outputs.get(lane.from)!.some((port) =>
        port.name === lane.fromPort && port.isBundle
      ),
      label: channelLabel({ name, lane: isBundle ? at : null }),
    }))
  );
  return { starters, busy: busyLanes(design, views, lanes, starters, count) };
}

/** For all actors that no source's messages come to: of those that send to each other, one. */
function startersOf(design: Design, views: ViewMap): DesignActor[] {
  const takers = takersOf(design);
  const reach = new Map(design.actors.map(({ id }) => [id, reachedFrom(id, takers)]));
  const fed = new Set(
    design.actors.filter(({ module }) => views.get(module)!.isSource)
      .flatMap(({ id }) => [...reach.get(id)!]),
  );
  const starters: DesignActor[] = [];
  // Whoever is to have turns by time begins, where there is one.
  const beats = ({ module }: DesignActor) => longestMs(driverOf(views.get(module)!)) > 0;
  for (const actor of [...design.actors.filter(beats), ...design.actors]) {
    const { id, module } = actor;
    const isFirst = design.actors.every((other) =>
      !reach.get(other.id)!.has(id) || reach.get(id)!.has(other.id)
    );
    if (fed.has(id) || !isFirst || views.get(module)!.outputs.length === 0) continue;
    starters.push(actor);
    for (const reached of reach.get(id)!) fed.add(reached);
  }
  return starters;
}

function busyLanes(
  { actors }: Design,
  views: ViewMap,
  lanes: readonly SentLane[],
  starters: readonly DesignActor[],
  count: number,
): string[] {
  const started = new Set(starters.map(({ id }) => id));
  const arrivals = new Map<string, ArrivalCounts>(actors.map(({ id }) => [id, new Map()]));
  const sent = new Map<SentLane, number>();
  const sends = (lane: SentLane, messages: number) => {
    if (messages <= (sent.get(lane) ?? 0)) return false;
    sent.set(lane, messages);
    const before = arrivals.get(lane.to)!.get(lane.toPort) ?? 0;
    arrivals.get(lane.to)!.set(lane.toPort, Math.max(before, messages));
    return true;
  };
  for (const lane of lanes.filter(({ from }) => started.has(from))) {
    sends(lane, lane.isShared ? 1 : count);
  }
  const others = actors.filter(({ id }) => !started.has(id));
  const pass = () =>
    others.flatMap(({ id, module }) => {
      const passed = passedOn(views.get(module)!, arrivals.get(id)!);
      // Of what is shared nobody knows who gets it.
      return lanes.filter(({ from, isShared }) => from === id && !isShared)
        .filter((lane) => sends(lane, passed(lane.fromPort)));
    });
  while (pass().length > 0);
  return [...sent.keys()].map(({ label }) => label).sort();
}

/** How many messages a stand-in sends on an output at least, of so many that come. */
function passedOn(view: ModuleView, arrivals: ArrivalCounts): (port: string) => number {
  const { outputs, outer, leading, calls } = view;
  const isWoken = calls !== null ? arrivals.size > 0 : holds(driverOf(view), view, arrivals);
  if (!isWoken) return () => 0;
  const comes = (isOuter: boolean) =>
    [...arrivals].filter(([name]) => outer.some((port) => port.name === name) === isOuter)
      .reduce((sum, [, messages]) => sum + messages, 0);
  const [fresh, back] = [comes(true), comes(false)];
  const circular = outputs.filter((port) => !leading.includes(port));
  return (name) => {
    const at = circular.findIndex((port) => port.name === name);
    if (at < 0 || calls !== null) return fresh + back;
    // What finds no room there is given up, but the first finds some.
    return fresh > 0 || back > 2 * at ? 1 : 0;
  };
}

function holds(driver: Driver, view: ModuleView, arrivals: ArrivalCounts): boolean {
  switch (driver.when) {
    case "any":
      return driver.of.some((part) => holds(part, view, arrivals));
    case "all":
      return driver.of.every((part) => holds(part, view, arrivals));
    case "avail": {
      const isBundle = view.inputs.find(({ name }) => name === driver.port)?.isBundle;
      return (arrivals.get(driver.port) ?? 0) >= driver.count && (!isBundle || driver.share === 0);
    }
    case "vacant":
      return true;
    case "periodic":
      return driver.everyMs <= SOON_MS;
    case "other":
      return false;
  }
}
