import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bytes, type BytesRx, json, openChannel, text } from "../../src/channel/mod.ts";
import { ChannelMemory, commit, controlOf } from "../contract/channel_memory.ts";

Deno.test("peekBytes shows what tryPeek copies, wherever the records lie", () => {
  const lengths = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 40, size: "max" });
  fc.assert(
    fc.property(fc.constantFrom(1, 3, 16), lengths, (capacity, lengths) => {
      const memory = new ChannelMemory(bytes, { capacity, bytes: 64 });
      const [tx, rx] = [
        memory.tx(),
        memory.rx() as unknown as BytesRx & ReturnType<typeof memory.rx>,
      ];
      const messages = lengths.map((length, i) => new Uint8Array(length).fill(i + 1));
      let taken = 0;
      for (let sent = 0; sent < messages.length;) {
        controlOf(tx).look();
        sent += tx.sendBatch(messages, sent);
        commit(tx as never);
        controlOf(rx).look();
        for (let offset = 0; offset <= sent - taken; offset++) {
          assertEquals(rx.peekBytes(offset), rx.tryPeek(offset));
          assertEquals(rx.peekBytes(offset), messages.slice(0, sent)[taken + offset]);
        }
        for (let message = rx.peekBytes(); message !== undefined; message = rx.peekBytes()) {
          assertEquals(message, messages[taken++]);
          rx.advance(1);
        }
        assertEquals(taken, sent);
        commit(rx);
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("peekBytes copies only what goes round the ring's end", () => {
  const { tx, rx, commit } = openChannel("frames", bytes, { capacity: 4, bytes: 16 });
  const shared: boolean[] = [];
  for (let i = 0; i < 16; i++) {
    assert(tx.trySend(Uint8Array.of(i, i, i)));
    commit();
    shared.push(rx.peekBytes()!.buffer instanceof SharedArrayBuffer);
    rx.advance(1);
    commit();
  }
  assertEquals(shared.filter((inPlace) => !inPlace).length, 2, "16 x 3 bytes go round three times");
  assertEquals(rx.peekBytes(), undefined);
  assertThrows(() => rx.peekBytes(-1), RangeError, "Cannot peek on channel");
});

Deno.test("what peekBytes showed of a checked channel is empty once the turn that took it has committed", () => {
  const { tx, rx, commit } = openChannel("frames", bytes, { capacity: 4, checked: true });
  tx.sendBatch([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  commit();
  const [first, second] = [rx.peekBytes()!, rx.peekBytes(1)!];
  assertEquals([first, second], [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  rx.advance(1);
  commit();
  assertEquals([first.length, second.length], [0, 1]);
  rx.advance(1);
  commit();
  assertEquals(second.length, 0);
});

/** Counts the bytes that decoders are given meanwhile. */
function decodedBytes(work: () => void): number {
  const { decode } = TextDecoder.prototype;
  let count = 0;
  TextDecoder.prototype.decode = function (input, options) {
    count += input?.byteLength ?? 0;
    return decode.call(this, input, options);
  };
  try {
    work();
  } finally {
    TextDecoder.prototype.decode = decode;
  }
  return count;
}

Deno.test("a text channel decodes each record twice at most, whatever its characters", () => {
  for (const message of ["plain", "naïve", "日本語"]) {
    const { tx, rx, commit } = openChannel("pipe", text, { capacity: 1000, bytes: 1 << 20 });
    const size = new TextEncoder().encode(message).length;
    while (tx.trySend(message));
    commit();
    const decoded = decodedBytes(() => assertEquals(rx.takeBatch(), Array(1000).fill(message)));
    assert(decoded >= 1000 * size && decoded <= 2000 * size, `${decoded} bytes for ${message}`);
  }
});

Deno.test("a json channel decodes text records together and leaves those in parts alone", () => {
  const { tx, rx, commit } = openChannel("pipe", json<unknown>(), { capacity: 1000 });
  for (let i = 0; i < 20; i++) tx.trySend({ known: i });
  commit();
  rx.takeBatch();
  commit();
  const messages = Array.from(
    { length: 500 },
    (_, i) => i % 10 < 5 ? { known: i } : [`text ${i}`, {}],
  );
  const size = JSON.stringify(messages.filter((_, i) => i % 10 >= 5)).length;
  assertEquals(tx.sendBatch(messages), 500);
  commit();
  let calls = 0;
  const { decode } = TextDecoder.prototype;
  const decoded = decodedBytes(() => {
    const counting = TextDecoder.prototype.decode;
    TextDecoder.prototype.decode = function (...args) {
      calls++;
      return counting.apply(this, args);
    };
    assertEquals(rx.takeBatch(), messages);
  });
  assertEquals(TextDecoder.prototype.decode, decode);
  assert(decoded <= size, `${decoded} bytes were decoded, ${size} are text`);
  assertEquals(calls, 50, "five text records lie together each time");
});
