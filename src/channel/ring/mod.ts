/**
 * A ring in shared memory and its two ends, whatever it carries: the cursors, the layout, and what a kind of message must bring.
 *
 * @module
 */
export {
  CHANNEL_HEAD_WORD,
  CHANNEL_TAIL_WORD,
  channelCountWords,
  channelDroppedByte,
  channelTrailByte,
  RECORD_SLOT_BYTES,
  recordLengthWord,
  recordStartWord,
} from "./channel_layout.ts";
export { showAtLeast, type Touches, watchTouches } from "./caution.ts";
export type { ChannelOptions, ChannelSpec, OverflowRule } from "./channel_spec.ts";
export type { ColumnPart, Composition } from "./composition.ts";
export { controlIfOurs, controlOf, meansOf } from "./end.ts";
export type { Gate } from "./gate.ts";
export {
  describeNoKind,
  fitsAny,
  isKind,
  type Kind,
  KIND_COPY,
  KIND_HINT,
  type MessageOf,
  type RingKind,
  ringKind,
  type RxOf,
  strangeType,
  type TxOf,
  wrongType,
} from "./kind.ts";
export type { MessageReader } from "./message_reader.ts";
export { RingMemory } from "./ring_memory.ts";
export { RxControl } from "./rx_control.ts";
export { RxEnd } from "./rx_end.ts";
export { ringSlices, type Sliceable } from "./slices.ts";
export { FixedTxControl, TxControl } from "./tx_control.ts";
export { TxEnd } from "./tx_end.ts";
