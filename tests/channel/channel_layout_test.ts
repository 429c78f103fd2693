import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import * as layout from "../../src/channel/ring/channel_layout.ts";
import {
  CHANNEL_OPTIONS,
  type ChannelOptions,
  channelSize,
  channelSpec,
} from "../../src/channel/ring/channel_spec.ts";
import { optionFaults, shown, textsOf } from "../../src/option_faults.ts";
import { bool, bytes, f64, openChannel, text, u16, u32 } from "../../src/channel/mod.ts";
import {
  TRAIL_MARKS_WORD,
  TRAIL_NOTED_WORD,
  TRAIL_SAMPLES,
  TRAIL_SAMPLES_WORD,
  TRAIL_STAMPED_WORD,
  TRAIL_STAMPS,
} from "../../src/probe/trail_layout.ts";
import { ChannelMemory, commit } from "../contract/channel_memory.ts";

Deno.test("the channel layout has these numbers", () => {
  const numbers = Object.entries(layout).filter(([, value]) => typeof value === "number");
  assertEquals(Object.fromEntries(numbers), {
    CHANNEL_DROPPED_F64: 3,
    CHANNEL_DROPPED_NEXT_F64: 4,
    CHANNEL_VERSION: 6,
    CHANNEL_VERSION_WORD: 0,
    CHANNEL_CAPACITY_WORD: 1,
    CHANNEL_SLOTS_WORD: 2,
    CHANNEL_PAYLOAD_WORD: 3,
    CHANNEL_HEAD_HIGH_WORD: 4,
    CHANNEL_TAIL_HIGH_WORD: 5,
    CHANNEL_PARTED_WORD: 10,
    CHANNEL_FOLLOWED_WORD: 11,
    CHANNEL_SETTLED_WORD: 12,
    CHANNEL_SETTLED_HIGH_WORD: 13,
    CHANNEL_ENDED_WORD: 14,
    CHANNEL_HEAD_WORD: 32,
    CHANNEL_CLOSED_WORD: 33,
    CLOSED_BY_WRITER: 1,
    CLOSED_BY_HOST: 2,
    CLOSED: 3,
    WRITER_ASLEEP: 4,
    CHANNEL_TAIL_WORD: 64,
    CHANNEL_ABANDONED_WORD: 65,
    READER_THERE: 0,
    READER_GONE: 1,
    CHANNEL_TRAIL_BYTE: 136,
    CHANNEL_STAMPED_WORD: 34,
    CHANNEL_HEADER_BYTES: 384,
    RECORD_SLOT_BYTES: 8,
  });
  assertEquals(layout.channelPayloadByte(4, 8), 384 + 32);
  assertEquals(layout.channelPayloadByte(1, 2), 384 + 8);
  assertEquals(layout.channelBytes(4, 8, 64), 384 + 32 + 64);
  assertEquals([0, 5].map(layout.recordStartWord), [0, 10]);
  assertEquals([0, 5].map(layout.recordLengthWord), [1, 11]);
});

Deno.test("the words that different threads write lie in different pairs of cache lines", () => {
  const lineOf = (word: number) => Math.floor(word / 32);
  assertEquals(lineOf(layout.CHANNEL_HEAD_WORD), lineOf(layout.CHANNEL_CLOSED_WORD));
  assertEquals(lineOf(layout.CHANNEL_TAIL_WORD), lineOf(layout.CHANNEL_ABANDONED_WORD));
  const lines = [0, layout.CHANNEL_HEAD_WORD, layout.CHANNEL_TAIL_WORD].map(lineOf);
  assertEquals(new Set([...lines, layout.CHANNEL_HEADER_BYTES / 128]).size, 4);
  // Each side's part of the trail lies in the side's own pair.
  const trail = layout.CHANNEL_TRAIL_BYTE / 4;
  const parts = [[TRAIL_STAMPED_WORD, TRAIL_MARKS_WORD + TRAIL_STAMPS - 1], [
    TRAIL_NOTED_WORD,
    TRAIL_SAMPLES_WORD + TRAIL_SAMPLES - 1,
  ]];
  assertEquals(parts.flat().map((word) => lineOf(trail + word)), [1, 1, 2, 2]);
  assert(trail > layout.CHANNEL_CLOSED_WORD);
  assert(trail + TRAIL_NOTED_WORD > layout.CHANNEL_ABANDONED_WORD);
});

Deno.test("initChannel writes the measures that the layout shows", () => {
  const { words } = new ChannelMemory(text, { capacity: 5, bytes: 100 });
  assertEquals([...words.subarray(0, 4)], [6, 5, 8, 128]);
});

