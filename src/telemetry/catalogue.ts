/**
 * Every figure that is told of actors and of channels, in the order in which people are shown them. An entry here is all that a figure
 * takes: samples, windows, the page's stream, its tables and charts, the history, recordings, the API and its schema, Prometheus and
 * OpenTelemetry all go by this list. What a program is to read by name with a type has a line in `sample/graph_sample.ts` besides, and
 * what alert rules may judge one in `protocol/alert.ts`.
 *
 * The idea is that of Agrona's counters: one place says what each is, and readers and writers both go by it.
 *
 * @module
 */
import { LEVELS_TEXT } from "../../static/words/levels.js";
import type {
  ActorEntries,
  ActorFigure,
  ChannelEntries,
  ChannelFigure,
  ChartLine,
  Figure,
  FigureEntry,
  OtelInstrument,
  PrometheusMetric,
} from "./figure.ts";
import {
  atEnd,
  growthOf,
  meanOf,
  millicoresOf,
  partOf,
  perEach,
  perSecond,
  shareOf,
  type Stretch,
} from "./over_time.ts";
import type { FigureValue } from "./units.ts";

function counter(name: string): PrometheusMetric {
  return { name, type: "counter" };
}

function gauge(name: string, join: PrometheusMetric["join"] = "sum"): PrometheusMetric {
  return { name, type: "gauge", join };
}

function counted(
  name: string,
  unit: string,
  direction?: OtelInstrument["direction"],
): OtelInstrument {
  return { name, unit, type: "counter", ...direction && { direction } };
}

function measured(name: string, unit: string): OtelInstrument {
  return { name, unit, type: "upDownCounter" };
}

function inChart(title: string, line: string, color: string): ChartLine {
  return { title, line, color };
}

const LEVEL = `How urgently it asks for attention: ${LEVELS_TEXT}.`;
const TIME = "time, in percent";
const LATENCY = "latency";
const UNSETTLED = "messages in flight";
const UNSETTLED_AGE = "age of the oldest in flight";

/** The series of all latencies of a channel. They are too many to be kept one by one: a histogram has them. */
export const LATENCIES = "latency";

const MESSAGES = "actor.channel.messages";

