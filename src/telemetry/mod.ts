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
export type { Phase } from "../probe/read.ts";
export type {
  ActorNode,
  ChannelEdge,
  LifeEvent,
  TelemetrySource,
  Topology,
} from "../protocol/topology.ts";
export { dotView } from "./dot_view.ts";
export type { ActorSample, ChannelSample, GraphSample, Level, Lifecycle } from "./graph_sample.ts";
export { metricsView } from "./metrics_view.ts";
export type { OwnFigures } from "./metrics_view.ts";
export { printPrometheus } from "./prometheus.ts";
export type { Family, Labels } from "./prometheus.ts";
export { Sampler } from "./sampler.ts";
export { serveTelemetry } from "./serve_telemetry.ts";
export type { TelemetryOptions, TelemetryServer } from "./serve_telemetry.ts";
