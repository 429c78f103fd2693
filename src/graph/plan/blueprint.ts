/**
 * A graph as it was drawn: plain descriptions that the builder gathers, the checks judge, and the plan lays out.
 *
 * @module
 */
import type { ChannelOptions } from "../../channel/ring/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";
import type { HostEnd } from "../../inbox/host_end.ts";
import {
  type ActorMetric,
  type ActorShape,
  type AlertRule,
  channelLabel,
  type ChannelMetric,
  type LinkNode,
  type ProcessSettings,
  type ShownStat,
  type WaitStrategy,
} from "../../protocol/mod.ts";
import type { Intensity, RestartType, Strategy } from "../../supervisor/mod.ts";

/** A channel as drawn. */
export interface ChannelBlueprint {
  /** Its place among the graph's channels. */
  readonly number: number;
  readonly name: string;
  /** The bundle's lane, or `null` for a plain channel. */
  readonly lane: number | null;
  readonly kind: KindShape;
  readonly options: ChannelOptions;
  /** Its own rules; `null` for those of the graph. */
  readonly alerts: readonly AlertRule<ChannelMetric>[] | null;
  /** When it is told that its sender waits for room; `null` for never. */
  readonly saturation: Saturation | null;
  /** Whether its actors stand beside each other in the picture. */
  readonly sidecar: boolean;
  /** With which other channels of its two actors it is one edge in the picture: those of that partner. */
  readonly partner: string | null;
  /** What is shown of it; `null` for what the graph says. */
  readonly shown: readonly ShownStat<ChannelMetric>[] | null;
}

/** When it is told that a sender waits for room. */
export interface Saturation {
  readonly afterMs: number;
  readonly tell: "once" | "always";
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

/** An end as it is drawn. Each channel has two, so it says what it is by looking at the channel. */
export class DrawnEnd<T, N extends string, D extends "tx" | "rx"> implements End<T, N, D> {
  readonly direction: D;
  readonly channel: ChannelBlueprint;

  constructor(direction: D, channel: ChannelBlueprint) {
    this.direction = direction;
    this.channel = channel;
  }

  get kind(): N {
    const kind: KindShape | undefined = this.channel.kind; // One that is missing is a fault that the checks report.
    return kind?.name as N;
  }

  get label(): string {
    return channelLabel(this.channel);
  }
}

/** A troupe: actors that share one worker. Made by the graph. */
export interface Troupe {
  /** The troupe's name. */
  readonly name: string;
}

/** A process of its own that actors share, as a troupe shares a worker. Made by the graph. */
export interface ProcessTroupe extends Troupe {
  /** What was said of it. */
  readonly process: ProcessSettings;
}

/** What was said of a troupe that is a process; `undefined` of one that is a worker. */
export function processOf(troupe: Troupe | null): ProcessSettings | undefined {
  return (troupe as Partial<ProcessTroupe> | null)?.process;
}

/** A supervisor: it starts its children again when they crash. Made by the graph. */
export interface Supervisor {
  /** The supervisor's name. */
  readonly name: string;
}

/** A supervisor as drawn. */
export interface SupervisorBlueprint extends Supervisor {
  /** The supervisor that it is a child of; `null` for that of the whole graph. */
  readonly supervisor: Supervisor | null;
  readonly strategy: Strategy;
  /** `null` for what is usual with so many children. */
  readonly intensity: Intensity | null;
  /** Its children in the order in which they were drawn. */
  readonly children: (ActorBlueprint | SupervisorBlueprint)[];
}

/** A pool as drawn. */
export interface PoolBlueprint {
  /** The name of its members, which are numbered from 0. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** How many are awake at the start. */
  readonly initial: number;
}

/** An actor as drawn. */
export interface ActorBlueprint {
  /** Its place among the graph's actors. */
  readonly number: number;
  readonly name: string;
  readonly instance: number | null;
  readonly definition: ActorShape;
  readonly ports: Readonly<Record<string, EndBlueprint | readonly EndBlueprint[]>>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly troupe: Troupe | null;
  /** Whether it is to share its worker with nobody. */
  readonly alone: boolean;
  readonly waitStrategy: WaitStrategy;
  /** The supervisor that it is a child of. */
  readonly supervisor: Supervisor;
  readonly restart: RestartType;
  /** `null` for as long as the graph may take. */
  readonly stopTimeoutMs: number | null;
  readonly hangTimeoutMs: number;
  /** Deaths on one message that are too many. */
  readonly showstopper: number;
  /** Whether its state is kept in a file. */
  readonly durable: boolean;
  /** Its own rules; `null` for those of the graph. */
  readonly alerts: readonly AlertRule<ActorMetric>[] | null;
  /** What is shown of it; `null` for what the graph says. */
  readonly shown: readonly ShownStat<ActorMetric>[] | null;
  /** The end in the hands of the host that it stands for: it runs in the host's thread. `null` for an actor of a worker. */
  readonly hostEnd: HostEnd | null;
  /** The pool that it is a member of. */
  readonly pool: PoolBlueprint | null;
  /** Which end of which aqueduct it is; `null` if it is none. */
  readonly link: LinkNode | null;
}

/** How many workers the actors of no troupe have: one each, as many as there are cores, or so many. */
export type WorkerCount = "each" | "cores" | number;

/** A graph as drawn. */
export interface Blueprint {
  readonly name: string;
  readonly workers: WorkerCount;
  /** Args for all actors that have some of these names. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly channels: ChannelBlueprint[];
  readonly actors: ActorBlueprint[];
  readonly troupes: Troupe[];
  readonly pools: PoolBlueprint[];
  /** That of the whole graph first. */
  readonly supervisors: SupervisorBlueprint[];
  /** Whether there is a place for durable state. */
  readonly hasDurablePlace: boolean;
  /** The rules of actors and channels without rules of their own; `null` for the standard ones. */
  readonly alerts: {
    readonly actors: readonly AlertRule<ActorMetric>[] | null;
    readonly channels: readonly AlertRule<ChannelMetric>[] | null;
  };
  /** What is shown of actors and channels of which nothing else was said; `null` for nothing. */
  readonly shown: {
    readonly actors: readonly ShownStat<ActorMetric>[] | null;
    readonly channels: readonly ShownStat<ChannelMetric>[] | null;
  };
  /** Faults found while drawing, which leave nothing behind that could be checked later. */
  readonly faults: string[];
}

/** Name and instance as people read them. */
export function actorLabel({ name, instance }: Pick<ActorBlueprint, "name" | "instance">): string {
  return instance === null ? name : `${name} ${instance}`;
}

/** The args for all actors that one of that definition has. */
export function commonArgs(
  { args }: Pick<Blueprint, "args">,
  definition: ActorShape,
): Readonly<Record<string, unknown>> {
  // A definition that is none is a fault that the checks report.
  const own: ActorShape["args"] | undefined = (definition as ActorShape | undefined)?.args;
  return Object.fromEntries(
    Object.entries(args).filter(([name]) => Object.hasOwn(own ?? {}, name)),
  );
}

/** Whether an actor begins asleep. */
export function beginsAsleep({ pool, instance }: ActorBlueprint): boolean {
  return pool !== null && (instance as number) >= pool.initial;
}

/** The ends wired to a port, one for a plain port. */
export function endsOf(wired: EndBlueprint | readonly EndBlueprint[]): readonly EndBlueprint[] {
  return Array.isArray(wired) ? wired : [wired as EndBlueprint];
}
