/** What a frame is, by its first byte. */
export const FRAME = {
  hello: 1,
  welcome: 2,
  refused: 3,
  start: 4,
  data: 5,
  ack: 6,
  end: 7,
  ping: 8,
  pong: 9,
  bye: 10,
} as const;

/*
 * Layouts, all numbers little-endian, `.` unused and 0:
 *
 *   hello, welcome, refused   u8 type, JSON in UTF-8
 *   start                     u8 type, ..., u32 lanes, then for each lane: f64 first
 *   data                      u8 type, u8 1 if an answer is wanted at once, u16 lane, u32 count, f64 first, f64 sender's clock, body
 *   ack                       u8 type, ..., u32 entries, then for each: u32 lane, ...., f64 received, f64 done, f64 limit, f64 bytes
 *   end                       u8 type, ., u16 lane, ...., f64 at
 *   ping, pong                u8 type, ......., f64 stamp
 *   bye                       u8 type, u8 reason
 *
 * Numbers of messages are 64-bit floats: exact up to 2^53, as the counts of channels are.
 */

/** Bytes before the body of messages; a multiple of 8, so that numbers in the body are aligned. */
export const DATA_HEADER_BYTES = 24;
export const COUNT_HEADER_BYTES = 8;
export const START_ENTRY_BYTES = 8;
export const ACK_ENTRY_BYTES = 40;
export const END_BYTES = 16;
export const PING_BYTES = 16;
export const BYE_BYTES = 2;

/** Where each number lies in its frame, or entry. */
export const AT = {
  hurry: 1,
  lane: 2,
  count: 4,
  first: 8,
  clock: 16,
  stamp: 8,
  reason: 1,
  entryLane: 0,
  received: 8,
  done: 16,
  limit: 24,
  bytes: 32,
} as const;

/** Why a partner leaves: it was asked to stop, everything is done, or it does not understand the other. */
export const BYE_REASONS = ["leaving", "done", "fault"] as const;

/** Why a partner leaves. */
export type ByeReason = typeof BYE_REASONS[number];

/** How an ingress stands with a lane. */
export interface LaneAck {
  readonly lane: number;
  /** The number of the message that it wants next: all below are committed into its channel. */
  readonly received: number;
  /** All below may be forgotten. */
  readonly done: number;
  /** The number of the first message for which there is no room. */
  readonly limit: number;
  /** Bytes of payload that there is room for on this connection, counted from its beginning; `Infinity` where messages are of a fixed size. */
  readonly bytes: number;
}

/** A frame that was read. The bytes in it are views, and good for as long as the frame's are. */
export type Frame =
  | { readonly type: "hello" | "welcome" | "refused"; readonly json: Uint8Array }
  | { readonly type: "start"; readonly firsts: readonly number[] }
  | DataFrame
  | { readonly type: "ack"; readonly acks: readonly LaneAck[] }
  | { readonly type: "end"; readonly lane: number; readonly at: number }
  | { readonly type: "ping" | "pong"; readonly stamp: number }
  | { readonly type: "bye"; readonly reason: ByeReason };

/** Messages of a lane. */
export interface DataFrame {
  readonly type: "data";
  readonly lane: number;
  readonly count: number;
  /** The number of the first of them. */
  readonly first: number;
  /** The sender's clock when they were sent, in milliseconds since 1970. */
  readonly clock: number;
  /** Whether the sender wants to hear at once what has become of them: its ring, or the room that it knows of, is running short. */
  readonly hurry: boolean;
  readonly body: Uint8Array;
}
