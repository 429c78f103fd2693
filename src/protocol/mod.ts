/**
 * What host and workers, or host and telemetry, say to each other: plain data.
 *
 * @module
 */
export type { ActorShape, ArgsSchema, Port, PortSchema } from "./actor_shape.ts";
export {
  type ActorMetric,
  type Alert,
  ALERT_LEVEL_NAMES,
  ALERT_LEVELS,
  type AlertLevel,
  type AlertRule,
  type AlertRules,
  type ChannelMetric,
  type Level,
  type Metric,
  type ShownStat,
  type Stat,
} from "./alert.ts";
export { channelLabel } from "./channel_label.ts";
export type { ChildCrashes, CrashCause, CrashDecision, CrashReport } from "./crash.ts";
export type { Cue, SuspectMessage } from "./cues.ts";
export type { Execution } from "./execution.ts";
export type { Flight } from "./flight.ts";
export type { LinkDeathCosts, LinkEdge, LinkNode, LinkReading, LinkRole } from "./link.ts";
export type {
  AskMessage,
  BootMessage,
  BootPlan,
  CrashedMessage,
  DeadLetterMessage,
  HostMessage,
  LetterKeptMessage,
  LifeMessage,
  ListeningMessage,
  LoadMessage,
  LookMessage,
  MessageOrigin,
  NewsMessage,
  NotReplayedMessage,
  PerformMessage,
  PongMessage,
  ProcessBootMessage,
  ReplayMessage,
  RetireMessage,
  SeatMessage,
  TellMessage,
  TurnUnderWork,
  UncaughtMessage,
  UnderWork,
  WorkerMessage,
} from "./messages.ts";
export type { ActorPlan, DefinitionSource, EndPlan, WaitStrategy, WorkerPlan } from "./plan.ts";
export type { Bells, ProcessPermissions, ProcessReading, ProcessSettings } from "./process.ts";
export {
  figureOf,
  metricOf,
  type NamedFigure,
  namedFigures,
  STATE_FIGURE_UNITS,
  type StateFigure,
  type StateFigureMetric,
  type StateFigureUnit,
} from "./state_figure.ts";
export type { Lifecycle } from "../shutdown/ballot_layout.ts";
export type {
  ActorNode,
  ChannelEdge,
  DefinitionNode,
  LifeEvent,
  SupervisorNode,
  TelemetrySource,
  ThreadPlace,
  Topology,
} from "./topology.ts";
