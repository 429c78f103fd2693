/**
 * The actor's door: what a module that defines actors needs, and nothing that a worker should not load.
 *
 * @module
 */
export { RxBundle, TxBundle } from "../channel/bundle.ts";
export type { Codec } from "../channel/codec.ts";
export type { Condition } from "../channel/condition.ts";
export type { Kind, MessageOf, RxOf, TxOf } from "../channel/kind.ts";
export type { KindShape } from "../channel/kind_shape.ts";
export {
  bytes,
  type BytesKind,
  type BytesRx,
  type BytesTx,
  json,
  kindOf,
  text,
  type TextKind,
} from "../channel/record_kinds.ts";
export type { Rx } from "../channel/rx.ts";
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
} from "../channel/scalar_kinds.ts";
export type { SliceRx, SliceTx } from "../channel/slice_ends.ts";
export type { Columns, StructRx, StructTx } from "../channel/struct.ts";
export type { ColumnArray } from "../channel/struct_columns.ts";
export { struct, type StructKind } from "../channel/struct_kind.ts";
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
} from "../channel/struct_schema.ts";
export type { Tx } from "../channel/tx.ts";
export type { Clock } from "../clock.ts";
export {
  type Cell,
  cell,
  type CellKind,
  type CellShape,
  type StateOf,
  type StateSchema,
} from "../state/mod.ts";
export type { Accept, Actor, PortsOf } from "./actor.ts";
export { all, any } from "./conditions.ts";
export type { PackageCopy } from "../package.ts";
export type {
  ActorShape,
  ArgsSchema,
  Port,
  PortSchema,
  PortShape,
} from "../protocol/actor_shape.ts";
export {
  type ActorBody,
  type ActorDefinition,
  defineActor,
  rx,
  rxBundle,
  tx,
  txBundle,
} from "./definition.ts";
export type { ActorLog } from "./log.ts";
export { readableOf, writableOf } from "./streams.ts";
