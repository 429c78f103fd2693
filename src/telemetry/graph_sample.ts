import type { Phase } from "../probe/read.ts";
import type { TelemetrySource } from "../protocol/topology.ts";

/** Where a graph is in its life. */
export type Lifecycle = ReturnType<TelemetrySource["lifecycle"]>;

/** How urgently something asks for attention: 0 ok, 1 watch, 2 high, 3 critical. */
export type Level = 0 | 1 | 2 | 3;

/** An actor at one moment. Shares are of the window, from 0 to 1; `null` until there are two samples. */
export interface ActorSample {
  /** What it is doing now. */
  readonly phase: Phase;
  /** Share of the window spent working. */
  readonly busy: number | null;
  /** Share of the window spent waiting for room in an output. */
  readonly blocked: number | null;
  /** Share of the window spent waiting for input, time or a promise. */
  readonly waiting: number | null;
  /** Milliseconds spent working, since the first start. */
  readonly busyMs: number;
  /** Milliseconds spent waiting for room in an output, since the first start. */
  readonly blockedMs: number;
  /** Milliseconds spent waiting for input, time or a promise, since the first start. */
  readonly waitingMs: number;
  /** Turns committed. */
  readonly turns: number;
  /** Turns a second over the window. */
  readonly turnRate: number | null;
  /** How often it was restarted. */
  readonly restarts: number;
  /** The line of text it shows, or an empty string. */
  readonly status: string;
  /** How urgently it asks for attention. */
  readonly level: Level;
}

/** A channel at one moment. */
export interface ChannelSample {
  /** Messages sent since the graph began. */
  readonly sent: number;
  /** Messages taken since the graph began. */
  readonly taken: number;
  /** Messages in the channel now. */
  readonly depth: number;
  /** Mean share of the capacity in use over the window, from 0 to 1. */
  readonly fill: number;
  /** Messages sent a second over the window; `null` until there are two samples. */
  readonly rate: number | null;
  /** How urgently it asks for attention, by its fill. */
  readonly level: Level;
}

/** A graph at one moment. */
export interface GraphSample {
  /** When it was taken, in milliseconds since the epoch. */
  readonly time: number;
  /** Where the graph is in its life. */
  readonly lifecycle: Lifecycle;
  /** Its actors, by index. */
  readonly actors: readonly ActorSample[];
  /** Its channels, by index. */
  readonly channels: readonly ChannelSample[];
}
