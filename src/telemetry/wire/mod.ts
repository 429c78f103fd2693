/**
 * The language of the frames.
 *
 * @module
 */
export { columnsOf } from "./column_cache.ts";
export { type Cell, changedColumns, type Column, type Columns, toColumns } from "./columns.ts";
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