Deno.test("an end refuses a channel of another layout version", () => {
  const memory = new ChannelMemory(u32);
  memory.words[layout.CHANNEL_VERSION_WORD] = 99;
  for (const attach of [() => memory.tx(), () => memory.rx()]) {
    assertThrows(
      attach,
      TypeError,
      'Cannot attach to the channel "numbers" in shared memory: it has layout version 99, this package reads version 6',
    );
  }
});

Deno.test("channelSpec gives a channel slots and payload in powers of two, at least as many as asked for", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 24 }),
      fc.integer({ min: 1, max: 2 ** 30 }),
      (capacity, asked) => {
        const spec = channelSpec("c", bytes, { capacity, bytes: asked });
        assertEquals(spec.capacity, capacity);
        for (const [size, wanted] of [[spec.slots, capacity], [spec.payloadBytes, asked]]) {
          assertEquals(size! & (size! - 1), 0);
          assertEquals(size! >= wanted! && (size! === 1 || size! / 2 < wanted!), true);
        }
        assertEquals(
          channelSize(spec),
          layout.channelBytes(spec.slots, spec.slotBytes, spec.payloadBytes),
        );
      },
    ),
    { examples: Array.from({ length: 25 }, (_, i) => [2 ** i, 2 ** i]) },
  );
  for (let power = 0; power <= 30; power++) {
    const { payloadBytes } = channelSpec("c", bytes, { bytes: 2 ** power });
    assertEquals(payloadBytes, 2 ** power);
  }
});

Deno.test("channelSpec has defaults for capacity and payload", () => {
  assertEquals(channelSpec("c", text, {}), {
    name: "c",
    capacity: 64,
    slots: 64,
    slotBytes: 8,
    payloadBytes: 16_384,
    checked: false,
    pooled: false,
    overflow: "wait",
  });
  assertEquals(channelSpec("c", text, { capacity: 1024 }).payloadBytes, 256 * 1024);
  assertEquals(channelSpec("c", text, { capacity: 2 ** 24 }).payloadBytes, 2 ** 30);
  assertEquals(channelSpec("c", u16, { capacity: 3, bytes: 100 }), {
    name: "c",
    capacity: 3,
    slots: 4,
    slotBytes: 2,
    payloadBytes: 0,
    checked: false,
    pooled: false,
    overflow: "wait",
  });
  assertEquals([bool, f64].map((kind) => channelSpec("c", kind, {}).slotBytes), [1, 8]);
});

Deno.test("the options of a channel: what is out of range is named is out of range, all of it", () => {
  const faultsOf = (options: ChannelOptions) => textsOf(optionFaults(CHANNEL_OPTIONS, options));
  assertEquals(faultsOf({}), []);
  assertEquals(faultsOf({ capacity: 1, bytes: 1 }), []);
  assertEquals(faultsOf({ capacity: 2 ** 24, bytes: 2 ** 30 }), []);
  for (const wrong of [0, -1, 1.5, NaN, Infinity, 2 ** 31, "8" as unknown as number]) {
    assertEquals(faultsOf({ capacity: wrong, bytes: wrong }), [
      `option capacity is ${shown(wrong)}, give a whole number from 1 to 16777216`,
      `option bytes is ${shown(wrong)}, give a whole number of bytes from 1 to 1073741824`,
    ]);
  }
  assertThrows(() => openChannel("c", u32, { capacity: 0 }), RangeError, "option capacity is 0");
});

Deno.test("openChannel refuses all faults of its options at once", () => {
  const options = { capcity: 8, alerts: [], capacity: "8", checked: "yes" };
  const error = assertThrows(() => openChannel("c", u32, options as never), TypeError);
  assertEquals(error.message.split("\n"), [
    'Cannot build channel "c": 4 faults',
    '  - there is no option "capcity", there are "capacity", "bytes", "checked", "overflow"',
    '  - there is no option "alerts", there are "capacity", "bytes", "checked", "overflow"',
    '  - option capacity is "8", give a whole number from 1 to 16777216',
    '  - option checked is "yes", give true or false',
  ]);
});

Deno.test("openChannel refuses an object that is no kind", () => {
  const shape = { name: "u128", slotBytes: 16, hasPayload: false } as never;
  assertThrows(
    () => openChannel("c", shape),
    TypeError,
    "Cannot use u128 as a message kind: take one from this package",
  );
});

Deno.test("an end of a channel twice the size of its slots' mask never mixes up messages", () => {
  const memory = new ChannelMemory(u32, { capacity: 3 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  for (let i = 0; i < 3; i++) tx.trySend(i);
  assertEquals(tx.trySend(3), false, "the capacity counts, not the four slots");
  commit(tx);
  assertEquals(rx.takeBatch(), [0, 1, 2]);
});
