import { viewsOf } from "../../memory/views.ts";
import { readCount, storeCount } from "../../wide_count.ts";
import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_FOLLOWED_WORD,
  CHANNEL_HEAD_HIGH_WORD,
  CHANNEL_HEADER_BYTES,
  CHANNEL_PARTED_WORD,
  CHANNEL_TAIL_HIGH_WORD,
  CHANNEL_TAIL_WORD,
  channelCountWords,
  channelPayloadByte,
  CLOSED_BY_HOST,
  recordLengthWord,
  recordStartWord,
} from "./channel_layout.ts";
import type { ChannelSpec } from "./channel_spec.ts";

/** Where a channel is, and its measures. */
export interface ChannelPlace {
  readonly region: SharedArrayBuffer;
  readonly at: number;
  readonly spec: Pick<ChannelSpec, "capacity" | "slots" | "slotBytes" | "payloadBytes">;
}

/** What is to become of a channel in another place. */
export interface ChannelMove {
  /** How many of its messages go with it, the newest: the others count as taken. */
  readonly messages: number;
  /** How wide each of its columns is, in bytes, in the order in which they lie in memory; `null` for records. */
  readonly columns: readonly number[] | null;
  /** Whether the same actor sends on it; and takes from it. */
  readonly sameWriter: boolean;
  readonly sameReader: boolean;
}

/** How many messages are in a channel, and how many bytes of payload those have. Host side, while nobody is at work. */
export function contentOf(place: ChannelPlace): { messages: number; bytes: number } {
  const { words } = viewsOf(place.region);
  const { sentWord, takenWord } = channelCountWords(place.at);
  const messages = ((words[sentWord] as number) - (words[takenWord] as number)) | 0;
  let bytes = 0;
  if (place.spec.payloadBytes > 0) {
    for (let back = 1; back <= messages; back++) bytes += lengthOf(place, back);
  }
  return { messages, bytes };
}

/** How many of a channel's messages, the newest, there is room for in one of these measures. */
export function fittingIn(place: ChannelPlace, to: ChannelPlace["spec"]): number {
  const most = Math.min(contentOf(place).messages, to.capacity);
  if (place.spec.payloadBytes === 0) return most;
  let bytes = 0;
  for (let back = 1; back <= most; back++) {
    bytes += lengthOf(place, back);
    if (bytes > to.payloadBytes) return back - 1;
  }
  return most;
}

/** The bytes of the record that is so many places before HEAD. */
function lengthOf(place: ChannelPlace, back: number): number {
  return recordAt(place, slotOf(place, back)).length;
}

function slotOf({ region, at, spec }: ChannelPlace, back: number): number {
  const head = viewsOf(region).words[channelCountWords(at).sentWord] as number;
  return (head - back) & (spec.slots - 1);
}

function recordAt({ region, at }: ChannelPlace, slot: number): { start: number; length: number } {
  const { words } = viewsOf(region);
  const first = (at + CHANNEL_HEADER_BYTES) / 4;
  return {
    start: words[first + recordStartWord(slot)] as number,
    length: words[first + recordLengthWord(slot)] as number,
  };
}

/**
 * Copies a channel to another place, where one of the same kind is laid out, perhaps with room for more or less: what it counts, what its ends
 * have said of themselves, and its messages, which keep their numbers. Host side, while nobody is at work.
 */
export function carryChannel(from: ChannelPlace, to: ChannelPlace, move: ChannelMove): void {
  carryHeader(from, to, move);
  if (move.columns === null) carryRecords(from, to, move.messages);
  else carryColumns(from, to, move.messages, move.columns);
}

function carryHeader(from: ChannelPlace, to: ChannelPlace, move: ChannelMove): void {
  const { messages, sameWriter, sameReader } = move;
  const [source, target] = [viewsOf(from.region).words, viewsOf(to.region).words];
  const [old, base] = [from.at / 4, to.at / 4];
  const followed = target[base + CHANNEL_FOLLOWED_WORD] as number;
  const closed = target[base + CHANNEL_CLOSED_WORD] as number;
  const abandoned = target[base + CHANNEL_ABANDONED_WORD] as number;
  // Its measures stand before that, and are its own.
  const words = CHANNEL_HEADER_BYTES / 4 - CHANNEL_HEAD_HIGH_WORD;
  target.set(
    source.subarray(old + CHANNEL_HEAD_HIGH_WORD, old + CHANNEL_HEAD_HIGH_WORD + words),
    base + CHANNEL_HEAD_HIGH_WORD,
  );
  target[base + CHANNEL_FOLLOWED_WORD] = followed;
  // What an end has said holds as long as it is the same actor's. That nothing comes for a reader that is to end is the reader's affair.
  if (!sameWriter) target[base + CHANNEL_CLOSED_WORD] = closed;
  else if (!sameReader) target[base + CHANNEL_CLOSED_WORD]! &= ~CLOSED_BY_HOST;
  if (!sameReader) target[base + CHANNEL_ABANDONED_WORD] = abandoned;
  if (!sameWriter || !sameReader) target[base + CHANNEL_PARTED_WORD] = 0;
  const [low, high] = [base + CHANNEL_TAIL_WORD, base + CHANNEL_TAIL_HIGH_WORD];
  storeCount(target, low, high, readCount(target, low, high) + contentOf(from).messages - messages);
}

function carryColumns(
  from: ChannelPlace,
  to: ChannelPlace,
  messages: number,
  columns: readonly number[],
): void {
  const [source, target] = [viewsOf(from.region).bytes, viewsOf(to.region).bytes];
  let [fromColumn, toColumn] = [from.at + CHANNEL_HEADER_BYTES, to.at + CHANNEL_HEADER_BYTES];
  for (const width of columns) {
    for (let back = messages; back > 0; back--) {
      const start = fromColumn + slotOf(from, back) * width;
      target.set(source.subarray(start, start + width), toColumn + slotOf(to, back) * width);
    }
    fromColumn += from.spec.slots * width;
    toColumn += to.spec.slots * width;
  }
}

/** The records lie one behind the other from the beginning of the payload ring. */
function carryRecords(from: ChannelPlace, to: ChannelPlace, messages: number): void {
  const [source, target] = [viewsOf(from.region).bytes, viewsOf(to.region)];
  const ringOf = ({ at, spec }: ChannelPlace) =>
    at + channelPayloadByte(spec.slots, spec.slotBytes);
  const first = (to.at + CHANNEL_HEADER_BYTES) / 4;
  let written = 0;
  for (let back = messages; back > 0; back--) {
    const { start, length } = recordAt(from, slotOf(from, back));
    const before = Math.min(length, from.spec.payloadBytes - start);
    const [ring, into] = [ringOf(from), ringOf(to) + written];
    target.bytes.set(source.subarray(ring + start, ring + start + before), into);
    target.bytes.set(source.subarray(ring, ring + length - before), into + before);
    const slot = slotOf(to, back);
    target.words[first + recordStartWord(slot)] = written & (to.spec.payloadBytes - 1);
    target.words[first + recordLengthWord(slot)] = length;
    written += length;
  }
}
