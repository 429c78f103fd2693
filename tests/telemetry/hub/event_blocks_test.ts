import { assertEquals, assertThrows } from "@std/assert";
import { EventCutter } from "../../../src/telemetry/hub/event_blocks.ts";
import { seeded } from "../../fixtures/random.ts";

const STREAM = ': hb\n\nevent:hello\ndata:{"a":1}\nretry:1000\n\n' +
  "event: tick\nid: 1.2.3\ndata: first\ndata: second\n\n\n\nevent:key\ndata:\n\n";
const EVENTS = [
  { event: "hello", data: '{"a":1}' },
  { event: "tick", data: "first\nsecond" },
  { event: "key", data: "" },
];

Deno.test("events are the same wherever the stream is cut", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seeded(seed);
    const cutter = new EventCutter();
    const events = [];
    for (let at = 0; at < STREAM.length;) {
      const end = at + Math.ceil(random() * 9);
      events.push(...cutter.take(STREAM.slice(at, end)));
      at = end;
    }
    assertEquals(events, EVENTS, `seed ${seed}`);
  }
});

Deno.test("an event without an end does not fill the memory", () => {
  const cutter = new EventCutter();
  const piece = "x".repeat(8 * 1024 * 1024);
  assertThrows(
    () => {
      for (let n = 0; n < 9; n++) for (const _ of cutter.take(piece));
    },
    RangeError,
    "an event is longer than",
  );
});
