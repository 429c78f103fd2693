/**
 * The topology of a graph as the host knows it: who there is, what joins them, and where in shared memory their
 * counters are. Plain data.
 *
 * @module
 */
import type { LogLevel } from "../log_level.ts";
import type { Lifecycle } from "../shutdown/ballot_layout.ts";
import type { ActorMetric, Alert, AlertRules, ChannelMetric, ShownStat } from "./alert.ts";
import type { CrashReport } from "./crash.ts";
import type { Flight } from "./flight.ts";
import type { LinkEdge, LinkNode, LinkReading } from "./link.ts";
import type { ProcessReading } from "./process.ts";
import type { NamedFigure } from "./state_figure.ts";

/** What is written once for all actors that share it. */
export interface DefinitionNode {
  /** URL of the module that exports it. */
  readonly module: string;
  /** The name under which that module exports it. */
  readonly exportName: string;
  /** The names of its ports, in their order. */
  readonly ports: readonly string[];
  /** The figures that its actors tell of their own, in their order; left out where there are none. */
  readonly figures?: readonly NamedFigure[];
  /** Whether its actors stand for ends in the hands of the host, and there is no code of it to look at; left out where they do not. */
  readonly ofHost?: true;
}

/** A supervisor that was drawn. */
export interface SupervisorNode {
  /** Its name. */
  readonly name: string;
  /** Whom it starts again when one of its children crashes. */
  readonly strategy: "oneForOne" | "oneForAll" | "restForOne";
  /** The name of the supervisor above it, or `null` for that of the whole graph. */
  readonly above: string | null;
}

/** An actor of the graph. */
export interface ActorNode {
  /** Its number, from 0, in the order in which the graph was built. */
  readonly index: number;
  /** Its name. */
  readonly name: string;
  /** Its number among actors of one name, or `null` when it has none. */
  readonly instance: number | null;
  /** The troupe it belongs to, be it drawn or made by packing, or `null` for a solo actor. */
  readonly troupe: string | null;
  /** The supervisors above it by name, the outermost first, without that of the whole graph. */
  readonly supervisors: readonly string[];
  /** Its definition: the place in {@link Topology.definitions}. */
  readonly definition: number;
  /** When it is started again. */
  readonly restart: "permanent" | "transient" | "temporary";
  /** After how many milliseconds in one turn it counts as hung; `Infinity` if it never does. */
  readonly hangTimeoutMs: number;
  /** Whether its state is kept in a file. */
  readonly durable: boolean;
  /** Byte offset of its probe in the region. */
  readonly probe: number;
  /** What it has for itself in the region, in bytes; left out where nobody knows. */
  readonly regionBytes?: number;
  /** What of that is its state, with the copy that a turn writes; left out where nobody knows. */
  readonly stateBytes?: number;
  /** What is shown of it besides what always is; left out where nothing is. */
  readonly shown?: readonly ShownStat<ActorMetric>[];
  /** Which end of which aqueduct it is; left out where it is none. */
  readonly link?: LinkNode;
  /** The pod that it is in; left out where one program alone is told of. */
  readonly pod?: string;
  /** Whether it only stands for the end of an aqueduct that no pod has shown; left out where it does not. */
  readonly missing?: true;
}

/** A channel of the graph. */
export interface ChannelEdge {
  /** Its number, from 0, in the order in which the graph was built. */
  readonly index: number;
  /** Its name; the lanes of a bundle share the bundle's name. */
  readonly name: string;
  /** The bundle's lane, or `null` for a plain channel. */
  readonly lane: number | null;
  /** The actor that sends. */
  readonly from: number;
  /** The port on which it sends. */
  readonly fromPort: string;
  /** The actor that takes. */
  readonly to: number;
  /** The port from which it takes. */
  readonly toPort: string;
  /** What it carries, for instance `u32` or `json`. */
  readonly kind: string;
  /** How many messages it holds at most. */
  readonly capacity: number;
  /** How many bytes of messages it was given; left out where nothing was said. */
  readonly bytes?: number;
  /** Whether its actors stand beside each other in the picture; left out where they need not. */
  readonly sidecar?: true;
  /** Channels of one partner between two actors are one edge in the picture; left out where it has none. */
  readonly partner?: string;
  /** What it does with messages that find no room, where it drops any, and the byte offset of the 64-bit float that counts them. */
  readonly drops?: { readonly rule: string; readonly countAt: number };
  /** Index of the 32-bit word, in the region, that counts what was sent; it wraps. */
  readonly sentWord: number;
  /** Index of the word with the upper bits of that count: bits 31 and up. */
  readonly sentHighWord: number;
  /** Index of the 32-bit word, in the region, that counts what was taken; it wraps. */
  readonly takenWord: number;
  /** Index of the word with the upper bits of that count: bits 31 and up. */
  readonly takenHighWord: number;
  /** What a message takes, in bytes; `null` for records, whose bytes are counted at `bytesAt`. */
  readonly messageBytes: number | null;
  /** Byte offset, in the region, of the 64-bit float that counts the payload bytes sent; 0 where `messageBytes` says it. */
  readonly bytesAt: number;
  /** Byte offset, in the region, of the trail by which latencies are measured. */
  readonly latencyAt: number;
  /** What it takes in the region, in bytes, be it full or empty; left out where nobody knows. */
  readonly regionBytes?: number;
  /** What is shown of it besides what always is; left out where nothing is. */
  readonly shown?: readonly ShownStat<ChannelMetric>[];
  /** What joins two pods, where it does; left out for a channel within one. */
  readonly link?: LinkEdge;
}

