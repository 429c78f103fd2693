/**
 * Who looks at a graph, and when.
 *
 * @module
 */
export type { Observation } from "./observation.ts";
export { Observer, type ObserverOptions, type SampleListener } from "./observer.ts";
export { checkRate, DEFAULT_RATE_HZ } from "./rate.ts";
export type { ShownValue } from "./shown_stats.ts";
export { Sampler, WINDOW_MS } from "./sampler.ts";
