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
  ActorNode,
  Alert,
  AlertLevel,
  AlertRule,
  AlertRules,
  ChannelEdge,
  ChannelMetric,
  DefinitionNode,
  Flight,
  Level,
  Lifecycle,
  LifeEvent,
  LinkDeathCosts,
  LinkEdge,
  LinkNode,
  LinkReading,
  LinkRole,
  Metric,
  NamedFigure,
  ProcessReading,
  ShownStat,
  Stat,
  StateFigureMetric,
  StateFigureUnit,
  SupervisorNode,
  TelemetrySource,
  ThreadPlace,
  Topology,
} from "../protocol/mod.ts";
export type { Phase } from "../probe/read.ts";
export {
  type Alerts,
  standardAlerts,
  standardSourceAlerts,
  type WebhookOptions,
} from "./alerts/mod.ts";
export { dotView } from "./api/mod.ts";
export type { ActorSample, ChannelSample, GraphSample } from "./sample/mod.ts";
export type { HistoryOptions, RecordOptions } from "./history/mod.ts";
export type {
  ActorSeries,
  ChannelSeries,
  Latencies,
  LatencyBuckets,
  LatencyPast,
  LatencyTotals,
  Measures,
  Summary,
} from "./measure/mod.ts";
export {
  Observer,
  type ObserverOptions,
  type SampleListener,
  type ShownValue,
} from "./observe/mod.ts";
export type { PictureOptions } from "./picture_options.ts";
export { serveTelemetry } from "./serve_telemetry.ts";
export type { TelemetryServer } from "./running_server.ts";
export type { TelemetryOptions } from "./telemetry_options.ts";
