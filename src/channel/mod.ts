/**
 * Channels: bounded rings in shared memory with one sender and one taker, the kinds of message they carry, and bundles of
 * them. Worker-safe: this door loads nothing of graphs, servers or workers.
 *
 * @module
 */
export { RxBundle, TxBundle } from "./bundle.ts";
export type { ChannelOptions } from "./channel_spec.ts";
export type { Condition } from "./condition.ts";
export type { Kind } from "./kind.ts";
export type { KindShape } from "./kind_shape.ts";
export { type OpenChannel, openChannel } from "./open_channel.ts";
export { bytes, json, text } from "./record_kinds.ts";
export type { Rx } from "./rx.ts";
export { bool, f32, f64, i16, i32, i64, i8, u16, u32, u64, u8 } from "./scalar_kinds.ts";
export type { Tx } from "./tx.ts";
