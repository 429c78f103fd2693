/**
 * The topology of a graph as the host knows it: who there is, what joins them, and where in shared memory their
 * counters are. Plain data.
 *
 * @module
 */
import type { Lifecycle } from "../shutdown/ballot_layout.ts";
import type { Alert, AlertRules } from "./alert.ts";
import type { CrashReport } from "./crash.ts";

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
  /** Byte offset of its probe in the region. */
  readonly probe: number;
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
  /** The actor that takes. */
  readonly to: number;
  /** What it carries, for instance `u32` or `json`. */
  readonly kind: string;
  /** How many messages it holds at most. */
  readonly capacity: number;
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
}

/** A graph's picture. */
export interface Topology {
  /** The graph's name. */
  readonly graph: string;
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
  /** The args that the actor has, by name; left out where nobody knows. */
  argsOf?(actor: number): Readonly<Record<string, unknown>>;
  /** Bytes on the heap of the worker that runs the actor, as it said last; `null` before it has. Asking makes it say so again. */
  heapBytes(actor: number): number | null;
  /** The fragment of the entry's URL of the worker that runs the actor, by which the inspector finds it; `null` if none does. */
  workerOf(actor: number): string | null;
  /** When alerts are raised; where it is left out, the standard rules hold. */
  readonly alertRules?: AlertRules;
  /** Tells the graph's owner of an alert that came or went; left out where nobody wants to know. */
  tellAlert?(alert: Alert): void;
  /** Calls `listener` with each life event from now on; the result ends that. */
  onLife(listener: (event: LifeEvent) => void): () => void;
}
