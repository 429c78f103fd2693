/**
 * Actors for Deno services that must keep running: a graph of actors in Web Workers, joined by bounded channels in shared
 * memory, kept alive by a supervisor, and shown live on a page at localhost.
 *
 * This door is for the main thread. Modules that define actors import `@steady-state/deno/actor` instead.
 *
 * @module
 */
export { RxBundle, TxBundle } from "./src/channel/bundle.ts";
export type { ChannelOptions } from "./src/channel/channel_spec.ts";
export type { Codec } from "./src/channel/codec.ts";
export type { Condition } from "./src/channel/condition.ts";
export type { Kind, MessageOf, RxOf, TxOf } from "./src/channel/kind.ts";
export type { KindShape } from "./src/channel/kind_shape.ts";
export {
  bytes,
  type BytesKind,
  type BytesRx,
  type BytesTx,
  json,
  kindOf,
  text,
  type TextKind,
} from "./src/channel/record_kinds.ts";
export type { Rx } from "./src/channel/rx.ts";
export {
  bool,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  type ScalarKind,
  u16,
  u32,
  u64,
  u8,
} from "./src/channel/scalar_kinds.ts";
export type { SliceRx, SliceTx } from "./src/channel/slice_ends.ts";
export type { Columns, StructRx, StructTx } from "./src/channel/struct.ts";
export type { ColumnArray } from "./src/channel/struct_columns.ts";
export { struct, type StructKind } from "./src/channel/struct_kind.ts";
export {
  array,
  type ArrayField,
  type ColumnArrays,
  type ColumnOf,
  type ColumnsOf,
  type FieldOf,
  type FieldShape,
  type Joined,
  oneOf,
  type OneOfField,
  optional,
  type OptionalField,
  type ScalarName,
  type StructOf,
  type StructSchema,
  type TextField,
} from "./src/channel/struct_schema.ts";
export type { Tx } from "./src/channel/tx.ts";
export { type ErrorReport, GraphError } from "./src/errors.ts";
export { alert, type AlertOptions } from "./src/graph/alert_options.ts";
export type { End, Supervisor, Troupe } from "./src/graph/blueprint.ts";
export { exportDeadLetters, importDeadLetters } from "./src/graph/dead_letter_text.ts";
export type { DeadLetter } from "./src/graph/dead_letters.ts";
export type { DurableOptions } from "./src/graph/durable_options.ts";
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
} from "./src/graph/graph_options.ts";
export type { LogRecord, LogSink } from "./src/graph/log_record.ts";
export type { ReplayOptions } from "./src/graph/replay_place.ts";
export type { ZombiePolicy } from "./src/graph/graph_run.ts";
export {
  type ActorReport,
  type ChannelReport,
  describeReport,
  StopError,
  type StopReport,
} from "./src/graph/stop_report.ts";
export type { SupervisorOptions } from "./src/graph/supervisor_options.ts";
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
