/**
 * What can be said about a graph and its parts, what is wrong with what was said, and what holds where nothing was.
 *
 * @module
 */
export { type AlertOptions, alertRule } from "./alert_options.ts";
export { argFaults, foundArgFaults, graphFaults } from "./checks.ts";
export { type DurableOptions, type DurableSettings, durableSettings } from "./durable_options.ts";
export type { CellName, DurableStore, KeptCell, StateChanges, StoreCall } from "./durable_store.ts";
export {
  BUNDLE_OPTIONS,
  type BundleOptions,
  type ChannelLookOptions,
  drawnChannel,
  MAX_GIRTH,
  MESH_OPTIONS,
  type MeshOptions,
  WATCHED_CHANNEL_OPTIONS,
  type WatchedChannelOptions,
} from "./channel_options.ts";
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
  GRAPH_OPTIONS,
  type GraphOptions,
  graphSettings,
  type PatienceOptions,
} from "./graph_options.ts";
export { nameFaults } from "./names.ts";
export { memberFaults, POOL_OPTIONS, type PoolOptions, type PoolSize } from "./pool_options.ts";
export { PROCESS_OPTIONS, type ProcessOptions, soundProcess } from "./process_options.ts";
export { REGION_OPTIONS, type RegionOptions } from "./region_options.ts";
export { saturationFaults, type SaturationOptions } from "./saturation_options.ts";
export type { GraphSettings, ZombiePolicy } from "./settings.ts";
export { shownAs, type ShownOptions } from "./shown_options.ts";
export { SUPERVISOR_OPTIONS, type SupervisorOptions } from "./supervisor_options.ts";
