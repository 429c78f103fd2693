/**
 * Channels: bounded rings in shared memory with one sender and one taker, the kinds of message they carry, and bundles of
 * them. Worker-safe: this door loads nothing of graphs, servers or workers.
 *
 * @module
 */
export { RxBundle, TxBundle } from "./bundle.ts";
export type { ChannelOptions } from "./channel_spec.ts";
export type { Codec } from "./codec.ts";
export type { Condition } from "./condition.ts";
export type { Kind, MessageOf, RxOf, TxOf } from "./kind.ts";
export type { KindShape } from "./kind_shape.ts";
export { type OpenChannel, openChannel } from "./open_channel.ts";
export {
  bytes,
  type BytesKind,
  type BytesRx,
  type BytesTx,
  json,
  kindOf,
  text,
  type TextKind,
} from "./record_kinds.ts";
export type { Rx } from "./rx.ts";
export {
  bool,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  type ScalarKind,
  u16,
  u32,
  u64,
  u8,
} from "./scalar_kinds.ts";
export type { SliceRx, SliceTx } from "./slice_ends.ts";
export type { Columns, StructRx, StructTx } from "./struct.ts";
export type { ColumnArray } from "./struct_columns.ts";
export { struct, type StructKind } from "./struct_kind.ts";
export {
  array,
  type ArrayField,
  type ColumnArrays,
  type ColumnOf,
  type ColumnsOf,
  type FieldOf,
  type FieldShape,
  type Joined,
  oneOf,
  type OneOfField,
  optional,
  type OptionalField,
  type ScalarName,
  type StructOf,
  type StructSchema,
  type TextField,
} from "./struct_schema.ts";
export type { Tx } from "./tx.ts";
