/**
 * What everybody who draws or uses channels needs to name: the kinds of message, the ends, and bundles of them. Listed here once; the
 * package's doors pass it on.
 *
 * @module
 */
export { RxBundle, TxBundle } from "./bundle.ts";
export { json } from "./json/json_kind.ts";
export type { Codec } from "./record/codec.ts";
export type { Condition } from "./condition.ts";
export type { Kind, MessageOf, RxOf, TxOf } from "./ring/kind.ts";
export type { KindShape } from "./kind_shape.ts";
export {
  bytes,
  type BytesKind,
  type BytesRx,
  type BytesTx,
  kindOf,
  text,
  type TextKind,
} from "./record/record_kinds.ts";
export type { TextField } from "./record/text_field.ts";
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
} from "./scalar/scalar_kinds.ts";
export type { SliceRx, SliceTx } from "./scalar/slice_ends.ts";
export type { Columns, StructRx, StructTx } from "./struct/struct.ts";
export type { ColumnArray } from "./struct/struct_columns.ts";
export { struct, type StructKind } from "./struct/struct_kind.ts";
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
} from "./struct/struct_schema.ts";
export type { Tx } from "./tx.ts";
