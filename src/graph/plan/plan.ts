import { channelSize, channelSpec, initChannel } from "../../channel/ring/host.ts";
import { channelCountWords, type ChannelSpec, channelTrailByte } from "../../channel/ring/mod.ts";
import { initDoorbell, type SeatAddress } from "../../memory/doorbell.ts";
import { doorbellBytes } from "../../memory/doorbell_layout.ts";
import { RegionPlan } from "../../memory/region.ts";
import { PROBE_BYTES } from "../../probe/probe_layout.ts";
import { trailBytesByte } from "../../probe/trail_layout.ts";
import {
  type ActorPlan,
  type ActorShape,
  type ChannelEdge,
  channelLabel,
  type EndPlan,
  type Topology,
  type WorkerPlan,
} from "../../protocol/mod.ts";
import { ballotBytes } from "../../shutdown/ballot_layout.ts";
import { initState, stateSpec } from "../../state/mod.ts";
import { RESTART_TYPES, standardIntensity, type SupervisorPlan } from "../../supervisor/mod.ts";
import { initJournal, journalBytes } from "../../turn/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type Blueprint,
  type ChannelBlueprint,
  type EndBlueprint,
  endsOf,
  type Supervisor,
} from "./blueprint.ts";
import { cyclesOf, type Edge } from "./cycles.ts";
import type { GraphPlan, PlannedActor } from "./graph_plan.ts";
import { type Home, homesOf } from "./homes.ts";
import { sourcesOf } from "./sources.ts";

/** A channel: what it joins, by number, and where it lies. */
interface Wire extends Edge {
  readonly channel: number;
  readonly at: number;
  readonly spec: ChannelSpec;
}

/** What all actors of a definition have in common. */
interface Mould {
  /** Its ports, in the order in which their ends are counted. */
  readonly ports: readonly string[];
  readonly state: ReturnType<typeof stateSpec>;
}

/**
 * Lays a graph out. It must be without faults.
 *
 * There may be ten thousand actors, so what is the same for several is made once, and nothing is made here that only some need.
 *
 * @param cores How many threads can run at once.
 * @param apart Labels of actors that get a worker of their own, whichever troupe they were drawn in.
 */
export function planGraph(
  blueprint: Blueprint,
  cores: number,
  apart?: ReadonlySet<string>,
): GraphPlan {
  const memory = new RegionPlan();
  const numbers = new Map<ActorBlueprint, number>();
  blueprint.actors.forEach((actor, number) => numbers.set(actor, number));
  const edges = edgesOf(blueprint);
  const homes = homesOf(blueprint, edges.list, cores, apart);
  const ballot = memory.reserve(ballotBytes(blueprint.actors.length));
  const addresses: SeatAddress[] = new Array(blueprint.actors.length);
  const workerOf: number[] = new Array(blueprint.actors.length);
  const doorbells = homes.map(({ actors }, worker) => {
    const doorbell = memory.reserve(doorbellBytes(actors.length));
    actors.forEach((actor, seat) => {
      const number = numbers.get(actor) as number;
      workerOf[number] = worker;
      addresses[number] = { doorbell, seats: actors.length, seat };
    });
    return doorbell;
  });

  const wires = blueprint.channels.map((channel, index): Wire => {
    const spec = channelSpec(channelLabel(channel), channel.kind, channel.options);
    const { from, to } = edges.list[index] as Edge;
    return { channel: index, from, to, at: memory.reserve(channelSize(spec)), spec };
  });
  const cycles = cyclesOf(blueprint.actors.length, wires);
  const cyclic = new Set(cycles.flatMap(({ members }) => members));
  const mouldOf = moulds();
  const planned = blueprint.actors.map((actor, index): PlannedActor => {
    const address = addresses[index] as SeatAddress;
    const mould = mouldOf(actor.definition);
    const ends: EndPlan[] = [];
    for (const port of mould.ports) {
      for (const { channel, direction } of endsOf(actor.ports[port] as EndBlueprint)) {
        const wire = wires[edges.numbers.get(channel) as number] as Wire;
        const { at, spec } = wire;
        const peer = addresses[direction === "tx" ? wire.to : wire.from] as SeatAddress;
        ends.push({ port, direction, channel: wire.channel, at, spec, peer });
      }
    }
    return {
      plan: planActor(actor, index, address.seat, ends.slice(), mould, cyclic.has(index), memory),
      definition: actor.definition,
      worker: workerOf[index] as number,
      address,
      restart: actor.restart,
      stopTimeoutMs: actor.stopTimeoutMs,
      hangTimeoutMs: actor.hangTimeoutMs,
      showstopper: actor.showstopper,
      durable: actor.durable,
    };
  });

  const region = memory.allocate();
  doorbells.forEach((at, worker) =>
    initDoorbell(region, at, (homes[worker] as Home).actors.length)
  );
  for (const { at, spec } of wires) initChannel(region, at, spec);
  for (const { plan: { state, journal, ends } } of planned) {
    if (state.cells.length > 0) initState(region, state.at);
    initJournal(region, journal, ends.length);
  }
  const run = crypto.randomUUID();
  const workers = homes.map(({ name, actors }, index): WorkerPlan => ({
    index,
    name,
    graph: blueprint.name,
    run,
    region,
    doorbell: doorbells[index] as number,
    ballot,
    actors: actors.map((actor) => (planned[numbers.get(actor) as number] as PlannedActor).plan),
    ...sourcesOf(actors.map(({ definition }) => definition)),
  }));
  let topology: Topology | undefined;
  return {
    graph: blueprint.name,
    region,
    ballot,
    workers,
    actors: planned,
    supervisors: supervisorsOf(blueprint, numbers),
    // Of a graph that nobody looks at, nobody needs the picture.
    get topology() {
      return topology ??= topologyOf(blueprint, planned, homes, wires);
    },
    packs: blueprint.workers !== "each",
    cycles,
    alertRules: {
      actors: blueprint.actors.map(({ alerts }) => alerts ?? blueprint.alerts.actors),
      channels: blueprint.channels.map(({ alerts }) => alerts ?? blueprint.alerts.channels),
    },
  };
}

