import { channelSize, channelSpec, initChannel, overflowText } from "../../channel/ring/host.ts";
import {
  channelCountWords,
  channelDroppedByte,
  type ChannelSpec,
  channelTrailByte,
} from "../../channel/ring/mod.ts";
import { initDoorbell, type SeatAddress } from "../../memory/doorbell.ts";
import { doorbellBytes } from "../../memory/doorbell_layout.ts";
import { RegionPlan } from "../../memory/region.ts";
import { PROBE_BYTES } from "../../probe/probe_layout.ts";
import { trailBytesByte } from "../../probe/trail_layout.ts";
import {
  type ActorPlan,
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
  endsOf,
  type Supervisor,
  type SupervisorBlueprint,
} from "./blueprint.ts";
import { cyclesOf, type Edge } from "./cycles.ts";
import type { GraphPlan, PlannedActor } from "./graph_plan.ts";
import { type Home, homesOf } from "./homes.ts";
import { sourcesOf } from "./sources.ts";

/** Where a channel lies. */
interface PlacedChannel {
  readonly channel: number;
  readonly at: number;
  readonly spec: ChannelSpec;
}

interface WorkerDraft extends Home {
  /** The plans of its actors, by seat. */
  readonly plans: ActorPlan[];
}

/**
 * Lays a graph out. It must be without faults.
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
  const wiring = wiringOf(blueprint);
  const edges = edgesOf(blueprint, wiring);
  const drafts = homesOf(blueprint, edges, cores, apart).map((home): WorkerDraft => ({
    ...home,
    plans: [],
  }));
  const ballot = memory.reserve(ballotBytes(blueprint.actors.length));
  const doorbells = drafts.map(({ actors }) => memory.reserve(doorbellBytes(actors.length)));
  const addresses = new Map<ActorBlueprint, SeatAddress>();
  const workerOf = new Map<ActorBlueprint, number>();
  drafts.forEach(({ actors }, worker) =>
    actors.forEach((actor, seat) => {
      workerOf.set(actor, worker);
      addresses.set(actor, { doorbell: doorbells[worker] as number, seats: actors.length, seat });
    })
  );

  const places = new Map<ChannelBlueprint, PlacedChannel>();
  blueprint.channels.forEach((channel, index) => {
    const spec = channelSpec(channelLabel(channel), channel.kind, channel.options);
    places.set(channel, { channel: index, at: memory.reserve(channelSize(spec)), spec });
  });
  const cycles = cyclesOf(blueprint.actors.length, edges);
  const cyclic = new Set(cycles.flatMap(({ members }) => members));
  const actors = blueprint.actors.map((actor, index): PlannedActor => {
    const address = addresses.get(actor) as SeatAddress;
    const ends = Object.entries(actor.definition.ports).flatMap(([port]) =>
      endsOf(actor.ports[port] as never).map(({ channel, direction }): EndPlan => {
        const { from, to } = wiring.get(channel) as Wire;
        const peer = addresses.get(direction === "tx" ? to : from) as SeatAddress;
        return { port, direction, ...(places.get(channel) as PlacedChannel), peer };
      })
    ).slice(); // Of its own length: what flatMap returns has room for many more.
    const plan = planActor(actor, index, address.seat, ends, cyclic.has(index), memory);
    const worker = workerOf.get(actor) as number;
    (drafts[worker] as WorkerDraft).plans.push(plan);
    return {
      plan,
      definition: actor.definition,
      worker,
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
    initDoorbell(region, at, (drafts[worker] as WorkerDraft).actors.length)
  );
  for (const { at, spec } of places.values()) initChannel(region, at, spec);
  for (const { plan } of actors) {
    initState(region, plan.state.at);
    initJournal(region, plan.journal, plan.ends.length);
  }
  const run = crypto.randomUUID();
  const workers = drafts.map(({ name, actors, plans }, index): WorkerPlan => ({
    index,
    name,
    graph: blueprint.name,
    run,
    region,
    doorbell: doorbells[index] as number,
    ballot,
    actors: plans,
    ...sourcesOf(actors.map(({ definition }) => definition)),
  }));
  return {
    region,
    ballot,
    workers,
    actors,
    supervisors: supervisorsOf(blueprint),
    topology: topologyOf(blueprint, actors, drafts, places, edges),
    packs: blueprint.workers !== "each",
    cycles,
    alertRules: {
      actors: blueprint.actors.map(({ alerts }) => alerts ?? blueprint.alerts.actors),
      channels: blueprint.channels.map(({ alerts }) => alerts ?? blueprint.alerts.channels),
    },
  };
}

function supervisorsOf({ actors, supervisors }: Blueprint): SupervisorPlan[] {
  const numbers = new Map<ActorBlueprint | SupervisorBlueprint, number>();
  for (const drawn of [actors, supervisors]) drawn.forEach((one, i) => numbers.set(one, i));
  return supervisors.map(({ name, strategy, intensity, children }) => ({
    label: name,
    strategy,
    intensity: intensity ?? standardIntensity(children.length),
    children: children.map((child) => {
      const number = numbers.get(child) as number;
      return "definition" in child ? { actor: number } : { supervisor: number };
    }),
  }));
}

function planActor(
  actor: ActorBlueprint,
  index: number,
  seat: number,
  ends: readonly EndPlan[],
  inCycle: boolean,
  memory: RegionPlan,
): ActorPlan {
  const { definition } = actor;
  const state = stateSpec(definition.state);
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
    state: { at: memory.reserve(state.bytes), cells: state.cells },
    ends,
  };
}

interface Wire {
  from: ActorBlueprint;
  to: ActorBlueprint;
}

/** Who is at the two ends of each channel. */
function wiringOf({ actors }: Blueprint): Map<ChannelBlueprint, Wire> {
  const wires = new Map<ChannelBlueprint, Wire>();
  for (const actor of actors) {
    for (const { channel, direction } of Object.values(actor.ports).flatMap(endsOf)) {
      const wire = wires.get(channel) ?? { from: actor, to: actor };
      wire[direction === "tx" ? "from" : "to"] = actor;
      wires.set(channel, wire);
    }
  }
  return wires;
}

/** Which actor each channel leads from, and to which, by number. */
function edgesOf(
  { actors, channels }: Blueprint,
  wiring: ReadonlyMap<ChannelBlueprint, Wire>,
): Edge[] {
  const numbers = new Map(actors.map((actor, index) => [actor, index]));
  return channels.map((channel) => {
    const { from, to } = wiring.get(channel) as Wire;
    return { from: numbers.get(from) as number, to: numbers.get(to) as number };
  });
}

/** The names of the supervisors that an actor is under, the outermost first. */
function supervisorsAbove({ supervisors }: Blueprint, actor: ActorBlueprint): string[] {
  const names: string[] = [];
  const [root] = supervisors;
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
  places: ReadonlyMap<ChannelBlueprint, PlacedChannel>,
  edges: readonly Edge[],
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
      const { at, spec } = places.get(channel) as PlacedChannel;
      return {
        index,
        name: channel.name,
        lane: channel.lane,
        ...(edges[index] as Edge),
        kind: channel.kind.name,
        capacity: spec.capacity,
        ...spec.overflow !== "wait" && {
          drops: { rule: overflowText(spec.overflow), countAt: channelDroppedByte(at) },
        },
        ...channelCountWords(at),
        messageBytes: channel.kind.hasPayload ? null : channel.kind.slotBytes,
        bytesAt: channel.kind.hasPayload ? trailBytesByte(channelTrailByte(at)) : 0,
        latencyAt: channelTrailByte(at),
      };
    }),
  };
}
