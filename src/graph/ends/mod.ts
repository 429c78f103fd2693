/**
 * Ends of channels in the hands of the host: what its code has of them, and how they are drawn.
 *
 * @module
 */
import { CHANNEL_OPTIONS } from "../../channel/ring/host.ts";
import type { ChannelOptions } from "../../channel/ring/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import { THIS_COPY } from "../../copy.ts";
import {
  type HostEnd,
  type Listener,
  ListeningEnd,
  ReceivingEnd,
  SendingEnd,
} from "../../inbox/host_end.ts";
import { shown } from "../../option_faults.ts";
import type { ActorShape } from "../../protocol/mod.ts";
import type { End, EndBlueprint } from "../plan/mod.ts";
import { HostReceiver } from "./receiver.ts";
import { HostSender } from "./sender.ts";

export type { Receiver } from "./receiver.ts";
export type { Sender } from "./sender.ts";

/** What the host may have an end of: a channel or a bundle, or the very ends that would be wired to a port. */
export type HostPort<T, N extends string, D extends "tx" | "rx"> =
  | End<T, N, D>
  | readonly End<T, N, D>[]
  | { readonly [K in D]: End<T, N, D> | readonly End<T, N, D>[] };

/** An end of the host as it is drawn. */
export interface DrawnHostEnd<H> {
  /** What the actor is called that stands for it. */
  readonly label: string;
  /** What that actor's port is wired to. */
  readonly ports: Readonly<Record<string, EndBlueprint | readonly EndBlueprint[]>>;
  readonly end: HostEnd;
  /** What code of the host has in hand. */
  readonly handle: H;
  /** What is wrong with what was given; `undefined` if nothing is. */
  readonly fault: string | undefined;
}

/** What is drawn with an end: the channel or the lanes, by whatever they were given. */
interface GivenEnds {
  /** What it is called, without the lanes of a bundle. */
  readonly name: string;
  readonly target: string;
  readonly kind: KindShape;
  readonly wired: EndBlueprint | readonly EndBlueprint[];
  readonly options: ChannelOptions;
  readonly girth: number;
  readonly fault: string | undefined;
}

/** What is said of a sender. */
export interface SenderSettings {
  readonly label?: string;
  readonly maxWaiting: number;
  readonly followed: boolean;
}

/** Draws a sender of the host. */
export function drawSender<T>(
  given: unknown,
  { label, maxWaiting, followed }: SenderSettings,
): DrawnHostEnd<HostSender<T>> {
  const ends = endsGiven(given, "tx");
  const { name, kind, wired, options, girth, fault } = ends;
  const { capacity = CHANNEL_OPTIONS.capacity.default } = options;
  const shape = { ...shapeOf("sender", "out", ends), followed };
  const end = new SendingEnd(shape, ends, capacity * girth, maxWaiting);
  const called = labelFor(label, name);
  const handle = new HostSender<T>(called, end, kind, options);
  return { label: called, ports: { out: wired }, end, handle, fault };
}

/** Draws a receiver of the host. */
export function drawReceiver<T>(
  given: unknown,
  label: string | undefined,
): DrawnHostEnd<HostReceiver<T>> {
  const ends = endsGiven(given, "rx");
  const { name, wired, fault } = ends;
  const end = new ReceivingEnd(shapeOf("receiver", "in", ends), ends);
  const called = labelFor(label, name);
  const handle = new HostReceiver<T>(called, end);
  return { label: called, ports: { in: wired }, end, handle, fault };
}

/** Draws an end by which a listener of the host hears all that comes. */
export function drawListener<L extends Listener>(given: unknown, listener: L): DrawnHostEnd<L> {
  const ends = endsGiven(given, "rx");
  const { name, wired, fault } = ends;
  const end = new ListeningEnd(shapeOf("listener", "in", ends), ends, listener);
  return { label: labelFor(undefined, name), ports: { in: wired }, end, handle: listener, fault };
}

/** The kind that is carried where an end is to be drawn; `undefined` if there is none. */
export function kindGiven(given: unknown, direction: "tx" | "rx"): KindShape | undefined {
  return endsGiven(given, direction).kind;
}

/** A label that is none is told of as a fault of the option. */
function labelFor(label: unknown, name: string): string {
  return typeof label === "string" ? label : `HOST ${name}`;
}

function shapeOf(exportName: string, port: string, { kind, wired }: GivenEnds): ActorShape {
  const direction = exportName === "sender" ? "tx" : "rx";
  return {
    // Nobody loads it: it runs in the host's thread.
    module: import.meta.url,
    exportName,
    copy: THIS_COPY,
    ports: { [port]: { direction, bundle: Array.isArray(wired), kind } },
    state: {},
    args: {},
  };
}

function endsGiven(given: unknown, direction: "tx" | "rx"): GivenEnds {
  const own = (given as Partial<Record<typeof direction, unknown>> | null | undefined)?.[direction];
  const wired = (own ?? given) as EndBlueprint | readonly EndBlueprint[];
  const [first] = [wired].flat() as (Partial<EndBlueprint> | undefined)[];
  const channel = first?.channel;
  const isBundle = Array.isArray(wired);
  const name = isBundle ? channel?.name : first?.label;
  return {
    name: name ?? "nothing",
    target: `${isBundle ? "bundle" : "channel"} "${name}"`,
    kind: channel?.kind as KindShape,
    wired,
    options: channel?.options ?? {},
    girth: isBundle ? wired.length : 1,
    fault: channel === undefined
      ? `is given ${shown(given)}, give it a channel or a bundle of this graph, or an end of one`
      : undefined,
  };
}
