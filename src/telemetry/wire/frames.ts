import type { Topology } from "../../protocol/mod.ts";
import { actorLabel } from "../sample/mod.ts";
import type { TopologyFrame, WireEvents } from "./wire.ts";

/** A server-sent event, before framing. */
export interface EventMessage {
  readonly event: keyof WireEvents;
  readonly data: string;
  readonly id?: string;
  readonly retry?: number;
}

/** Frames a message as bytes. Calls may overlap; each gets its own bytes. */
export type FrameMessage = (message: EventMessage) => Promise<Uint8Array>;

/** Makes a message of an event. */
export function toMessage<Name extends keyof WireEvents>(
  event: Name,
  data: WireEvents[Name],
  extra: Pick<EventMessage, "id" | "retry"> = {},
): EventMessage {
  return { event, data: JSON.stringify(data), ...extra };
}

/** The picture of the graph, as the page needs it. */
export function topologyFrame(topology: Topology, rev: number): TopologyFrame {
  return {
    rev,
    graph: topology.graph,
    actors: topology.actors.map((actor) => ({
      name: actor.name,
      instance: actor.instance,
      troupe: actor.troupe,
      label: actorLabel(actor),
    })),
    chans: topology.channels.map(({ name, lane, from, to, kind, capacity }) => ({
      name,
      lane,
      from,
      to,
      kind,
      capacity,
    })),
  };
}