const ACTOR: ActorEntries = {
  level: {
    unit: "level",
    about: LEVEL,
    onWire: true,
    page: { row: "level", groupRow: "level of the worst", join: "max" },
    prometheus: gauge("alert_level", "max"),
  },
  phase: { unit: "phase", about: "What it is doing now.", now: ({ probe }) => probe.phase },
  up: {
    unit: "flag",
    about: "Whether it runs, or sleeps because it is not needed.",
    now: ({ probe, isAsleep }) => isAsleep || probe.phase !== "down",
    onWire: true,
    prometheus: gauge("up"),
  },
  asleep: {
    unit: "flag",
    about: "Whether it sleeps: a member of a pool that is not needed now.",
    now: ({ isAsleep }) => isAsleep,
    onWire: true,
    prometheus: gauge("asleep"),
  },
  busy: {
    unit: "share",
    about: "Share of the time spent working.",
    over: shareOf("busyMs"),
    series: "busy",
    onWire: true,
    page: {
      title: "Busy",
      row: "busy",
      groupRow: "busy, mean",
      join: "mean",
      chart: inChart(TIME, "busy", "--busy"),
      spark: true,
      statistic: "busy",
    },
  },
  outside: {
    unit: "share",
    about: "Share of the time spent waiting for something outside, in the middle of a turn.",
    over: shareOf("outsideMs"),
    series: "outside",
    onWire: true,
    page: {
      title: "Outside",
      row: "waiting outside",
      groupRow: "outside, mean",
      join: "mean",
      chart: inChart(TIME, "outside", "--outside"),
      spark: true,
      statistic: "outside",
    },
  },
  blocked: {
    unit: "share",
    about: "Share of the time spent waiting for room in an output.",
    over: shareOf("blockedMs"),
    series: "blocked",
    onWire: true,
    page: {
      title: "Blocked",
      row: "blocked by a full output",
      groupRow: "blocked, mean",
      join: "mean",
      chart: inChart(TIME, "blocked", "--blocked"),
      spark: true,
      statistic: "blocked",
    },
  },
  waiting: {
    unit: "share",
    about: "Share of the time spent waiting for input, time or a promise.",
    over: shareOf("waitingMs"),
    series: "waiting",
    onWire: true,
    page: {
      title: "Waiting",
      row: "waiting for input",
      groupRow: "waiting, mean",
      join: "mean",
      chart: inChart(TIME, "waiting", "--muted"),
      statistic: "waiting",
    },
  },
  mcpu: {
    unit: "millicores",
    about: "Thousandths of a core that it works for.",
    over: millicoresOf("busyMs"),
    series: "mcpu",
    onWire: true,
    page: { title: "mCPU", row: "mCPU", groupRow: "mCPU, sum", join: "sum" },
  },
  load: {
    unit: "share",
    about: "Its share of the time for which all actors together are busy.",
    over: partOf("busyMs"),
    series: "load",
    onWire: true,
    page: { title: "Load", row: "load", join: "sum" },
  },
  turnRate: {
    unit: "rate",
    about:
      "Turns committed a second. A turn goes from one wait to the next: what is sent and taken in it counts as a whole, or not at all.",
    over: perSecond("turns"),
    series: "turnRate",
    onWire: true,
    page: {
      title: "Turns",
      row: "turns",
      groupRow: "turns",
      join: "sum",
      chart: inChart("turns", "turns", "--accent"),
      statistic: "turns",
    },
  },
  batch: {
    unit: "amount",
    about: "Messages taken a turn; sent, if it takes from no channel.",
    over: perEach("messages", "turns"),
    series: "batch",
    onWire: true,
    page: {
      title: "Batch",
      row: "batch",
      join: "mean",
      chart: inChart("batch, messages a turn", "batch", "--accent"),
      statistic: "batch",
    },
  },
  turns: {
    unit: "total",
    about: "Turns committed.",
    now: ({ probe }) => probe.turns,
    page: { row: "turns in all" },
    prometheus: counter("turns_total"),
    otel: counted("actor.turns", "{turn}"),
  },
  messages: {
    unit: "total",
    about: "Messages taken; sent, if it takes from no channel.",
    now: ({ messages }) => messages,
  },
  busyMs: {
    unit: "ms",
    about: "Time spent working.",
    now: ({ probe }) => probe.busyMs,
    page: { row: "busy in all" },
    prometheus: counter("busy_seconds_total"),
    otel: counted("actor.busy.time", "s"),
  },
  blockedMs: {
    unit: "ms",
    about: "Time spent waiting for room in an output.",
    now: ({ probe }) => probe.blockedMs,
    prometheus: counter("blocked_seconds_total"),
    otel: counted("actor.blocked.time", "s"),
  },
  waitingMs: {
    unit: "ms",
    about: "Time spent waiting for input, time or a promise.",
    now: ({ probe }) => probe.waitingMs,
    prometheus: counter("waiting_seconds_total"),
    otel: counted("actor.waiting.time", "s"),
  },
  outsideMs: {
    unit: "ms",
    about: "Time spent waiting for something outside, in the middle of a turn.",
    now: ({ probe }) => probe.outsideMs,
    prometheus: counter("outside_seconds_total"),
    otel: counted("actor.outside.time", "s"),
  },
  restarts: {
    unit: "times",
    about: "How often it was restarted.",
    now: ({ restarts }) => restarts,
    series: "restarts",
    past: growthOf("restarts"),
    onWire: true,
    page: { title: "Restarts", row: "restarts", groupRow: "restarts", join: "sum" },
    prometheus: counter("restarts_total"),
    otel: counted("actor.restarts", "{restart}"),
  },
  crashes: {
    unit: "times",
    about: "How often it crashed.",
    now: ({ crashes }) => crashes,
    onWire: true,
    page: { row: "crashes", groupRow: "crashes", join: "sum" },
    prometheus: counter("crashes_total"),
  },
  deadLetters: {
    unit: "times",
    about: "Messages that it gave up.",
    now: ({ deadLetters }) => deadLetters,
    onWire: true,
    page: { row: "dead letters", groupRow: "dead letters", join: "sum" },
    prometheus: counter("dead_letters_total"),
  },
  vetoes: {
    unit: "times",
    about: "How often it voted against the end.",
    now: ({ vetoes }) => vetoes,
    prometheus: counter("vetoes_total"),
  },
  inFlight: {
    unit: "amount",
    about: "Messages sent that are not settled, where they are followed.",
    now: ({ flight }) => flight && flight.sent - flight.settled,
    series: "inFlight",
    past: atEnd("inFlight"),
    onWire: true,
    isRare: true,
    page: {
      row: "in flight",
      groupRow: "in flight",
      join: "sum",
      chart: inChart(UNSETTLED, "in flight", "--v1"),
    },
    prometheus: gauge("in_flight_messages"),
    otel: measured("actor.in_flight.messages", "{message}"),
  },
  unsettledMs: {
    unit: "ms",
    about: "Age of the oldest message sent that is not settled, where they are followed.",
    now: ({ flight }) => flight && flight.oldestMs,
    series: "unsettled",
    past: atEnd("unsettledMs"),
    onWire: true,
    isRare: true,
    page: {
      row: "oldest in flight",
      groupRow: "oldest in flight",
      join: "max",
      chart: inChart(UNSETTLED_AGE, "oldest in flight", "--v1"),
    },
    prometheus: gauge("oldest_unsettled_seconds", "max"),
  },
  heapBytes: {
    unit: "bytes",
    about: "Heap in use by its worker.",
    now: ({ heapBytes }) => heapBytes,
    series: "heap",
    past: atEnd("heapBytes"),
    onWire: true,
    page: {
      title: "Heap",
      row: "heap of its worker",
      chart: inChart("heap of its worker", "heap", "--v1"),
    },
    prometheus: gauge("heap_bytes", "max"),
  },
  regionBytes: {
    unit: "bytes",
    about: "Shared memory of its own: its state, its journal and its counters.",
    now: ({ regionBytes }) => regionBytes,
    page: { row: "shared memory" },
    prometheus: gauge("region_bytes"),
  },
  stateBytes: {
    unit: "bytes",
    about: "Shared memory of its state, with the copy that a turn writes.",
    now: ({ stateBytes }) => stateBytes,
    page: { row: "of that, state" },
    prometheus: gauge("state_bytes"),
  },
  shown: {
    unit: "text",
    about: "The statistics that the program has shown of it.",
    now: ({ shown }) => shown,
    onWire: true,
    isRare: true,
  },
  status: {
    unit: "text",
    about: "The line of text that it shows.",
    now: ({ probe }) => probe.status,
    onWire: true,
    page: { row: "status" },
  },
};

