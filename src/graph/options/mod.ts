/**
 * What can be said about a graph and its parts, what is wrong with what was said, and what holds where nothing was.
 *
 * @module
 */
export { type AlertOptions, alertRule } from "./alert_options.ts";
export { argFaults, graphFaults } from "./checks.ts";
export { type DurableOptions, type DurableSettings, durableSettings } from "./durable_options.ts";
export type { CellName, DurableStore, KeptCell, StateChanges, StoreCall } from "./durable_store.ts";
export {
  RECEIVER_OPTIONS,
  type ReceiverOptions,
  SENDER_OPTIONS,
  type SenderOptions,
} from "./end_options.ts";
export {
  ACTOR_OPTIONS,
  type ActorOptions,
  type ActorStandards,
  BUNDLE_OPTIONS,
  type BundleOptions,
  GRAPH_OPTIONS,
  type GraphOptions,
  graphSettings,
  MESH_OPTIONS,
  type MeshOptions,
  type PatienceOptions,
  WATCHED_CHANNEL_OPTIONS,
  type WatchedChannelOptions,
} from "./graph_options.ts";
export { nameFaults } from "./names.ts";
export { memberFaults, POOL_OPTIONS, type PoolOptions, type PoolSize } from "./pool_options.ts";
export { saturationFaults, saturationOf, type SaturationOptions } from "./saturation_options.ts";
export type { GraphSettings, ZombiePolicy } from "./settings.ts";
export { SUPERVISOR_OPTIONS, type SupervisorOptions } from "./supervisor_options.ts";
