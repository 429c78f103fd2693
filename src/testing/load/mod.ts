/**
 * Load on a graph: performers that send at a rate of their own and measure what comes, and how the graph stood it.
 *
 * @module
 */
export { type Cost, costly, type Costs, costs } from "./cost.ts";
export { Processors } from "./processors.ts";
export type { LatencyFigures } from "./latency_figures.ts";
export { load, LOAD_OPTIONS, type LoadingPerformer, type LoadOptions } from "./load.ts";
export { type ActorLoad, type ChannelLoad, type LoadFigures, loadFigures } from "./load_figures.ts";
export { loadTable } from "./load_table.ts";
export {
  measure,
  MEASURE_OPTIONS,
  type MeasureOptions,
  type MeasuringPerformer,
} from "./measure.ts";
export { recordedRate } from "./recorded_rate.ts";
export type { Rate } from "./rate.ts";
