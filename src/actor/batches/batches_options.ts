import {
  between,
  callback,
  filled,
  MAX_TIMER_MS,
  type Schema,
  whole,
} from "../../option_faults.ts";

/** How `actor.batches` makes batches. `M` is the type of a message. */
export interface BatchesOptions<M> {
  /**
   * How many messages make a batch.
   *
   * @default {100, or what there is room for}
   */
  readonly messages?: number;
  /** How many bytes make one, as {@link BatchesOptions.bytesOf} counts them. No batch has more, unless it is of one message that has. */
  readonly bytes?: number;
  /**
   * How many bytes a message counts for; asked only if there is a limit to them.
   *
   * @default {its UTF-8 bytes for a text, its own for bytes, those of its JSON for all else}
   */
  readonly bytesOf?: (message: M) => number;
  /**
   * How long a batch waits for more, in milliseconds, from when its first message was seen.
   *
   * @default {1000}
   */
  readonly withinMs?: number;
  /** What belongs together: a batch has messages of one key, and those of one key are in order. All do if it is left out. */
  readonly key?: (message: M) => string | number;
  /**
   * How many batches may be open at a time, each for its key. One more, and the oldest is closed as it is.
   *
   * @default {100}
   */
  readonly keys?: number;
  /**
   * How many messages are in hand at most, those of all open batches together. When they are, the oldest batch is closed as it is.
   *
   * @default {the capacity of the channel, or what there is room for}
   */
  readonly window?: number;
}

/** A batch, as it is worked on. */
export interface MessageBatch<M> {
  /** The key that its messages have in common; `undefined` if there are none. */
  readonly key: string | number | undefined;
  /** They, in the order of their channel; one at least. */
  readonly messages: readonly M[];
  /**
   * Why it is closed: it has as many messages, or bytes, as make one; its time is over; there are too many keys, or messages in hand; or
   * nothing more will come. `"caution"`: a death is suspected to come of one of these messages, so they are done in small batches.
   */
  readonly closedBy: "messages" | "bytes" | "time" | "keys" | "window" | "end" | "caution";
  /**
   * An id for what is done outside because of the message at that place of the batch, as `actor.effectId` makes it. There is none for a
   * batch: if it is done again after a death, it may have other messages.
   */
  effectId(place: number): string;
}

type BatchesStandards = "withinMs" | "keys";

/** What is known of {@link BatchesOptions}. */
export const BATCHES_OPTIONS: Schema<BatchesOptions<unknown>, BatchesStandards> = {
  messages: { check: whole(1, 2 ** 24) },
  bytes: { check: whole(1, Number.MAX_SAFE_INTEGER, "a whole number of bytes") },
  bytesOf: { check: callback() },
  withinMs: { check: between(0, MAX_TIMER_MS, "milliseconds"), default: 1000 },
  key: { check: callback() },
  keys: { check: whole(1, 2 ** 24), default: 100 },
  window: { check: whole(1, 2 ** 24) },
};

/** The options with what holds for those that are left out. */
export interface BatchesSettings {
  readonly messages: number;
  readonly bytes: number;
  readonly bytesOf: (message: unknown) => number;
  readonly withinMs: number;
  readonly key: (message: unknown) => string | number | undefined;
  readonly keys: number;
  readonly window: number;
}

const DEFAULT_MESSAGES = 100;

/** Fills in what is left out of options without faults. `most` is how many messages there is room for. */
export function settingsOf(options: BatchesOptions<unknown>, most: number): BatchesSettings {
  const { messages, bytes, bytesOf, key, window, ...given } = filled<
    BatchesOptions<unknown>,
    BatchesStandards
  >(BATCHES_OPTIONS, options);
  const room = window ?? most;
  return {
    ...given,
    messages: messages ?? Math.min(DEFAULT_MESSAGES, room),
    bytes: bytes ?? Infinity,
    bytesOf: bytes === undefined ? () => 0 : bytesOf ?? bytesOfAny,
    key: key ?? (() => undefined),
    window: room,
  };
}

const encoder = new TextEncoder();

function bytesOfAny(message: unknown): number {
  if (message instanceof Uint8Array) return message.length;
  const text = typeof message === "string" ? message : JSON.stringify(message, withBigints);
  return encoder.encode(text ?? "").length;
}

function withBigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
