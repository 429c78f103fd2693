/**
 * One page for many pods: follows the telemetry of each, and serves it as one graph.
 *
 * @module
 */
export type { HubWishes, PodAddress, PodsByName, PodsByNats } from "./hub_wishes.ts";
export { type HubServer, serveHub } from "./serve_hub.ts";
