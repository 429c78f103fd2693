/**
 * Ends of channels in the hands of the host: what its code has of them, and how they are drawn.
 *
 * @module
 */
export { type DrawnEnd, drawReceiver, drawSender, type HostPort } from "./host_ends.ts";
export type { Receiver } from "./receiver.ts";
export type { Sender } from "./sender.ts";
