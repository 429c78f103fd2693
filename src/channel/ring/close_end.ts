import { viewsOf } from "../../memory/views.ts";
import { readCount, storeCount } from "../../wide_count.ts";
import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_DROPPED_F64,
  CHANNEL_DROPPED_NEXT_F64,
  CHANNEL_ENDED_WORD,
  CHANNEL_HEAD_HIGH_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_TAIL_HIGH_WORD,
  CHANNEL_TAIL_WORD,
  CLOSED,
  CLOSED_BY_HOST,
  CLOSED_BY_WRITER,
  READER_GONE,
  READER_THERE,
  WRITER_ASLEEP,
} from "./channel_layout.ts";

/**
 * Publishes one end's cursor on behalf of an actor that died while it did so itself. Host side, as part of standing in for it: the
 * peer must be rung afterwards.
 */
export function publishEnd(
  region: SharedArrayBuffer,
  at: number,
  direction: "tx" | "rx",
  cursor: number,
): void {
  const { words, floats } = viewsOf(region);
  const base = at / 4;
  const low = base + (direction === "tx" ? CHANNEL_HEAD_WORD : CHANNEL_TAIL_WORD);
  const high = base + (direction === "tx" ? CHANNEL_HEAD_HIGH_WORD : CHANNEL_TAIL_HIGH_WORD);
  const count = readCount(words, low, high);
  storeCount(words, low, high, count + ((cursor - count) | 0));
  if (direction === "rx") return;
  floats[at / 8 + CHANNEL_DROPPED_F64] = floats[at / 8 + CHANNEL_DROPPED_NEXT_F64] as number;
}

/**
 * Ends one end's part in a channel on behalf of an actor that will never run again: nothing more will come, or nobody
 * will take more. Host side, as part of standing in for it; the peer must be rung afterwards.
 */
export function closeEnd(region: SharedArrayBuffer, at: number, direction: "tx" | "rx"): void {
  const { words } = viewsOf(region);
  if (direction === "tx") Atomics.store(words, at / 4 + CHANNEL_CLOSED_WORD, CLOSED_BY_WRITER);
  else Atomics.store(words, at / 4 + CHANNEL_ABANDONED_WORD, READER_GONE);
}

/** As {@link closeEnd}, on behalf of an actor that has said so in its last turn; an end of one that is to sleep stays asleep. */
export function endPart(region: SharedArrayBuffer, at: number, direction: "tx" | "rx"): void {
  const { writerAsleep, readerAsleep } = lookAtChannel(region, at);
  if (!(direction === "tx" ? writerAsleep : readerAsleep)) closeEnd(region, at, direction);
}

/**
 * Says, on behalf of a writer that has nothing more to send, that nothing more will come. Host side; the reader must be rung
 * afterwards. Nothing changes if the channel is closed already.
 */
export function sealChannel(region: SharedArrayBuffer, at: number): void {
  Atomics.or(viewsOf(region).words, at / 4 + CHANNEL_CLOSED_WORD, CLOSED_BY_HOST);
}

/**
 * Notes whether its writer has closed the channel, before it may be a stop that has. Host side.
 *
 * @param isEnding whether it is closed, though that is not seen in the channel yet
 */
export function noteEnd(region: SharedArrayBuffer, at: number, isEnding: boolean): void {
  const { words } = viewsOf(region);
  const closed = Atomics.load(words, at / 4 + CHANNEL_CLOSED_WORD) & CLOSED_BY_WRITER;
  Atomics.store(words, at / 4 + CHANNEL_ENDED_WORD, closed !== 0 || isEnding ? 1 : 0);
}

/** A look at a channel from outside. */
export interface ChannelLook {
  /** Whether nothing more will come. */
  readonly closed: boolean;
  /** Whether nobody will take more. */
  readonly abandoned: boolean;
  /** Whether its writer sleeps, or is about to. */
  readonly writerAsleep: boolean;
  /** Whether its reader sleeps, or is about to. */
  readonly readerAsleep: boolean;
  /** How many messages are in it. */
  readonly messages: number;
}

/** Looks at a channel. Host side. CLOSED first: a channel that is then found empty has nothing that was missed. */
export function lookAtChannel(region: SharedArrayBuffer, at: number): ChannelLook {
  const { words } = viewsOf(region);
  const base = at / 4;
  const closed = Atomics.load(words, base + CHANNEL_CLOSED_WORD);
  const reader = Atomics.load(words, base + CHANNEL_ABANDONED_WORD);
  const tail = Atomics.load(words, base + CHANNEL_TAIL_WORD);
  const head = Atomics.load(words, base + CHANNEL_HEAD_WORD);
  return {
    closed: (closed & CLOSED) !== 0,
    abandoned: reader === READER_GONE,
    writerAsleep: (closed & WRITER_ASLEEP) !== 0,
    readerAsleep: reader < READER_THERE,
    messages: (head - tail) | 0,
  };
}

/** Messages sent and messages taken, added up, wrapping: another number whenever anything has moved. Host side. */
export function movesIn(region: SharedArrayBuffer, at: number): number {
  const { words } = viewsOf(region);
  const base = at / 4;
  return (Atomics.load(words, base + CHANNEL_TAIL_WORD) +
    Atomics.load(words, base + CHANNEL_HEAD_WORD)) | 0;
}
