/**
 * Actors for Deno services that must keep running: a graph of actors in Web Workers, joined by bounded channels in shared
 * memory, kept alive by a supervisor, and shown live on a page at localhost.
 *
 * This door is for the main thread. Modules that define actors import `@steady-state/deno/actor` instead, and what has to do with
 * figures, their history and alerts in detail has its types at `@steady-state/deno/telemetry`.
 *
 * @module
 */
export * from "./src/channel/kinds.ts";
export type { ChannelOptions, OverflowRule } from "./src/channel/ring/mod.ts";
export { type ErrorReport, GraphError } from "./src/errors.ts";
export {
  type ActorOptions,
  type AlertOptions,
  alertRule,
  type BundleOptions,
  type CellName,
  type ChannelLookOptions,
  type DurableOptions,
  type DurableStore,
  type GraphOptions,
  type KeptCell,
  type MeshOptions,
  type PatienceOptions,
  type PoolOptions,
  type PoolSize,
  type ProcessOptions,
  type ReceiverOptions,
  type RegionOptions,
  type SaturationOptions,
  type SenderOptions,
  type ShownOptions,
  type StateChanges,
  type StoreCall,
  type SupervisorOptions,
  type WatchedChannelOptions,
  type ZombiePolicy,
} from "./src/graph/options/mod.ts";
export type { ProcessPermissions } from "./src/protocol/mod.ts";
export type { End, Supervisor, Troupe } from "./src/graph/plan/mod.ts";
export {
  type DeadLetter,
  exportDeadLetters,
  importDeadLetters,
  type ReplayOptions,
} from "./src/graph/letters/mod.ts";
export type { ActorRef, ActorStatus } from "./src/graph/handles/mod.ts";
export type { Pool } from "./src/graph/pools/mod.ts";
export {
  AskError,
  type AskFault,
  type AskOptions,
  type AskReason,
  type AskTotals,
  type Service,
  type ServiceOptions,
} from "./src/graph/service/mod.ts";
export type { HostPort, Receiver, Sender } from "./src/graph/ends/mod.ts";
export type { Abortable } from "./src/inbox/inbox.ts";
export { UndeliveredError, type UndeliveredReason } from "./src/inbox/undelivered_error.ts";
export type { Bundle, Channel, Mesh } from "./src/graph/graph_drawing.ts";
export type { AqueductOptions } from "./src/graph/aqueducts/mod.ts";
export { Graph } from "./src/graph/graph.ts";
export {
  type ActorReport,
  type ChannelReport,
  describeReport,
  logFile,
  type LogFileOptions,
  type LogRecord,
  type LogSink,
  StopError,
  type StopReport,
} from "./src/graph/report/mod.ts";
export type {
  ActorShape,
  Alert,
  AlertLevel,
  AlertRule,
  ChildCrashes,
  CrashCause,
  CrashDecision,
  CrashReport,
  Flight,
  WaitStrategy,
} from "./src/protocol/mod.ts";
export type { LogLevel } from "./src/log_level.ts";
export type { Lifecycle } from "./src/shutdown/ballot_layout.ts";
export type { Backoff, Intensity, RestartType, Strategy } from "./src/supervisor/mod.ts";
export { run, type RunOptions } from "./src/runner.ts";
export type { TelemetryOptions } from "./src/telemetry/telemetry_options.ts";
