/**
 * One page for many pods: follows the telemetry of each, and serves it as one graph.
 *
 * @module
 */
export type { HubOptions, PodAddress, PodsByName } from "./hub_options.ts";
export { type HubServer, serveHub } from "./serve_hub.ts";
