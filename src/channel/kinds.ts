/**
 * What everybody who draws or uses channels needs to name: the kinds of message, the ends, and bundles of them. Listed here once; the
 * package's doors pass it on.
 *
 * @module
 */
export { RxBundle, TxBundle } from "./bundle.ts";
export {
  type Answer,
  type AnswerKind,
  type Call,
  call,
  type CallKind,
  type KeptAnswer,
  type KeptCall,
} from "./call/mod.ts";
export type { Condition } from "./condition.ts";
export {
  type Delivery,
  delivery,
  type DeliveryKind,
  type KeptDelivery,
  type SendableOf,
} from "./delivery/mod.ts";
export { json } from "./json/mod.ts";
export type { KindShape } from "./kind_shape.ts";
export {
  bytes,
  type BytesKind,
  type BytesRx,
  type BytesTx,
  type Codec,
  customKind,
  text,
  type TextField,
  type TextKind,
} from "./record/mod.ts";
export type { Kind, MessageOf, RxOf, TxOf } from "./ring/mod.ts";
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
  type SliceRx,
  type SliceTx,
  u16,
  u32,
  u64,
  u8,
} from "./scalar/mod.ts";
export {
  array,
  type ArrayField,
  type ColumnArray,
  type ColumnArrays,
  type Columns,
  type ColumnsOf,
  oneOf,
  type OneOfField,
  optional,
  type OptionalField,
  struct,
  type StructKind,
  type StructOf,
  type StructRx,
  type StructSchema,
  type StructTx,
} from "./struct/mod.ts";
export { type LanePair, LanePairs } from "./lanes.ts";
export type { SendObstacle, Tx } from "./tx.ts";
