import {
  barWriter,
  channelSpec,
  FIRST_SLEEP,
  followChannel,
  initChannel,
  layWriter,
} from "../../channel/ring/host.ts";
import type { ChannelSpec } from "../../channel/ring/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import { initDoorbell } from "../../memory/doorbell.ts";
import { RegionPlan } from "../../memory/region.ts";
import type { ActorShape, WorkerPlan } from "../../protocol/mod.ts";
import { ballotBytes } from "../../shutdown/ballot_layout.ts";
import { initState, stateSpec } from "../../state/mod.ts";
import { standardIntensity, type SupervisorPlan } from "../../supervisor/mod.ts";
import { initJournal } from "../../turn/mod.ts";
import {
  type ActorBlueprint,
  beginsAsleep,
  type Blueprint,
  type ChannelBlueprint,
  type EndBlueprint,
  endsOf,
} from "./blueprint.ts";
import { type Cycle, cyclesOf, type Edge } from "./cycles.ts";
import type { GraphPlan, PlannedPool } from "./graph_plan.ts";
import type { GraphGround } from "./ground.ts";
import { type Home, homesOf } from "./homes.ts";
import { LaidOutActor, type Layout, type Mould } from "./layout.ts";
import { Picture } from "./picture.ts";
import { endCount, placeParts } from "./places.ts";
import { sourcesOf } from "./sources.ts";

/**
 * Lays a graph out. It must be without faults.
 *
 * @param cores How many threads can run at once.
 * @param apart Labels of actors that get a worker of their own, whichever troupe they were drawn in.
 * @param ground What it is laid out on, where that is not memory of its own.
 */
export function planGraph(
  blueprint: Blueprint,
  cores: number,
  apart?: ReadonlySet<string>,
  ground?: GraphGround,
): GraphPlan {
  const memory = new RegionPlan();
  const wiring = wiringOf(blueprint);
  const edges = blueprint.channels.map((_, channel): Edge => ({
    from: wiring.from[channel] as number,
    to: wiring.to[channel] as number,
  }));
  const homes = homesOf(blueprint, edges, cores, apart);
  const cycles = cyclesOf(blueprint.actors.length, edges);
  const isPooled = ({ number }: ChannelBlueprint) => {
    const reader = blueprint.actors[wiring.to[number] as number] as ActorBlueprint;
    return reader.pool !== null;
  };
  ground?.begin(memory, { blueprint, homes, isPooled });
  const ballot = memory.reserve(ballotBytes(blueprint.actors.length));
  const layout = layOut(blueprint, wiring, homes, cycles, memory, isPooled);
  const actors = blueprint.actors.map((_, index) => new LaidOutActor(layout, index));
  ground?.reserve(memory, actors.length, layout.channelOfEnd.length);
  const region = ground?.allocate(memory) ?? memory.allocate();
  if (ground?.isFound !== true) furnish(region, layout);
  const run = ground?.epoch ?? crypto.randomUUID();
  const workers = homes.map((home, index): WorkerPlan => ({
    index,
    name: home.name,
    graph: blueprint.name,
    run,
    region,
    doorbell: layout.doorbells.of(index),
    ballot,
    actors: home.actors.map(({ number }) => actors[number] as LaidOutActor),
    ...sourcesOf(home.actors.map(({ definition }) => definition)),
    ...(home.process && { process: home.process }),
  }));
  const picture = new Picture(layout, homes.map(({ troupe }) => troupe));
  return {
    graph: blueprint.name,
    region,
    ballot,
    workers,
    actors,
    supervisors: supervisorsOf(blueprint),
    pools: poolsOf(blueprint),
    get topology() {
      return picture.topology;
    },
    packs: blueprint.workers !== "each",
    cycles,
    watchedRooms: blueprint.channels.flatMap(({ number, saturation }) =>
      saturation === null ? [] : [{ channel: number, ...saturation }]
    ),
    channelAt: (channel) => layout.channels.of(channel),
    writerOf: (channel) => layout.from[channel] as number,
    get alertRules() {
      return picture.alertRules;
    },
    hostEnds: new Map(
      blueprint.actors.flatMap(({ hostEnd }, index) => hostEnd === null ? [] : [[index, hostEnd]]),
    ),
  };
}

/** Decides where everything is. */
function layOut(
  blueprint: Blueprint,
  wiring: Wiring,
  homes: readonly Home[],
  cycles: readonly Cycle[],
  memory: RegionPlan,
  isPooled: (channel: ChannelBlueprint) => boolean,
): Layout {
  const { actors, channels } = blueprint;
  const parts = {
    firstEnds: wiring.firstEnds,
    seatCounts: Int32Array.from(homes, (home) => home.actors.length),
    measures: measuresOf(channels, isPooled),
  };
  const moulds = mouldsOf(actors);
  // Without cells there is nothing to place.
  const stateBytes = moulds.map(({ state: { cells, bytes } }) => cells.length > 0 ? bytes : 0);
  const layout: Layout = {
    blueprint,
    ...wiring,
    ...parts,
    ...placeParts(memory, { ...parts, stateBytes }),
    workers: new Int32Array(actors.length),
    seats: new Int32Array(actors.length),
    moulds,
    inCycle: new Uint8Array(actors.length),
    told: new Map(),
  };
  homes.forEach((home, worker) =>
    home.actors.forEach(({ number }, seat) => {
      layout.workers[number] = worker;
      layout.seats[number] = seat;
    })
  );
  for (const { members } of cycles) for (const member of members) layout.inCycle[member] = 1;
  return layout;
}

