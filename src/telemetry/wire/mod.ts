/**
 * The language of the frames.
 *
 * @module
 */
export { columnsOf } from "./column_cache.ts";
export {
  changedColumns,
  toColumns,
  type WireCell,
  type WireColumn,
  type WireColumns,
} from "./columns.ts";
export { type EventMessage, type FrameMessage, toMessage, topologyFrame } from "./frames.ts";
export { createFraming } from "./framing.ts";
export {
  type AlertFrame,
  type HelloFrame,
  type LifeTotals,
  type NumberedLife,
  PROTOCOL,
  type TopologyFrame,
} from "./wire.ts";
