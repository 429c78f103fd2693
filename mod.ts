/**
 * Actors for Deno services that must keep running: a graph of actors in Web Workers, joined by bounded channels in shared
 * memory, kept alive by a supervisor, and shown live on a page at localhost.
 *
 * This door is for the main thread. Modules that define actors import `@steady-state/deno/actor` instead.
 *
 * @module
 */
export * from "./src/channel/kinds.ts";
export type { ChannelOptions } from "./src/channel/ring/channel_spec.ts";
export { type ErrorReport, GraphError } from "./src/errors.ts";
export { alert, type AlertOptions } from "./src/graph/options/alert_options.ts";
export type { End, Supervisor, Troupe } from "./src/graph/plan/blueprint.ts";
export { exportDeadLetters, importDeadLetters } from "./src/graph/letters/dead_letter_text.ts";
export type { DeadLetter } from "./src/graph/letters/dead_letters.ts";
export type { DurableOptions } from "./src/graph/options/durable_options.ts";
export { type Bundle, type Channel, Graph, type Mesh } from "./src/graph/graph.ts";
export type {
  ActorArguments,
  ActorOptions,
  BundleOptions,
  GraphOptions,
  MeshOptions,
  PatienceOptions,
  WatchedChannelOptions,
  Wiring,
} from "./src/graph/options/graph_options.ts";
export type { LogRecord, LogSink } from "./src/graph/report/log_record.ts";
export type { ReplayOptions } from "./src/graph/letters/replay_place.ts";
export type { ZombiePolicy } from "./src/graph/options/settings.ts";
export {
  type ActorReport,
  type ChannelReport,
  describeReport,
  StopError,
  type StopReport,
} from "./src/graph/report/stop_report.ts";
export type { SupervisorOptions } from "./src/graph/options/supervisor_options.ts";
export type {
  ActorShape,
  ArgsSchema,
  Port,
  PortSchema,
  PortShape,
} from "./src/protocol/actor_shape.ts";
export type {
  ActorMetric,
  Alert,
  AlertLevel,
  AlertRule,
  AlertRules,
  ChannelMetric,
  Metric,
  Stat,
} from "./src/protocol/alert.ts";
export type { CrashCause, CrashDecision, CrashReport } from "./src/protocol/crash.ts";
export type { LogLevel } from "./src/log_level.ts";
export type {
  ActorNode,
  ChannelEdge,
  CrashFacts,
  LifeEvent,
  TelemetrySource,
  Topology,
} from "./src/protocol/topology.ts";
export type { WaitStrategy } from "./src/protocol/plan.ts";
export type { Lifecycle } from "./src/shutdown/tally.ts";
export type { Backoff, Intensity } from "./src/supervisor/intensity.ts";
export type { RestartType, Strategy } from "./src/supervisor/tree.ts";
export type { PackageCopy } from "./src/package.ts";
export { run, type RunOptions } from "./src/runner.ts";
export type { WebhookOptions } from "./src/telemetry/alerts/webhook_options.ts";
export type { HistoryOptions } from "./src/telemetry/history/history.ts";
export type { RecordOptions } from "./src/telemetry/history/recorder.ts";
export type { TelemetryOptions } from "./src/telemetry/telemetry_options.ts";
