/**
 * Channels: bounded rings in shared memory with one sender and one taker, the kinds of message they carry, and bundles of
 * them. Worker-safe: this door loads nothing of graphs, servers or workers.
 *
 * @module
 */
export * from "./kinds.ts";
export { type OpenChannel, openChannel } from "./open_channel.ts";
export type { ChannelOptions, OverflowRule } from "./ring/mod.ts";