const CHANNEL: ChannelEntries = {
  level: {
    unit: "level",
    about: LEVEL,
    onWire: true,
    page: { row: "level", groupRow: "level of the worst", join: "max" },
    prometheus: gauge("alert_level", "max"),
  },
  fill: {
    unit: "share",
    about: "Share of the capacity in use.",
    now: ({ counts, capacity }) => counts.depth / capacity,
    over: meanOf("fill"),
    series: "fill",
    onWire: true,
    page: {
      title: "Fill",
      row: "fill",
      groupRow: "fill of the fullest",
      join: "max",
      chart: inChart("fill, in percent", "fill", "--busy"),
      spark: true,
      statistic: "fill",
    },
  },
  pressure: {
    unit: "share",
    about:
      "How full it is because its reader does not keep up, over the last three seconds: time in which the reader waits does not count.",
    now: ({ pressure }) => pressure,
    series: "pressure",
    past: atEnd("pressure"),
    onWire: true,
    page: {
      row: "pressure",
      groupRow: "highest pressure",
      join: "max",
      chart: inChart("fill, in percent", "pressure", "--v3"),
      statistic: "pressure",
    },
    prometheus: gauge("pressure_ratio", "max"),
  },
  full: {
    unit: "share",
    about: "Share of the last minute in which it was full, or nearly.",
    now: ({ full }) => full,
    page: { row: "full, of the last minute" },
  },
  burst: {
    unit: "amount",
    about:
      "Messages of the largest burst of the last minute: sent between two moments at which it was nearly empty.",
    now: ({ burst }) => burst,
    page: { row: "largest burst of the last minute" },
  },
  rate: {
    unit: "rate",
    about: "Messages sent a second.",
    over: perSecond("sent"),
    series: "rate",
    onWire: true,
    page: {
      title: "Rate",
      row: "rate",
      groupRow: "rate, sum",
      join: "sum",
      chart: inChart("rate", "rate", "--accent"),
      spark: true,
      statistic: "rate",
    },
  },
  p50: {
    unit: "micros",
    about: "Median latency, from the commit that sends a message to the commit that takes it.",
    now: ({ latency }) => latency("p50"),
    onWire: true,
    page: {
      title: "p50",
      row: "p50, latency",
      join: "max",
      chart: inChart(LATENCY, "p50", "--busy"),
    },
  },
  p99: {
    unit: "micros",
    about: "The latency that 99 of 100 messages do not exceed.",
    now: ({ latency }) => latency("p99"),
    series: LATENCIES,
    onWire: true,
    page: {
      title: "p99",
      row: "p99, latency",
      groupRow: "worst p99",
      join: "max",
      chart: inChart(LATENCY, "p99", "--v3"),
      statistic: "latency",
    },
  },
  maxLatency: {
    unit: "micros",
    about: "The longest latency.",
    now: ({ latency }) => latency("max"),
    page: { row: "latency, longest" },
  },
  bytesRate: {
    unit: "bytesRate",
    about: "Payload bytes sent a second.",
    over: perSecond("bytes"),
    series: "bytesRate",
    onWire: true,
    page: {
      title: "Bytes/s",
      row: "bytes",
      join: "sum",
      chart: inChart("bytes", "bytes", "--v1"),
      statistic: "bytes",
    },
  },
  depth: {
    unit: "amount",
    about: "Messages in the channel.",
    now: ({ counts }) => counts.depth,
    page: { row: "in the channel" },
    prometheus: gauge("depth_messages"),
    otel: measured("actor.channel.depth", "{message}"),
  },
  capacity: {
    unit: "total",
    about: "Messages that it holds at most.",
    now: ({ capacity }) => capacity,
    page: { row: "capacity" },
    prometheus: gauge("capacity_messages"),
    otel: measured("actor.channel.capacity", "{message}"),
  },
  regionBytes: {
    unit: "bytes",
    about: "Shared memory that it takes, be it full or empty.",
    now: ({ regionBytes }) => regionBytes,
    page: { row: "shared memory" },
    prometheus: gauge("region_bytes"),
  },
  sent: {
    unit: "total",
    about: "Messages sent.",
    now: ({ counts }) => counts.sent,
    onWire: true,
    page: { title: "Sent", row: "sent in all", groupRow: "sent in all", join: "sum" },
    prometheus: counter("sent_messages_total"),
    otel: counted(MESSAGES, "{message}", "send"),
  },
  taken: {
    unit: "total",
    about: "Messages taken.",
    now: ({ counts }) => counts.taken,
    page: { row: "taken in all" },
    prometheus: counter("taken_messages_total"),
    otel: counted(MESSAGES, "{message}", "take"),
  },
  dropped: {
    unit: "timesIfEver",
    about:
      "Messages that found no room and were dropped, where the channel's option overflow has it so; else not known.",
    now: ({ counts }) => counts.dropped,
    onWire: true,
    page: { row: "dropped", groupRow: "dropped", join: "sum" },
    prometheus: counter("dropped_messages_total"),
    otel: counted("actor.channel.dropped", "{message}"),
  },
  bytes: {
    unit: "bytes",
    about: "Payload bytes sent.",
    now: ({ counts }) => counts.bytes,
    prometheus: counter("sent_bytes_total"),
    otel: counted("actor.channel.io", "By"),
  },
  shown: {
    unit: "text",
    about: "The statistics that the program has shown of it.",
    now: ({ shown }) => shown,
    onWire: true,
    isRare: true,
  },
};

function named<Reading, S extends Stretch>(
  entries: Readonly<Record<string, FigureEntry<Reading, S, FigureValue>>>,
): readonly Figure<Reading, S>[] {
  return Object.entries(entries).map(([name, entry]) => ({ name, ...entry }));
}

/** The figures of actors. */
export const ACTOR_FIGURES: readonly ActorFigure[] = named(ACTOR);

/** The figures of channels. */
export const CHANNEL_FIGURES: readonly ChannelFigure[] = named(CHANNEL);
