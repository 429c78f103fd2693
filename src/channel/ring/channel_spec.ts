import {
  CHANNEL_CAPACITY_WORD,
  CHANNEL_PAYLOAD_WORD,
  CHANNEL_SLOTS_WORD,
  CHANNEL_VERSION,
  CHANNEL_VERSION_WORD,
  channelBytes,
} from "./channel_layout.ts";
import { viewsOf } from "../../memory/views.ts";
import {
  filled,
  flag,
  misuse,
  type OptionFault,
  parts,
  type Place,
  placed,
  type Schema,
  shown,
  whole,
} from "../../option_faults.ts";
import type { KindShape } from "../kind_shape.ts";

/**
 * What becomes of messages that find no room. `"wait"`: they are refused, and their sender waits. `"dropNewest"`: they are dropped, and
 * count as sent for their sender. `{ sample: n }`: of n that find no room n − 1 are dropped, and one waits for it.
 */
export type OverflowRule = "wait" | "dropNewest" | {
  /** How many of them it takes for one that is kept, from 2 on. */
  readonly sample: number;
};

/** What a rule is called where people read of it; an empty text for the one that drops nothing. */
export function overflowText(rule: OverflowRule): string {
  if (rule === "wait") return "";
  return rule === "dropNewest"
    ? "drops what finds no room"
    : `keeps 1 of ${rule.sample} that find no room`;
}

/** How long a channel is. */
export interface ChannelOptions {
  /**
   * How many messages the channel holds at most, from 1 to 16,777,216. A full channel makes its sender wait.
   *
   * @default {64}
   */
  readonly capacity?: number;
  /**
   * How many bytes of payload it holds at most, for `text`, `bytes` and `json`; rounded up to a power of two, at most
   * 1 GiB. No message can be longer. Ignored for kinds of fixed size.
   *
   * @default {256 × capacity, at least 16 KiB}
   */
  readonly bytes?: number;
  /**
   * Whether slices and columns are given as copies that end with their turn, so that one which is kept too long is empty, and
   * throws at most of what is done with it, instead of showing or changing other messages. For tests and while a program is
   * young: it costs a copy each way.
   *
   * @default {false}
   */
  readonly checked?: boolean;
  /**
   * What becomes of messages that find no room. `"wait"`: they are refused, so that their sender waits, and nothing is lost.
   * `"dropNewest"`: they are dropped: `trySend` is `true`, and `vacant` holds, as if there were room for ever, up to as many in a turn as
   * the channel holds. `{ sample: n }`: of n that find no room one is kept, which waits for it, and the others are dropped. What was
   * dropped is counted exactly, across restarts, in the report, on the page and by the metrics. Of what `pokeSlices` and its like show,
   * and of messages that are sent before, nothing is ever dropped; nor is anything once the reader is gone, when nothing fits any more,
   * or while it sleeps, a member of a pool: what is refused then stays with its sender, and is not lost because the pool has shrunk.
   * Of a bundle's lanes `trySend` takes one that has room, if any has.
   *
   * @default {"wait"}
   */
  readonly overflow?: OverflowRule;
}

/** The measures of one channel. Plain data, part of the plan sent to workers. */
export interface ChannelSpec {
  readonly name: string;
  readonly capacity: number;
  readonly slots: number;
  readonly slotBytes: number;
  readonly payloadBytes: number;
  readonly checked: boolean;
  readonly overflow: OverflowRule;
  /** Whether a member of a pool takes from it. */
  readonly pooled: boolean;
}

const MAX_CAPACITY = 2 ** 24;
const MAX_PAYLOAD_BYTES = 2 ** 30;
const DEFAULT_BYTES_PER_MESSAGE = 256;
const DEFAULT_MIN_PAYLOAD_BYTES = 16 * 1024;

const SAMPLE_OPTIONS = { sample: { check: whole(2, 2 ** 31 - 1), required: true } } as const;

function overflowRule(value: unknown, place: Place): readonly OptionFault[] {
  if (value === "wait" || value === "dropNewest") return [];
  if (typeof value === "object" && value !== null) return parts(SAMPLE_OPTIONS)(value, place);
  return [
    misuse(`${placed(place)} is ${shown(value)}, give "wait", "dropNewest" or { sample: n }`),
  ];
}

/** What is known of {@link ChannelOptions}. */
export const CHANNEL_OPTIONS: Schema<ChannelOptions, "capacity" | "checked" | "overflow"> = {
  capacity: { check: whole(1, MAX_CAPACITY), default: 64 },
  bytes: { check: whole(1, MAX_PAYLOAD_BYTES, "a whole number of bytes") },
  checked: { check: flag, default: false },
  overflow: { check: overflowRule, default: "wait" },
};

/** The measures of a channel of `kind`. The options must be without faults. */
export function channelSpec(
  name: string,
  kind: KindShape,
  options: ChannelOptions,
  pooled = false,
): ChannelSpec {
  const { capacity, bytes, checked, overflow } = filled<
    ChannelOptions,
    "capacity" | "checked" | "overflow"
  >(CHANNEL_OPTIONS, options);
  const payload = bytes ??
    Math.max(capacity * DEFAULT_BYTES_PER_MESSAGE, DEFAULT_MIN_PAYLOAD_BYTES);
  return {
    name,
    capacity,
    slots: powerOfTwo(capacity),
    slotBytes: kind.slotBytes,
    payloadBytes: kind.hasPayload ? powerOfTwo(Math.min(payload, MAX_PAYLOAD_BYTES)) : 0,
    checked,
    overflow,
    pooled,
  };
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast));
}

/** What a channel takes in its region, in bytes. */
export function channelSize({ slots, slotBytes, payloadBytes }: ChannelSpec): number {
  return channelBytes(slots, slotBytes, payloadBytes);
}

/** Writes the fixed part of a channel. Host side, once, before any worker starts. */
export function initChannel(region: SharedArrayBuffer, at: number, spec: ChannelSpec): void {
  const { words } = viewsOf(region);
  const base = at / 4;
  words[base + CHANNEL_VERSION_WORD] = CHANNEL_VERSION;
  words[base + CHANNEL_CAPACITY_WORD] = spec.capacity;
  words[base + CHANNEL_SLOTS_WORD] = spec.slots;
  words[base + CHANNEL_PAYLOAD_WORD] = spec.payloadBytes;
}
