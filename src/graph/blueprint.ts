/**
 * A graph as it was drawn: plain descriptions that the builder gathers, the checks judge, and the plan lays out.
 *
 * @module
 */
import type { ChannelOptions } from "../channel/channel_spec.ts";
import type { KindShape } from "../channel/kind_shape.ts";
import type { ActorShape } from "../protocol/actor_shape.ts";
import type { WaitStrategy } from "../protocol/plan.ts";

/** A channel as drawn. */
export interface ChannelBlueprint {
  readonly name: string;
  /** The bundle's lane, or `null` for a plain channel. */
  readonly lane: number | null;
  readonly kind: KindShape;
  readonly options: ChannelOptions;
}

/** One end of a channel, to be wired to a port of an actor. Made by the graph. */
export interface End<T, N extends string, D extends "tx" | "rx"> {
  /** Which end it is. */
  readonly direction: D;
  /** Name of the kind that the channel carries. */
  readonly kind: N;
  /** The channel's name, with its lane if it is one of a bundle. */
  readonly label: string;
  /** Never set: it makes the message type part of the end's type. */
  readonly carries?: (message: T) => T;
}

/** An end without its types, with its channel. */
export interface EndBlueprint extends End<never, string, "tx" | "rx"> {
  readonly channel: ChannelBlueprint;
}

/** A troupe: actors that share one worker. Made by the graph. */
export interface Troupe {
  /** The troupe's name. */
  readonly name: string;
}

/** An actor as drawn. */
export interface ActorBlueprint {
  readonly name: string;
  readonly instance: number | null;
  readonly definition: ActorShape;
  readonly ports: Readonly<Record<string, EndBlueprint | readonly EndBlueprint[]>>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly troupe: Troupe | null;
  readonly waitStrategy: WaitStrategy;
}

/** A graph as drawn. */
export interface Blueprint {
  readonly name: string;
  readonly channels: ChannelBlueprint[];
  readonly actors: ActorBlueprint[];
  readonly troupes: Troupe[];
  /** Faults found while drawing, which leave nothing behind that could be checked later. */
  readonly faults: string[];
}

/** Name and instance as people read them. */
export function actorLabel({ name, instance }: Pick<ActorBlueprint, "name" | "instance">): string {
  return instance === null ? name : `${name} ${instance}`;
}

/** Name and lane as people read them. */
export function channelLabel({ name, lane }: Pick<ChannelBlueprint, "name" | "lane">): string {
  return lane === null ? name : `${name}[${lane}]`;
}

/** The ends wired to a port, one for a plain port. */
export function endsOf(wired: EndBlueprint | readonly EndBlueprint[]): readonly EndBlueprint[] {
  return Array.isArray(wired) ? wired : [wired as EndBlueprint];
}
