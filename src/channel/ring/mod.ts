/**
 * A ring in shared memory and its two ends, whatever it carries: the cursors, the layout, and what a kind of message must bring.
 *
 * @module
 */
export {
  CHANNEL_HEAD_HIGH_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_TAIL_HIGH_WORD,
  CHANNEL_TAIL_WORD,
  CHANNEL_TRAIL_BYTE,
  RECORD_SLOT_BYTES,
} from "./channel_layout.ts";
export type { ChannelOptions, ChannelSpec } from "./channel_spec.ts";
export { FixedTx } from "./fixed_tx.ts";
export type { Gate } from "./gate.ts";
export {
  describeNoKind,
  isKind,
  type Kind,
  KIND_HINT,
  type MessageOf,
  type RingKind,
  ringKind,
  type RxOf,
  type TxOf,
} from "./kind.ts";
export { KIND_COPY } from "./kind_copy.ts";
export { RingMemory } from "./ring_memory.ts";
export { RxEnd } from "./rx_end.ts";
export { ringSlices, type Sliceable } from "./slices.ts";
export { TxEnd } from "./tx_end.ts";
