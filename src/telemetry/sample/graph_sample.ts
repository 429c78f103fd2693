import type { Phase } from "../../probe/read.ts";
import type { Level, Lifecycle, StateFigureMetric } from "../../protocol/mod.ts";

/** An actor at one moment. Shares are of the window, from 0 to 1; `null` until there are two samples. */
export interface ActorSample {
  /** What it is doing now. */
  readonly phase: Phase;
  /** Whether it runs, its phase being any but `down`, or sleeps because it is not needed. */
  readonly up: boolean;
  /** Whether it sleeps: a member of a pool that is not needed now. */
  readonly asleep: boolean;
  /** Share of the window spent working. */
  readonly busy: number | null;
  /** Share of the window spent waiting for room in an output. */
  readonly blocked: number | null;
  /** Share of the window spent waiting for something outside, by a plain `await` in the middle of a turn. */
  readonly outside: number | null;
  /** Share of the window spent waiting for input, time or a promise. */
  readonly waiting: number | null;
  /** Milliseconds spent working, since the first start. */
  readonly busyMs: number;
  /** Milliseconds spent waiting for room in an output, since the first start. */
  readonly blockedMs: number;
  /** Milliseconds spent waiting for something outside, since the first start. */
  readonly outsideMs: number;
  /** Milliseconds spent waiting for input, time or a promise, since the first start. */
  readonly waitingMs: number;
  /** Turns committed. */
  readonly turns: number;
  /** Messages taken since the graph began, or sent, if it takes from no channel. */
  readonly messages: number;
  /** Turns a second over the window. */
  readonly turnRate: number | null;
  /** Messages taken a turn over the window, or sent, if it takes from no channel; `null` while there are no turns. */
  readonly batch: number | null;
  /**
   * Its part of a core, in thousandths, as far as its busy time tells: neither spinning nor waiting outside counts. Those of the actors of one worker are 1000 together at most.
   */
  readonly mcpu: number | null;
  /** Its share of the time that all actors were busy, from 0 to 1; `null` while none is. */
  readonly load: number | null;
  /** Bytes on the heap of its worker, as that said last; `null` before it has. */
  readonly heapBytes: number | null;
  /** Bytes of shared memory that are its own: its state, its journal and its counters; `null` where nobody knows. */
  readonly regionBytes: number | null;
  /** Those of its state among them, with the copy that a turn writes; `null` where nobody knows. */
  readonly stateBytes: number | null;
  /** How often it was restarted. */
  readonly restarts: number;
  /** How often it crashed since the graph is observed. */
  readonly crashes: number;
  /** Messages that it gave up since the graph is observed. */
  readonly deadLetters: number;
  /** How often it voted against the end since the graph is observed. */
  readonly vetoes: number;
  /** How many of the messages that it has sent are not settled: still in the graph, or what came of them; `null` if it is not followed. */
  readonly inFlight: number | null;
  /** How long the oldest of those is in the graph, in milliseconds; 0 if there is none, `null` if it is not followed. */
  readonly unsettledMs: number | null;
  /** How many of the messages that it has sent are settled; `null` if it is not followed. */
  readonly settled: number | null;
  /** The line of text it shows, or an empty string. */
  readonly status: string;
  /** The statistics that the option `shown` asks for, in words: `p95 latency, 1 min: 4.21ms`; an empty string where it asks for none. */
  readonly shown: string;
  /** What it tells of its own, by `figures.` and the name of the cell of its state; `null` if it has no such figure, but others do. */
  readonly [figure: StateFigureMetric]: number | null;
  /** How urgently it asks for attention: by its alerts, its fullest input, or a crash a moment ago. */
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
  /** Messages that found no room and were dropped since the graph began; `null` if its option `overflow` is `"wait"`. */
  readonly dropped: number | null;
  /** Messages that it holds at most. */
  readonly capacity: number;
  /** Bytes of shared memory that it takes, be it full or empty; `null` where nobody knows. */
  readonly regionBytes: number | null;
  /** Mean share of the capacity in use over the window, from 0 to 1. */
  readonly fill: number;
  /**
   * How full it is because its reader does not keep up, over the last three seconds, from 0 to 1: time in which the reader waits, for
   * a moment or for messages, does not count. The standard alert rules judge it. 1 where actors wait for each other through it; `null` while that is not known.
   */
  readonly pressure: number | null;
  /** Share of the last minute in which it was at least 95% full, from 0 to 1; `null` in the first seconds. */
  readonly full: number | null;
  /** Messages of its largest burst of the last minute: sent between two moments at which it was at most a quarter full. */
  readonly burst: number;
  /** Messages sent a second over the window; `null` until there are two samples. */
  readonly rate: number | null;
  /** Payload bytes sent since the graph began. */
  readonly bytes: number;
  /** Payload bytes sent a second over the window; `null` until there are two samples. */
  readonly bytesRate: number | null;
  /**
   * Median latency of the last 10 seconds, in microseconds: from the commit that sent a message to the commit that took it.
   * `null` when nothing was measured. Right within 1/64, as all percentiles of latencies. If all that there is to measure is still
   * in the channel, how long the oldest of it has been there.
   */
  readonly p50: number | null;
  /**
   * The latency, in microseconds, that 99 of 100 messages of the last 10 seconds did not exceed; or how long the oldest measured
   * message that is still in the channel has been there, if that is more.
   */
  readonly p99: number | null;
  /** The longest latency of the last 10 seconds, in microseconds; or how long a message has been there that still is, as above. */
  readonly maxLatency: number | null;
  /** The statistics that the option `shown` asks for, in words: `p95 latency, 1 min: 4.21ms`; an empty string where it asks for none. */
  readonly shown: string;
  /** How urgently it asks for attention: by its alerts. */
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
