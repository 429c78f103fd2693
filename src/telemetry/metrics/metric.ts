/**
 * Which metrics there are of actors and of channels, and how those of several join into one.
 *
 * @module
 */
import type { ActorSample, ChannelSample } from "../sample/mod.ts";

/** A metric: its name without the prefix, what it is, and how it is read from a sample. `null` is left out. */
export interface ExportedMetric<Sample> {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  /** What the values of several of one name are joined by. */
  readonly join: "sum" | "max";
  readonly value: (sample: Sample) => number | null;
}

/** An actor's sample, and what happened in its life. */
export interface ActorFacts extends ActorSample {
  readonly crashes: number;
  readonly deadLetters: number;
  readonly vetoes: number;
}

/** A channel's sample, which one it is, and how long. */
export interface ChannelFacts extends ChannelSample {
  readonly index: number;
  readonly capacity: number;
}

function metric<Sample>(
  name: string,
  type: "counter" | "gauge",
  help: string,
  value: (sample: Sample) => number | null,
  join: "sum" | "max" = "sum",
): ExportedMetric<Sample> {
  return { name, type, help, join, value };
}

const LEVEL_HELP = "0 ok, 1 watch, 2 high, 3 critical.";

/** What is told of each actor. */
export const ACTOR_METRICS: readonly ExportedMetric<ActorFacts>[] = [
  metric("busy_seconds_total", "counter", "Time spent working.", (a) => a.busyMs / 1000),
  metric(
    "blocked_seconds_total",
    "counter",
    "Time spent waiting for room in an output.",
    (a) => a.blockedMs / 1000,
  ),
  metric(
    "waiting_seconds_total",
    "counter",
    "Time spent waiting for input, time or a promise.",
    (a) => a.waitingMs / 1000,
  ),
  metric(
    "outside_seconds_total",
    "counter",
    "Time spent waiting for something outside, in the middle of a turn.",
    (a) => a.outsideMs / 1000,
  ),
  metric("turns_total", "counter", "Turns committed.", (a) => a.turns),
  metric("restarts_total", "counter", "How often the actor was restarted.", (a) => a.restarts),
  metric("crashes_total", "counter", "How often the actor crashed.", (a) => a.crashes),
  metric("dead_letters_total", "counter", "Messages that it gave up.", (a) => a.deadLetters),
  metric("vetoes_total", "counter", "How often it voted against the end.", (a) => a.vetoes),
  metric("up", "gauge", "1 while the actor runs.", (a) => a.phase === "down" ? 0 : 1),
  metric("alert_level", "gauge", LEVEL_HELP, (a) => a.level, "max"),
  metric("heap_bytes", "gauge", "Heap in use by its worker.", (a) => a.heapBytes, "max"),
];

/** What is told of each channel. */
export const CHANNEL_METRICS: readonly ExportedMetric<ChannelFacts>[] = [
  metric("sent_messages_total", "counter", "Messages sent.", (c) => c.sent),
  metric("taken_messages_total", "counter", "Messages taken.", (c) => c.taken),
  metric("sent_bytes_total", "counter", "Payload bytes sent.", (c) => c.bytes),
  metric("depth_messages", "gauge", "Messages in the channel.", (c) => c.depth),
  metric("capacity_messages", "gauge", "Messages that it holds at most.", (c) => c.capacity),
  metric("alert_level", "gauge", LEVEL_HELP, (c) => c.level, "max"),
];