/** A graph's picture. */
export interface Topology {
  /** The graph's name. */
  readonly graph: string;
  /** What the actors are made from. */
  readonly definitions: readonly DefinitionNode[];
  /** The names of the troupes that were drawn; what packing has made is not among them. */
  readonly troupes: readonly string[];
  /** Which of them are processes of their own; left out where none is. */
  readonly processes?: readonly string[];
  /** The supervisors that were drawn, without that of the whole graph. */
  readonly supervisors: readonly SupervisorNode[];
  /** Its actors, by index. */
  readonly actors: readonly ActorNode[];
  /** Its channels, by index. */
  readonly channels: readonly ChannelEdge[];
}

/** Something that happened to an actor or to the graph, for people to read. */
export interface LifeEvent {
  /** When, in milliseconds since the epoch. */
  readonly time: number;
  /** The actor's label, or the graph's name. */
  readonly subject: string;
  /** What happened. */
  readonly what:
    | "started"
    | "ended"
    | "outside"
    | "suspected"
    | "saturated"
    | "crashed"
    | "deadLetter"
    | "restarted"
    | "told"
    | "asked"
    | "asleep"
    | "veto"
    | "stopping"
    | "stopped"
    | "fault";
  /**
   * More about it: how long it waits outside, or for room in which channel and for which reader, the error's message and stack, the reason of a stop, the label of a veto, which args an
   * actor was told; what the dice of a
   * test have had go wrong.
   */
  readonly detail?: string;
  /** More about a crash; its error is the event's detail. */
  readonly crash?: Pick<CrashReport, "generation" | "cause" | "decision" | "delayMs" | "siblings">;
}

/** A thread of the system, and where it is. */
export interface ThreadPlace {
  /** Its number, as `ps -T` and `taskset` have it. */
  readonly id: number;
  /** The core that it runs on, or ran on last; `null` where the system does not tell. */
  readonly core: number | null;
}

/** What the telemetry of a graph is made from. The runner fills it in from the running graph. */
export interface TelemetrySource {
  /** Shared memory with all counters. */
  readonly region: SharedArrayBuffer;
  /** The graph's picture. */
  readonly topology: Topology;
  /** Where the graph is in its life. */
  lifecycle(): Lifecycle;
  /** How often the actor was restarted. */
  restarts(actor: number): number;
  /** Whether the actor sleeps, as a member of a pool that is not needed now; left out where none does. */
  isAsleep?(actor: number): boolean;
  /** What of the actor's messages is still in the graph; `null` if nobody follows it. Left out where nobody follows any. */
  flightOf?(actor: number): Flight | null;
  /** How the link stands that the actor is an end of; `null` if it is none. Left out where there are none. */
  linkOf?(actor: number): LinkReading | null;
  /**
   * What the figures say that the actor tells of its own, in their order, as of its last turn; `null` if it has none. Left out where no actor
   * has any.
   */
  figuresOf?(actor: number): ArrayLike<number> | null;
  /** The args that the actor has, by name; left out where nobody knows. */
  argsOf?(actor: number): Readonly<Record<string, unknown>>;
  /** Bytes on the heap of the worker that runs the actor, as it said last; `null` before it has. Asking makes it say so again. */
  heapBytes(actor: number): number | null;
  /**
   * The thread that runs the actor; `null` while it has none, or has not said, and where the system does not tell: Linux does, to a
   * program with all permissions. Left out where nobody knows.
   */
  threadOf?(actor: number): ThreadPlace | null;
  /** How the processes are that actors have of their own; left out where none has. */
  processes?(): readonly ProcessReading[];
  /** The lowest level that is logged; left out where nobody knows. */
  logLevel?(): LogLevel;
  /** Has records logged from that level on, and the log tell that it was asked for; left out where nobody may. */
  setLogLevel?(level: LogLevel): void;
  /** The fragment of the entry's URL of the worker that runs the actor, by which the inspector finds it; `null` if none does. */
  workerOf(actor: number): string | null;
  /** When alerts are raised; where it is left out, the standard rules hold. */
  readonly alertRules?: AlertRules;
  /** Tells the graph's owner of an alert that came or went; left out where nobody wants to know. */
  tellAlert?(alert: Alert): void;
  /** Calls `listener` with each life event from now on; the result ends that. */
  onLife(listener: (event: LifeEvent) => void): () => void;
}
