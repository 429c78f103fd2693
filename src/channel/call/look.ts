/**
 * Looks for calls and answers in a channel from outside. Host side: no worker loads it.
 *
 * What is in the channel is seen as it is, but for what moves meanwhile. Of a record that was taken, the slot tells as long as no other
 * one has taken its place; its bytes may be those of others by then, and show an id that no call has. So that part is for people to read,
 * and for nothing that must be right.
 *
 * @module
 */
import { viewsOf } from "../../memory/views.ts";
import { readCount } from "../../wide_count.ts";
import {
  CHANNEL_HEADER_BYTES,
  channelCountWords,
  channelPayloadByte,
  recordLengthWord,
  recordStartWord,
} from "../ring/channel_layout.ts";
import type { ChannelSpec } from "../ring/mod.ts";
import { callId } from "./messages.ts";
import { BODY_BYTE, COUNT_BYTE, ORIGIN_BYTE } from "./call_layout.ts";

/** A call, or an answer, that was seen in a channel. */
export interface CallSeen {
  readonly id: string;
  /** How many are before it in the channel; −1 if it was taken from there. */
  readonly before: number;
}

/** Whether a channel of that kind has calls or answers in it. */
export function carriesCalls(kind: string): boolean {
  return kind.startsWith("call(") || kind.startsWith("answer(");
}

/** What is in the channel that starts at byte `at`, and what was there and can still be read: oldest first. */
export function callsIn(region: SharedArrayBuffer, at: number, spec: ChannelSpec): CallSeen[] {
  const { words, data } = viewsOf(region);
  const { sentWord, sentHighWord, takenWord, takenHighWord } = channelCountWords(at);
  const taken = readCount(words, takenWord, takenHighWord);
  const sent = readCount(words, sentWord, sentHighWord);
  const slotsAt = (at + CHANNEL_HEADER_BYTES) / 4;
  const payloadAt = at + channelPayloadByte(spec.slots, spec.slotBytes);
  const wrap = spec.payloadBytes - 1;
  const word = (start: number, offset: number) => {
    let value = 0;
    // A record may go round the ring's end at any byte.
    for (let i = 0; i < 4; i++) {
      value |= data.getUint8(payloadAt + ((start + offset + i) & wrap)) << (8 * i);
    }
    return value >>> 0;
  };
  const seen: CallSeen[] = [];
  for (let number = Math.max(0, sent - spec.slots); number < sent; number++) {
    const slot = number % spec.slots;
    const start = words[slotsAt + recordStartWord(slot)] as number;
    if ((words[slotsAt + recordLengthWord(slot)] as number) < BODY_BYTE) continue;
    const id = callId(word(start, ORIGIN_BYTE), word(start, COUNT_BYTE));
    seen.push({ id, before: Math.max(-1, number - taken) });
  }
  return seen;
}