/** Says what the actors of a definition have in common: the same thing for all of them. */
function moulds(): (definition: ActorShape) => Mould {
  const known = new Map<ActorShape, Mould>();
  return (definition) => {
    let mould = known.get(definition);
    if (mould === undefined) {
      mould = { ports: Object.keys(definition.ports), state: stateSpec(definition.state) };
      known.set(definition, mould);
    }
    return mould;
  };
}

function supervisorsOf(
  { supervisors }: Blueprint,
  numbers: ReadonlyMap<ActorBlueprint, number>,
): SupervisorPlan[] {
  return supervisors.map(({ name, strategy, intensity, children }) => ({
    label: name,
    strategy,
    intensity: intensity ?? standardIntensity(children.length),
    children: children.map((child) =>
      "definition" in child
        ? { actor: numbers.get(child) as number }
        : { supervisor: supervisors.indexOf(child) }
    ),
  }));
}

function planActor(
  actor: ActorBlueprint,
  index: number,
  seat: number,
  ends: readonly EndPlan[],
  { state: { cells, bytes } }: Mould,
  inCycle: boolean,
  memory: RegionPlan,
): ActorPlan {
  const { definition } = actor;
  return {
    index,
    name: actor.name,
    instance: actor.instance,
    label: actorLabel(actor),
    args: { ...definition.args, ...actor.args },
    waitStrategy: actor.waitStrategy,
    permanent: RESTART_TYPES[actor.restart].crashesByReturning,
    inCycle,
    seat,
    probe: memory.reserve(PROBE_BYTES),
    journal: memory.reserve(journalBytes(ends.length)),
    state: {
      // Without cells there is nothing to place.
      at: cells.length === 0 ? 0 : memory.reserve(bytes),
      // What a durable actor begins with is its own.
      cells: actor.durable ? cells.map((cell) => ({ ...cell })) : cells,
    },
    ends,
  };
}

/** Which actor each channel leads from, and to which; and the number of each channel. */
function edgesOf({ actors, channels }: Blueprint): {
  readonly list: readonly Edge[];
  readonly numbers: ReadonlyMap<ChannelBlueprint, number>;
} {
  const numbers = new Map<ChannelBlueprint, number>();
  channels.forEach((channel, number) => numbers.set(channel, number));
  const list = channels.map(() => ({ from: -1, to: -1 }));
  actors.forEach(({ ports }, actor) => {
    for (const port of Object.keys(ports)) {
      for (const { channel, direction } of endsOf(ports[port] as EndBlueprint)) {
        const edge = list[numbers.get(channel) as number] as { from: number; to: number };
        edge[direction === "tx" ? "from" : "to"] = actor;
      }
    }
  });
  return { list, numbers };
}

const NOBODY_ABOVE: readonly string[] = [];

/** The names of the supervisors that an actor is under, the outermost first. */
function supervisorsAbove(
  { supervisors }: Blueprint,
  actor: ActorBlueprint,
): readonly string[] {
  const [root] = supervisors;
  if (actor.supervisor === root) return NOBODY_ABOVE;
  const names: string[] = [];
  let above: Supervisor | null = actor.supervisor;
  while (above !== null && above !== root) {
    names.unshift(above.name);
    above = supervisors.find((drawn) => drawn === above)?.supervisor ?? null;
  }
  return names;
}

function topologyOf(
  blueprint: Blueprint,
  actors: readonly PlannedActor[],
  homes: readonly Home[],
  wires: readonly Wire[],
): Topology {
  return {
    graph: blueprint.name,
    actors: blueprint.actors.map((actor, index) => {
      const { plan, worker } = actors[index] as PlannedActor;
      return {
        index,
        name: actor.name,
        instance: actor.instance,
        troupe: (homes[worker] as Home).troupe,
        supervisors: supervisorsAbove(blueprint, actor),
        probe: plan.probe,
      };
    }),
    channels: blueprint.channels.map((channel, index): ChannelEdge => {
      const { from, to, at, spec } = wires[index] as Wire;
      return {
        index,
        name: channel.name,
        lane: channel.lane,
        from,
        to,
        kind: channel.kind.name,
        capacity: spec.capacity,
        ...channelCountWords(at),
        messageBytes: channel.kind.hasPayload ? null : channel.kind.slotBytes,
        bytesAt: channel.kind.hasPayload ? trailBytesByte(channelTrailByte(at)) : 0,
        latencyAt: channelTrailByte(at),
      };
    }),
  };
}
