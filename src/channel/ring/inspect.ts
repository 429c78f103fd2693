import { viewsOf } from "../../memory/views.ts";
import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CAPACITY_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_FOLLOWED_WORD,
  CHANNEL_HEAD_HIGH_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_HEADER_BYTES,
  CHANNEL_PAYLOAD_WORD,
  CHANNEL_SLOTS_WORD,
  CHANNEL_TAIL_HIGH_WORD,
  CHANNEL_TAIL_WORD,
  CHANNEL_VERSION,
  CHANNEL_VERSION_WORD,
  CLOSED,
  READER_GONE,
  recordLengthWord,
  recordStartWord,
  WRITER_ASLEEP,
} from "./channel_layout.ts";
import type { ChannelSpec } from "./channel_spec.ts";

/**
 * What shows that a channel was changed by others than its ends, as the end of a sentence; `undefined` if nothing does. Of messages only
 * where they lie can be judged, not what they say. Host side, while nobody is at work.
 */
export function channelDamage(
  region: SharedArrayBuffer,
  at: number,
  { capacity, slots, payloadBytes }: ChannelSpec,
): string | undefined {
  const { words } = viewsOf(region);
  const word = (index: number) => words[at / 4 + index] as number;
  if (
    word(CHANNEL_VERSION_WORD) !== CHANNEL_VERSION || word(CHANNEL_CAPACITY_WORD) !== capacity ||
    word(CHANNEL_SLOTS_WORD) !== slots || word(CHANNEL_PAYLOAD_WORD) !== payloadBytes
  ) return "its measures are not those of the plan";
  const [head, tail] = [word(CHANNEL_HEAD_WORD), word(CHANNEL_TAIL_WORD)];
  const messages = (head - tail) | 0;
  if (messages < 0 || messages > capacity) {
    return `it would hold ${messages} messages, and has room for ${capacity}`;
  }
  if ([CHANNEL_HEAD_HIGH_WORD, CHANNEL_TAIL_HIGH_WORD].some((high) => word(high) < 0)) {
    return "its counts are below 0";
  }
  const closed = word(CHANNEL_CLOSED_WORD);
  if ((closed & ~(CLOSED | WRITER_ASLEEP)) !== 0 || word(CHANNEL_ABANDONED_WORD) > READER_GONE) {
    return "what its ends say is nothing that they can say";
  }
  if (![0, 1].includes(word(CHANNEL_FOLLOWED_WORD))) return "it is neither followed nor not";
  if (payloadBytes === 0) return undefined;
  const first = (at + CHANNEL_HEADER_BYTES) / 4;
  let sum = 0;
  for (let i = 0; i < messages; i++) {
    const slot = (tail + i) & (slots - 1);
    const start = words[first + recordStartWord(slot)] as number;
    const length = words[first + recordLengthWord(slot)] as number;
    sum += length;
    if (start < 0 || start >= payloadBytes || length < 0 || sum > payloadBytes) {
      return `message ${i} of ${messages} lies outside of it`;
    }
  }
  return undefined;
}
