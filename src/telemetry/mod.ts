/**
 * Telemetry: what a graph does, live, for people and for machines. It runs on the host and reads counters from shared
 * memory; actors are never asked.
 *
 * {@linkcode serveTelemetry} serves the page with the live graph, its event stream at `/events`, and the same figures at
 * `/graph.dot`, `/graph.json` and `/metrics`. The parts below it are plain functions of data and time, for whoever wants
 * the figures without the server.
 *
 * @module
 */
export type {
  ActorMetric,
  Alert,
  AlertLevel,
  AlertRule,
  AlertRules,
  ChannelMetric,
  Metric,
  Stat,
} from "../protocol/alert.ts";
export type { Phase } from "../probe/read.ts";
export type {
  ActorNode,
  ChannelEdge,
  LifeEvent,
  TelemetrySource,
  Topology,
} from "../protocol/topology.ts";
export type { Alerts } from "./alerts/alert_log.ts";
export { standardAlerts } from "./alerts/standard_rules.ts";
export type { WebhookOptions } from "./alerts/webhook_options.ts";
export { dotView } from "./api/dot_view.ts";
export type {
  ActorSample,
  ChannelSample,
  GraphSample,
  Level,
  Lifecycle,
} from "./sample/graph_sample.ts";
export type { HistoryOptions } from "./history/history.ts";
export type { RecordOptions } from "./history/recorder.ts";
export type {
  Latencies,
  LatencyBuckets,
  LatencyPast,
  LatencyTotals,
  Measures,
} from "./measure/measures.ts";
export type { ActorSeries, ChannelSeries } from "./measure/series.ts";
export type { Summary } from "./measure/summary.ts";
export { Observer } from "./observe/observer.ts";
export type { ObserverOptions, SampleListener } from "./observe/observer.ts";
export { serveTelemetry } from "./serve_telemetry.ts";
export type { TelemetryServer } from "./serve_telemetry.ts";
export type { TelemetryOptions } from "./telemetry_options.ts";
