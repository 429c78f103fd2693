/**
 * One moment of a graph.
 *
 * @module
 */
export { actorLabel } from "./actor_label.ts";
export { ActorMeter } from "./actor_meter.ts";
export {
  type ColumnFigure,
  type FigureColumn,
  type FigureColumns,
  figuresOf,
  type SampleColumns,
  sampleOf,
  valueIn,
} from "./columns_sample.ts";
export { ChannelMeter, type ChannelReading } from "./channel_meter.ts";
export type { ActorSample, ChannelSample, GraphSample } from "./graph_sample.ts";
export { type ActorReading, type ChannelFacts, Throughput } from "./readings.ts";
export { type Moment, RollingWindow } from "./rolling_window.ts";
