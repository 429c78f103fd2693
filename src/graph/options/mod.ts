/**
 * What can be said about a graph and its parts, what is wrong with what was said, and what holds where nothing was.
 *
 * @module
 */
export { type AlertOptions, alertRule } from "./alert_options.ts";
export { graphFaults } from "./checks.ts";
export { type DurableOptions, durableOptions } from "./durable_options.ts";
export {
  ACTOR_DEFAULTS,
  type ActorOptions,
  type BundleOptions,
  GRAPH_DEFAULTS,
  type GraphOptions,
  MAX_GIRTH,
  type MeshOptions,
  optionFaults,
  type PatienceOptions,
  unknownOptionsOf,
  type WatchedChannelOptions,
} from "./graph_options.ts";
export type { GraphSettings, ZombiePolicy } from "./settings.ts";
export { DEFAULT_STRATEGY, type SupervisorOptions } from "./supervisor_options.ts";
