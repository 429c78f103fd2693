import type { Topology } from "../../protocol/mod.ts";
import { CHANNEL_FIGURES } from "../catalogue.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import type { ActorFigure, ChannelFigure } from "../figure.ts";
import { actorLabel } from "../sample/mod.ts";
import { columnPlan } from "./columns.ts";
import {
  type CrashCounts,
  type HelloFrame,
  type LifeFrame,
  type PageFigure,
  PROTOCOL,
  type TopologyFrame,
  type WireEvents,
} from "./wire.ts";

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

/** What a frame says of crashes; nothing where there were none. */
export function crashesOf(crashes: CrashCounts): Pick<LifeFrame, "crashes"> {
  return crashes.stretches.length === 0 ? {} : { crashes };
}

/** The figures that the page may show, where actors have these: those that it is told, and those of which it has a word in the details. */
export function pageFigures(actors: readonly ActorFigure[]): HelloFrame["figures"] {
  return { a: actors.flatMap(pageFigure), c: CHANNEL_FIGURES.flatMap(pageFigure) };
}

function pageFigure(
  { name, unit, about, onWire, series, page }: ActorFigure | ChannelFigure,
): PageFigure[] {
  if (!onWire && page?.row === undefined) return [];
  return [{ name, unit, about, ...series !== undefined && { series }, ...page }];
}

/** What a stream or a recording of the graph begins with: what is said, and in which words the figures are told. */
export function helloFrame(
  topology: Topology,
  said: Omit<HelloFrame, "proto" | "columns" | "figures">,
): HelloFrame {
  const actors = actorFiguresOf(topology);
  return {
    proto: PROTOCOL,
    ...said,
    columns: columnPlan(actors).names,
    figures: pageFigures(actors),
  };
}

/** The picture of the graph, as the page needs it. */
export function topologyFrame(topology: Topology, rev: number): TopologyFrame {
  const processes = new Set(topology.processes);
  const isProcess = (troupe: string | null) => troupe !== null && processes.has(troupe);
  return {
    rev,
    graph: topology.graph,
    actors: topology.actors.map((actor) => ({
      name: actor.name,
      instance: actor.instance,
      troupe: actor.troupe,
      ...isProcess(actor.troupe) && { process: true },
      ...actor.supervisors.length > 0 && { supervisors: actor.supervisors },
      label: actorLabel(actor),
      ...actor.shown && { shown: actor.shown.length },
      ...actor.pod !== undefined && { pod: actor.pod },
      ...actor.link && { link: actor.link },
      ...actor.missing && { missing: actor.missing },
    })),
    chans: topology.channels.map(({ name, lane, from, to, kind, capacity, ...more }) => ({
      name,
      lane,
      from,
      to,
      kind,
      capacity,
      ...more.sidecar && { sidecar: more.sidecar },
      ...more.partner !== undefined && { partner: more.partner },
      ...more.shown && { shown: more.shown.length },
      ...more.drops !== undefined && { drops: more.drops.rule },
      ...more.link && { link: more.link },
    })),
  };
}
