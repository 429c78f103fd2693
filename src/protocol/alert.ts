/**
 * What is measured, what is shown of it, and alerts: what is told when it is out of bounds. Plain data.
 *
 * @module
 */

import type { StateFigureMetric } from "./state_figure.ts";

/**
 * What can be watched of a channel: `fill` is the share of the capacity in use, from 0 to 1; `pressure` how full it is because its
 * reader does not keep up, from 0 to 1, over the last three seconds; `rate` messages sent a second;
 * `latency` milliseconds from the commit that sent a message to the commit that took it, over one of the windows 10 s, 1 min and
 * 15 min; `bytesRate` payload bytes a second.
 */
export type ChannelMetric = "fill" | "pressure" | "rate" | "latency" | "bytesRate";

/**
 * What can be watched of an actor: `figures.NAME` is a figure that it tells of its own, see `figures` of a definition; `busy`, `blocked`, `waiting` and `outside` are shares of the time, from 0 to 1, where
 * `outside` is what a plain `await` in the middle of a turn takes; `mcpu` its part of a core, in thousandths, from 0 to 1000, as far
 * as its busy time tells: neither spinning nor waiting outside counts, and the actors of one worker have 1000 together at most;
 * `load` its share of the busy time of all actors, from 0 to 1; `turnRate` turns a second; `heap` bytes on the heap of its worker;
 * of one in a process of its own, `processBytes` the memory of that process and `processMcpu` the thousandths of a core that it works for,
 * of several cores perhaps; `restarts` how often it was restarted in the window;
 * and of one that is followed, `inFlight` how many of its messages are not settled, `unsettled` the milliseconds that the oldest of those is
 * in the graph.
 */
export type ActorMetric =
  | "busy"
  | "blocked"
  | "waiting"
  | "outside"
  | "mcpu"
  | "load"
  | "turnRate"
  | "heap"
  | "processBytes"
  | "processMcpu"
  | "restarts"
  | "inFlight"
  | "unsettled"
  | StateFigureMetric;

/** Anything that can be watched. */
export type Metric = ChannelMetric | ActorMetric;

/**
 * What is made of the values in the window: their average, smallest, largest, a percentile such as `p50` or `p99.9`, or
 * `deviation`, their average plus some standard deviations. `sum` is for `restarts` and for figures of an actor's own of the unit `total`, and
 * the only one for them: by how much they grew.
 */
export type Stat = "average" | "min" | "max" | "deviation" | "sum" | `p${number}`;

/** How urgently an alert asks for attention. */
export type AlertLevel = "watch" | "high" | "critical";

/** How urgently something asks for attention: 0 ok, 1 watch, 2 high, 3 critical. */
export type Level = 0 | 1 | 2 | 3;

/** The number of each level that an alert can have: the higher, the more urgent. */
export const ALERT_LEVELS: Readonly<Record<AlertLevel, Exclude<Level, 0>>> = {
  watch: 1,
  high: 2,
  critical: 3,
};

/** The names of those levels, the least urgent first. */
export const ALERT_LEVEL_NAMES = Object.keys(ALERT_LEVELS) as readonly AlertLevel[];

/** A statistic that is shown of an actor or a channel, besides what always is: what the option `shown` asks for. */
export interface ShownStat<M extends Metric = Metric> {
  /** What is measured. */
  readonly metric: M;
  /** What is made of its values in the window. */
  readonly stat: Stat;
  /** How many standard deviations are added to the average, for the stat `deviation`. */
  readonly deviations: number;
  /** Span of the window, in milliseconds. */
  readonly windowMs: number;
}

/** When an alert is raised. Made by `alertRule`. */
export interface AlertRule<M extends Metric = Metric> {
  /** What is watched. */
  readonly metric: M;
  /** What is made of its values in the window. */
  readonly stat: Stat;
  /** How many standard deviations are added to the average; for the stat `deviation` only. */
  readonly deviations?: number;
  /** It is raised from this value on … */
  readonly above?: number;
  /** … or from this one down. One of the two is given. */
  readonly below?: number;
  /** How urgently the alert asks for attention. */
  readonly level: AlertLevel;
  /** Span of the window, in milliseconds. */
  readonly windowMs: number;
}

/** The rules of a graph, by actor and by channel; `null` where the standard rules hold. */
export interface AlertRules {
  /** By actor. */
  readonly actors: readonly (readonly AlertRule<ActorMetric>[] | null)[];
  /** By channel. */
  readonly channels: readonly (readonly AlertRule<ChannelMetric>[] | null)[];
}

/** An alert that was raised, or cleared. */
export interface Alert {
  /** Its number; numbers rise by one. */
  readonly n: number;
  /** When it was raised or cleared, in milliseconds since the epoch. */
  readonly time: number;
  /** What it is about: `a3` is the actor of index 3, `c5` the channel of index 5. */
  readonly subject: string;
  /** The actor or channel as people call it: `parse 3`, `rows`, or `work[1]` for a lane of a bundle. */
  readonly label: string;
  /** 1 watch, 2 high, 3 critical. */
  readonly level: 0 | 1 | 2 | 3;
  /** The rule in words, for instance `p90 of fill over 10 s above 80%: high`. */
  readonly rule: string;
  /** The value that raised or cleared it, in words. */
  readonly value: string;
  /** When it was raised, in milliseconds since the epoch. */
  readonly since: number;
  /** Whether this tells that it is over. */
  readonly cleared: boolean;
}
