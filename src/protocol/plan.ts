/**
 * What a worker is told when it starts: where in shared memory its actors' things are. Plain data.
 *
 * @module
 */
import type { ProcessSettings } from "./process.ts";
import type { ChannelSpec } from "../channel/ring/mod.ts";
import type { SeatAddress } from "../memory/doorbell.ts";
import type { CellSpec } from "../state/mod.ts";

/** One end of a channel, in the hands of an actor. */
export interface EndPlan {
  /** The port that it is of. */
  readonly port: string;
  readonly direction: "tx" | "rx";
  /** Number of the channel in the graph. */
  readonly channel: number;
  /** Byte offset of the channel. */
  readonly at: number;
  readonly spec: ChannelSpec;
  /** The actor at the other end. */
  readonly peer: SeatAddress;
}

/**
 * What an actor does when what it waits for is not there.
 *
 * - `park`: sleeps at once. No CPU while it waits; a wake-up takes about a tenth of a millisecond.
 * - `spin`: looks again and again and never sleeps. Answers within a microsecond, and keeps one core busy all the time.
 * - `adaptive`: looks for a moment before it sleeps, for as long as that has paid off lately: costs next to nothing in an
 *   actor that waits long, and keeps a busy one awake. Then it naps for a millisecond at most, where that has paid off: its thread sleeps
 *   without its event loop, which is cheaper to wake; timers and sockets that the actor has of its own can be late by as much. It does not
 *   nap in a wait for something that comes by the event loop, such as a promise or an inbox.
 */
export type WaitStrategy = "park" | "spin" | "adaptive";

/** An actor. */
export interface ActorPlan {
  /** Its number in the graph. */
  readonly index: number;
  readonly name: string;
  readonly instance: number | null;
  /** Name and instance as people read them. */
  readonly label: string;
  /** Its args: plain data. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly waitStrategy: WaitStrategy;
  /** Whether a return of its `run` that nothing asked for is a crash. */
  readonly permanent: boolean;
  /** Whether messages that it sends may come back to it, over whatever actors: it then says when it rests. */
  readonly inCycle: boolean;
  /** Its seat in its worker. */
  readonly seat: number;
  /** Byte offset of its probe. */
  readonly probe: number;
  /** Byte offset of its turn journal. */
  readonly journal: number;
  /** Its state: byte offset and cells. */
  readonly state: { readonly at: number; readonly cells: readonly CellSpec[] };
  /**
   * All its channel ends, in the one order in which everybody counts them: the ports as they are defined, the lanes of a bundle by
   * number. An end is known by its place here, in the journal and in messages too.
   */
  readonly ends: readonly EndPlan[];
}

/** Where a definition is, and what the host knows of it. */
export interface DefinitionSource {
  /** URL of the module that defines it. */
  readonly module: string;
  /** Name under which that module exports the definition. */
  readonly exportName: string;
  readonly ports: readonly PortOutline[];
}

/** A port as the host knows it. */
export interface PortOutline {
  readonly name: string;
  readonly direction: "tx" | "rx";
  readonly bundle: boolean;
  /** Name of the kind that it carries. */
  readonly kind: string;
}

/** A worker and the actors in it. */
export interface WorkerPlan {
  /** Its number in the graph. */
  readonly index: number;
  /** The name of the troupe, be it drawn or made by packing, or the label of the solo actor. */
  readonly name: string;
  /** The graph's name. */
  readonly graph: string;
  /** Names the run of the graph, and no other one anywhere. */
  readonly run: string;
  readonly region: SharedArrayBuffer;
  /** Byte offset of its doorbell. */
  readonly doorbell: number;
  /** Byte offset of the graph's ballot. */
  readonly ballot: number;
  /** Its actors, by seat. */
  readonly actors: readonly ActorPlan[];
  /** The definition of each, by seat: its place among the sources. */
  readonly definitions: readonly number[];
  /** Where the definitions are. Many actors may have the same. */
  readonly sources: readonly DefinitionSource[];
  /** What of it is said of its process, if it has one of its own; left out where it is a thread of the host's. */
  readonly process?: ProcessSettings;
}
