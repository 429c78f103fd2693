/** Frames of links: what is written is read, and what is no frame is told as such, whatever comes. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  ackFrame,
  byeFrame,
  dataHeader,
  endFrame,
  type Frame,
  FrameError,
  jsonFrame,
  pingFrame,
  readFrame,
  startFrame,
} from "../../src/links/frames/mod.ts";
import { readHello } from "../../src/links/handshake/mod.ts";
import { Dice } from "../../src/testing/dice.ts";

const body = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const header = { lane: 65_535, count: 2, first: 2 ** 52, clock: 1_767_225_600_000.25, hurry: true };
const acks = [
  { lane: 0, received: 2 ** 40, done: 7, limit: 2 ** 41, bytes: Infinity },
  { lane: 9999, received: 0, done: 0, limit: 1, bytes: 512 },
];

/** Each frame as it is written, and as it is read. */
const FRAMES: readonly (readonly [Uint8Array, Frame])[] = [
  [new Uint8Array([...dataHeader(header), ...body]), { type: "data", ...header, body }],
  [ackFrame(acks), { type: "ack", acks }],
  [startFrame([3, 0, 2 ** 50]), { type: "start", firsts: [3, 0, 2 ** 50] }],
  [endFrame(7, 1234), { type: "end", lane: 7, at: 1234 }],
  [pingFrame("ping", 12.5), { type: "ping", stamp: 12.5 }],
  [pingFrame("pong", -1), { type: "pong", stamp: -1 }],
  [byeFrame("leaving"), { type: "bye", reason: "leaving" }],
  [byeFrame("done"), { type: "bye", reason: "done" }],
];

Deno.test("frames: what is written is read", () => {
  for (const [bytes, frame] of FRAMES) assertEquals(readFrame(bytes), frame);
  const frame = readFrame(jsonFrame("hello", { a: 1 }));
  assert(frame.type === "hello");
  assertEquals(JSON.parse(new TextDecoder().decode(frame.json)), { a: 1 });
});

Deno.test("frames: a body begins at a multiple of eight bytes", () => {
  assertEquals(dataHeader(header).length % 8, 0);
});

Deno.test("frames: one that is cut or longer is told as no frame, but for what has a body", () => {
  for (const [bytes, { type }] of FRAMES) {
    for (let length = 0; length < bytes.length; length++) {
      if (type === "data" && length >= dataHeader(header).length) continue;
      assertThrows(() => readFrame(bytes.slice(0, length)), FrameError, "", `${type} ${length}`);
    }
    if (type !== "data") {
      assertThrows(() => readFrame(new Uint8Array([...bytes, 0])), FrameError, "", type);
    }
  }
});

Deno.test("frames: numbers that are no counts of messages are refused", () => {
  for (const number of [-1, 0.5, NaN, Infinity, 2 ** 60]) {
    assertThrows(() => readFrame(endFrame(0, number)), FrameError, "number of messages");
    assertThrows(() => readFrame(startFrame([number])), FrameError);
  }
  const empty = dataHeader({ ...header, count: 0 });
  assertThrows(() => readFrame(empty), FrameError, "no messages");
});

Deno.test("frames: whatever bytes come, they are a frame or told as none", () => {
  const dice = new Dice(18);
  let read = 0;
  for (let i = 0; i < 20_000; i++) {
    const [sound] = FRAMES[dice.below(FRAMES.length)] as (typeof FRAMES)[number];
    const bytes = dice.chance(0.5)
      ? sound.slice()
      : Uint8Array.from({ length: dice.below(80) }, () => dice.below(256));
    for (let flips = dice.below(4); flips > 0 && bytes.length > 0; flips--) {
      bytes[dice.below(bytes.length)] = dice.below(256);
    }
    try {
      readFrame(bytes);
      read++;
    } catch (error) {
      assert(error instanceof FrameError, `${error} of ${bytes}`);
    }
  }
  assert(read > 0);
});

Deno.test("hello: whatever JSON comes, it is one or told as none", () => {
  const dice = new Dice(19);
  const values = [null, 1, -1, "x", "", [], {}, true, 1e300, "a\u0007b"];
  const names = ["protocol", "aqueduct", "role", "graph", "pod", "girth", "epoch", "__proto__"];
  for (let i = 0; i < 5000; i++) {
    const said = Object.fromEntries(
      names.filter(() => dice.chance(0.7)).map((name) => [name, values[dice.below(values.length)]]),
    );
    const text = JSON.stringify(said);
    const cut = dice.chance(0.1) ? text.slice(0, dice.below(text.length)) : text;
    try {
      readHello(new TextEncoder().encode(cut));
    } catch (error) {
      assert(error instanceof FrameError, `${error} of ${cut}`);
    }
  }
});
