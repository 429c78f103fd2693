/**
 * The language of the frames.
 *
 * @module
 */
export { columnsOf, noteColumns } from "./column_cache.ts";
export {
  changedColumns,
  COLUMN_NAMES,
  COLUMN_UNITS,
  type ColumnNames,
  type ColumnPlan,
  columnPlan,
  keyColumns,
  toColumns,
  type WireColumn,
  type WireColumns,
} from "./columns.ts";
export {
  crashesOf,
  type EventMessage,
  type FrameMessage,
  helloFrame,
  toMessage,
  topologyFrame,
} from "./frames.ts";
export { createFraming } from "./framing.ts";
export {
  type AlertFrame,
  type CrashCounts,
  type CrashStretch,
  type HelloFrame,
  type LifeTotals,
  type LinksFrame,
  type NumberedLife,
  type PageFigure,
  PROTOCOL,
  type TopologyFrame,
  type WireEvents,
} from "./wire.ts";
