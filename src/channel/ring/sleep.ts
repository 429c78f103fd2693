/**
 * What the host does in the channels of an actor that is to sleep, or to end alone, and of one that is to begin again: the steps of the
 * channel's layout. Host side.
 *
 * @module
 */
import { viewsOf } from "../../memory/views.ts";
import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_PARTED_WORD,
  CLOSED_BY_HOST,
  CLOSED_BY_WRITER,
  READER_THERE,
  WRITER_ASLEEP,
} from "./channel_layout.ts";

/** The sleep of a reader that begins asleep. */
export const FIRST_SLEEP = 1;

/**
 * Has the writer send nothing more, because the reader is to sleep or to end; nothing changes if the reader is gone. The writer must be
 * made to look afterwards.
 *
 * @param sleep a number from 1 on that no other sleep has
 */
export function barWriter(region: SharedArrayBuffer, at: number, sleep: number): void {
  Atomics.compareExchange(
    viewsOf(region).words,
    at / 4 + CHANNEL_ABANDONED_WORD,
    READER_THERE,
    -sleep,
  );
}

/** Whether the writer has seen that sleep of the reader, with all that it had sent published. */
export function hasParted(region: SharedArrayBuffer, at: number, sleep: number): boolean {
  return Atomics.load(viewsOf(region).words, at / 4 + CHANNEL_PARTED_WORD) === -sleep;
}

/** Has the writer's last commit close nothing, because it is to sleep. */
export function layWriter(region: SharedArrayBuffer, at: number): void {
  Atomics.or(viewsOf(region).words, at / 4 + CHANNEL_CLOSED_WORD, WRITER_ASLEEP);
}

/**
 * Takes back what a host has said of an end of an actor that goes on, and did not come to finish: that it is to sleep, or to end. What the
 * actor has said of the end itself stays.
 */
export function releaseEnd(region: SharedArrayBuffer, at: number, direction: "tx" | "rx"): void {
  const { words } = viewsOf(region);
  const closed = at / 4 + CHANNEL_CLOSED_WORD;
  if (direction === "tx") {
    Atomics.and(words, closed, ~WRITER_ASLEEP);
    return;
  }
  Atomics.and(words, closed, ~CLOSED_BY_HOST);
  const abandoned = at / 4 + CHANNEL_ABANDONED_WORD;
  if (Atomics.load(words, abandoned) < READER_THERE) Atomics.store(words, abandoned, READER_THERE);
}

/** Opens an end of an actor that is to begin again, though it slept, or had ended for good. The peer must be rung afterwards. */
export function openEnd(region: SharedArrayBuffer, at: number, direction: "tx" | "rx"): void {
  const { words } = viewsOf(region);
  const closed = at / 4 + CHANNEL_CLOSED_WORD;
  if (direction === "tx") {
    Atomics.and(words, closed, ~(CLOSED_BY_WRITER | WRITER_ASLEEP));
  } else {
    Atomics.and(words, closed, ~CLOSED_BY_HOST);
    Atomics.store(words, at / 4 + CHANNEL_ABANDONED_WORD, READER_THERE);
  }
}
