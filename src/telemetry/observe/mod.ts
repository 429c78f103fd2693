/**
 * Who looks at a graph, and when.
 *
 * @module
 */
export { Observer, type ObserverOptions, type SampleListener } from "./observer.ts";
export { DEFAULT_RATE_HZ, rateFaults } from "./rate.ts";
export { WINDOW_MS } from "./sampler.ts";
