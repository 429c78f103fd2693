import { channelSpec, overflowText } from "../../channel/ring/host.ts";
import { THIS_COPY } from "../../copy.ts";
import { channelLabel } from "../../protocol/mod.ts";
import { LEDGER_VERSION } from "../../region/ledger_layout.ts";
import { LETTERS_VERSION } from "../../region/letter_ring_layout.ts";
import { stateSpec } from "../../state/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type ChannelBlueprint,
  type Drawn,
  type EndBlueprint,
  endsOf,
} from "../plan/mod.ts";

/** A channel, as far as it says where things are, and what they are. */
export interface ChannelRecord {
  readonly channel: string;
  readonly kind: string;
  readonly capacity: number;
  readonly slots: number;
  readonly slotBytes: number;
  readonly payloadBytes: number;
  /** What becomes of messages that find no room, as people read it; empty if they wait. */
  readonly overflow: string;
  readonly pooled: boolean;
}

/** An end of an actor: its port, which end it is, and the label of its channel. */
export type EndRecord = readonly [port: string, direction: "tx" | "rx", channel: string];

/** A cell of an actor's state, in the order in which they lie in memory. */
export type CellRecord = readonly [name: string, kind: string, maxBytes: number];

/** An actor, in the same sense. */
export interface ActorRecord {
  readonly actor: string;
  readonly worker: number;
  readonly seat: number;
  /** The pool that it is a member of. */
  readonly pool: string | null;
  readonly ends: readonly EndRecord[];
  readonly cells: readonly CellRecord[];
}

/**
 * A graph as the next process finds it described: everything that says where things are in the region, and what they are. What is given to
 * actors, how patient the graph is, and what the first values of cells are, is no part of it.
 */
export interface PlanRecord {
  readonly graph: string;
  /** The versions of all structures. */
  readonly layouts: Readonly<Record<string, number>>;
  readonly channels: readonly ChannelRecord[];
  readonly actors: readonly ActorRecord[];
}

/** Describes a graph. */
export function recordOf({ blueprint, homes, isPooled }: Drawn): PlanRecord {
  const places = new Map<ActorBlueprint, Pick<ActorRecord, "worker" | "seat">>();
  homes.forEach((home, worker) =>
    home.actors.forEach((actor, seat) => places.set(actor, { worker, seat }))
  );
  return {
    graph: blueprint.name,
    layouts: { ...THIS_COPY.layouts, ledger: LEDGER_VERSION, letters: LETTERS_VERSION },
    channels: blueprint.channels.map((channel) => channelRecord(channel, isPooled(channel))),
    actors: blueprint.actors.map((actor) => ({
      actor: actorLabel(actor),
      ...places.get(actor) as Pick<ActorRecord, "worker" | "seat">,
      pool: actor.pool?.name ?? null,
      ends: endRecords(actor),
      cells: stateSpec(actor.definition.state).cells.map(({ name, kind, group, maxBytes }) =>
        [name, kind, group === 0 ? 0 : maxBytes] as const
      ),
    })),
  };
}

function channelRecord(channel: ChannelBlueprint, pooled: boolean): ChannelRecord {
  const { kind, options } = channel;
  const label = channelLabel(channel);
  const { capacity, slots, slotBytes, payloadBytes, overflow } = channelSpec(
    label,
    kind,
    options,
    pooled,
  );
  return {
    channel: label,
    kind: kind.name,
    capacity,
    slots,
    slotBytes,
    payloadBytes,
    overflow: overflowText(overflow),
    pooled,
  };
}

function endRecords({ definition, ports }: ActorBlueprint): EndRecord[] {
  return Object.keys(definition.ports).flatMap((port) =>
    endsOf(ports[port] as EndBlueprint).map(({ direction, label }) =>
      [port, direction, label] as const
    )
  );
}

/** Writes a description down: JSON, a line for each channel and each actor. */
export function writePlan({ graph, layouts, channels, actors }: PlanRecord): string {
  return [{ graph, layouts }, ...channels, ...actors].map((part) => JSON.stringify(part)).join(
    "\n",
  );
}

/** Reads what {@link writePlan} has written. */
export function readPlan(text: string): PlanRecord {
  const [head, ...parts] = text.split("\n").map((line) => JSON.parse(line));
  return {
    ...head as Pick<PlanRecord, "graph" | "layouts">,
    channels: parts.filter((part) => "channel" in part),
    actors: parts.filter((part) => "actor" in part),
  };
}

/** By the label of each channel: the labels of the actors that send on it, and take from it. */
export function ownersOf({ actors }: PlanRecord): ReadonlyMap<string, readonly [string, string]> {
  const owners = new Map<string, [string, string]>();
  for (const { actor, ends } of actors) {
    for (const [, direction, channel] of ends) {
      const both = owners.get(channel) ?? ["", ""];
      both[direction === "tx" ? 0 : 1] = actor;
      owners.set(channel, both);
    }
  }
  return owners;
}