/** Writes the fixed part of everything that has one. */
function furnish(region: SharedArrayBuffer, layout: Layout): void {
  layout.seatCounts.forEach((seats, worker) =>
    initDoorbell(region, layout.doorbells.of(worker), seats)
  );
  layout.measures.forEach((spec, channel) =>
    initChannel(region, layout.channels.of(channel), spec)
  );
  layout.moulds.forEach(({ state }, actor) => {
    initJournal(region, layout.journals.of(actor), endCount(layout, actor), actor);
    if (state.cells.length > 0) initState(region, layout.states.of(actor));
  });
  const { actors } = layout.blueprint;
  layout.from.forEach((actor, channel) => {
    const { definition } = actors[actor] as ActorBlueprint;
    if (definition.followed) followChannel(region, layout.channels.of(channel));
  });
  layAsleep(region, layout);
}

/** Nobody sends to an actor that begins asleep, and what it would send on is not closed. */
function layAsleep(
  region: SharedArrayBuffer,
  { blueprint: { actors, pools }, from, to, channels }: Layout,
): void {
  if (pools.length === 0) return;
  const isAsleep = (actor: number) => beginsAsleep(actors[actor] as ActorBlueprint);
  for (let channel = 0; channel < to.length; channel++) {
    const at = channels.of(channel);
    if (isAsleep(to[channel] as number)) barWriter(region, at, FIRST_SLEEP);
    if (isAsleep(from[channel] as number)) layWriter(region, at);
  }
}

/** What each actor has in common with those of its definition: the same for all of them. */
function mouldsOf(actors: readonly ActorBlueprint[]): Mould[] {
  const known = new Map<ActorShape, Mould>();
  return actors.map(({ definition, durable }) => {
    let mould = known.get(definition);
    if (mould === undefined) {
      mould = { ports: Object.keys(definition.ports), state: stateSpec(definition.state) };
      known.set(definition, mould);
    }
    // What a durable actor begins with is its own.
    return durable ? { ...mould, state: stateSpec(definition.state) } : mould;
  });
}

/** The measures of each channel, without its name: the same for all that are alike. */
function measuresOf(
  channels: readonly ChannelBlueprint[],
  isPooled: (channel: ChannelBlueprint) => boolean,
): ChannelSpec[] {
  const known = new Map<KindShape, Map<string, ChannelSpec>>();
  return channels.map((channel) => {
    const { kind, options } = channel;
    let alike = known.get(kind);
    if (alike === undefined) known.set(kind, alike = new Map());
    const { capacity, bytes, checked, overflow } = options;
    const pooled = isPooled(channel);
    const key = `${capacity} ${bytes} ${checked} ${JSON.stringify(overflow)} ${pooled}`;
    let measures = alike.get(key);
    if (measures === undefined) alike.set(key, measures = channelSpec("", kind, options, pooled));
    return measures;
  });
}

function poolsOf({ pools, actors }: Blueprint): PlannedPool[] {
  return pools.map((pool) => ({
    name: pool.name,
    min: pool.min,
    max: pool.max,
    members: actors.flatMap((actor, index) => actor.pool === pool ? [index] : []),
  }));
}

/** What is wired to what. */
type Wiring = Pick<Layout, "from" | "to" | "firstEnds" | "channelOfEnd">;

function wiringOf({ actors, channels }: Blueprint): Wiring {
  const from = new Int32Array(channels.length);
  const to = new Int32Array(channels.length);
  const firstEnds = new Int32Array(actors.length + 1);
  // Each channel has two ends.
  const channelOfEnd = new Int32Array(2 * channels.length);
  let ends = 0;
  actors.forEach(({ definition, ports }, actor) => {
    firstEnds[actor] = ends;
    for (const port of Object.keys(definition.ports)) {
      for (const { channel, direction } of endsOf(ports[port] as EndBlueprint)) {
        const { number } = channel;
        (direction === "tx" ? from : to)[number] = actor;
        channelOfEnd[ends++] = number;
      }
    }
  });
  firstEnds[actors.length] = ends;
  return { from, to, firstEnds, channelOfEnd };
}

function supervisorsOf({ supervisors }: Blueprint): SupervisorPlan[] {
  return supervisors.map(({ name, strategy, intensity, children }) => ({
    label: name,
    strategy,
    intensity: intensity ?? standardIntensity(children.length),
    children: children.map((child) =>
      "definition" in child ? { actor: child.number } : { supervisor: supervisors.indexOf(child) }
    ),
  }));
}
