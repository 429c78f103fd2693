/** The entries of channels in the catalogue of figures. */
import type { ChannelEntries } from "./figure.ts";
import { counted, counter, gauge, inChart, LEVEL, measured } from "./catalogue_words.ts";
import { atEnd, meanOf, perSecond } from "./over_time.ts";
const LATENCY = "latency";

/** The series of all latencies of a channel. They are too many to be kept one by one: a histogram has them. */
export const LATENCIES = "latency";

const MESSAGES = "actor.channel.messages";

/** The figures of channels, by name. */
export const CHANNEL_ENTRIES: ChannelEntries = {
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
  onLink: {
    unit: "amount",
    about:
      "Messages that an aqueduct has sent and that have not arrived, where a hub sees both ends.",
    now: () => null,
    onWire: true,
    isRare: true,
    page: { row: "on their way", groupRow: "on their way", ifKnown: true, join: "sum" },
  },
  linkLatency: {
    unit: "micros",
    about:
      "Mean time from one end of an aqueduct to the other over the last ten seconds, both clocks brought in line; not told where it is less than their error.",
    now: () => null,
    onWire: true,
    isRare: true,
    page: { row: "latency of the link", groupRow: "slowest link", ifKnown: true, join: "max" },
  },
  clockError: {
    unit: "micros",
    about:
      "By how much the latency of the link may be wrong, because both ends have clocks of their own.",
    now: () => null,
    onWire: true,
    isRare: true,
    page: {
      row: "error of its latency",
      groupRow: "largest error of a latency",
      ifKnown: true,
      join: "max",
    },
  },
  roundTrip: {
    unit: "micros",
    about: "The last round trip over the link.",
    now: () => null,
    onWire: true,
    isRare: true,
    page: {
      row: "round trip of the link",
      groupRow: "longest round trip",
      ifKnown: true,
      join: "max",
    },
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
