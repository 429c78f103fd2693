import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  bool,
  bytes,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  json,
  type Kind,
  openChannel,
  text,
  u16,
  u32,
  u64,
  u8,
} from "../../src/channel/mod.ts";
import type { SliceTx } from "../../src/channel/scalar/slice_ends.ts";
import { ChannelMemory, commit, nextTurns } from "../contract/channel_memory.ts";

/** Sends the messages in one turn through a channel that just holds them, and gives what arrives. */
function throughChannel<T>(kind: Kind<T>, messages: readonly T[], bytes = 4096): T[] {
  const { tx, rx, commit } = openChannel("pipe", kind, { capacity: messages.length, bytes });
  assertEquals(tx.sendBatch(messages), messages.length);
  commit();
  return rx.takeBatch();
}

/** Sends `bad`, which must throw, between two good messages; nothing of it may be seen. */
function refuses<T>(
  kind: Kind<T>,
  good: T,
  bad: unknown,
  errorClass: typeof RangeError | typeof TypeError,
  message: string,
): void {
  const { tx, rx, commit } = openChannel("pipe", kind, { capacity: 4, bytes: 64 });
  assert(tx.trySend(good));
  assertThrows(() => tx.trySend(bad as T), errorClass, message);
  assertEquals(tx.sent, 1, `${String(kind.name)} counted a message that it refused`);
  assertEquals(tx.vacantUnits, 3);
  assert(tx.trySend(good));
  commit();
  assertEquals(rx.takeBatch(), [good, good]);
}

const INTEGERS = [
  [u8, 0, 2 ** 8 - 1],
  [u16, 0, 2 ** 16 - 1],
  [u32, 0, 2 ** 32 - 1],
  [i8, -(2 ** 7), 2 ** 7 - 1],
  [i16, -(2 ** 15), 2 ** 15 - 1],
  [i32, -(2 ** 31), 2 ** 31 - 1],
] as const;

const NOTHINGS = [
  [undefined, "undefined"],
  [null, "null"],
  ["7", "a string"],
  ["x", "a string"],
  [true, "a boolean"],
  [Symbol("s"), "a symbol"],
  [{}, "an object"],
  [{ valueOf: () => 7 }, "an object"],
  [Object.create(null), "an object"],
] as const;
const NO_NUMBERS = [...NOTHINGS, [7n, "a bigint"]] as const;
const NO_BIGINTS = [...NOTHINGS, [7, "a number"]] as const;

for (const [kind, min, max] of INTEGERS) {
  Deno.test(`a ${kind.name} channel takes its least and its greatest number and refuses the next ones`, () => {
    assertEquals(throughChannel<number>(kind, [min, 0, 1, max]), [min, 0, 1, max]);
    for (const bad of [min - 1, max + 1, 0.5, NaN, Infinity, -Infinity, 2 ** 53]) {
      refuses<number>(
        kind,
        7,
        bad,
        RangeError,
        `Cannot send ${bad} on channel "pipe": it is not a ${kind.name}`,
      );
    }
    for (const [bad, what] of NO_NUMBERS) {
      const wanted = `it is ${what}, give a number that fits ${kind.name}`;
      refuses<number>(
        kind,
        7,
        bad,
        TypeError,
        `Cannot send ${Deno.inspect(bad)} on channel "pipe": ${wanted}`,
      );
    }
  });
}

const BIGINTS = [[u64, 0n, 2n ** 64n - 1n], [i64, -(2n ** 63n), 2n ** 63n - 1n]] as const;

for (const [kind, min, max] of BIGINTS) {
  Deno.test(`a ${kind.name} channel takes its least and its greatest bigint and refuses the next ones`, () => {
    assertEquals(throughChannel<bigint>(kind, [min, 0n, max]), [min, 0n, max]);
    for (const bad of [min - 1n, max + 1n, 2n ** 80n]) {
      refuses<bigint>(kind, 7n, bad, RangeError, `Cannot send ${bad} on channel "pipe"`);
    }
    for (const [bad, what] of NO_BIGINTS) {
      const wanted = `it is ${what}, give a bigint that fits ${kind.name}`;
      refuses<bigint>(
        kind,
        7n,
        bad,
        TypeError,
        `Cannot send ${Deno.inspect(bad)} on channel "pipe": ${wanted}`,
      );
    }
  });
}

Deno.test("an f64 channel carries every number, the odd ones too", () => {
  const numbers = [NaN, -0, 0, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 0.1];
  assertEquals(throughChannel(f64, numbers), numbers);
  assert(Object.is(throughChannel(f64, [-0])[0], -0));
});

for (const kind of [f32, f64]) {
  Deno.test(`a ${kind.name} channel refuses what is no number`, () => {
    for (const [bad, what] of NO_NUMBERS) {
      refuses<number>(
        kind,
        7,
        bad,
        TypeError,
        `Cannot send ${Deno.inspect(bad)} on channel "pipe": it is ${what}, give a number`,
      );
    }
  });
}

Deno.test("an f32 channel rounds to single precision", () => {
  const numbers = [0.1, NaN, -0, Infinity, 1e39, 16_777_217];
  assertEquals(throughChannel(f32, numbers), numbers.map(Math.fround));
});

Deno.test("a bool channel takes booleans only", () => {
  assertEquals(throughChannel(bool, [true, false, true]), [true, false, true]);
  for (const [bad, what] of [[1, "a number"], ["true", "a string"], [null, "null"]] as const) {
    const message = `Cannot send ${
      Deno.inspect(bad)
    } on channel "pipe": it is ${what}, give true or false`;
    refuses(bool, true, bad, TypeError, message);
  }
  refuses(bool, true, Symbol("s"), TypeError, 'Cannot send Symbol(s) on channel "pipe"');
});

Deno.test("a text channel carries every text, and U+FFFD for a lone surrogate", () => {
  const texts = ["", "a", "äöü", "€", "𝄞🎭", "\u0000", "\uFEFFmark", "\uFEFF", "a\r\nb"];
  assertEquals(throughChannel(text, texts), texts);
  assertEquals(
    throughChannel(text, ["\uD800", "a\uDC00b", "\uDBFF\uDBFF"]),
    ["\uFFFD", "a\uFFFDb", "\uFFFD\uFFFD"],
  );
});

Deno.test("a text channel carries long texts and then short ones again", () => {
  const texts = ["€".repeat(500), "a", "x".repeat(2000), "", "𝄞".repeat(700), "b"];
  assertEquals(throughChannel(text, texts, 16_384), texts);
});

Deno.test("a text channel refuses what is no text", () => {
  for (const bad of [7, null, undefined, {}, Symbol("s")]) {
    refuses(text, "a", bad, TypeError, 'Cannot send on channel "pipe": ');
  }
});

Deno.test("a bytes channel carries bytes, and the reader's copy is its own", () => {
  const sent = [new Uint8Array(), new Uint8Array([1, 2, 3]), new Uint8Array(1000).fill(9)];
  assertEquals(throughChannel(bytes, sent), sent);

  const { tx, rx, commit } = openChannel("pipe", bytes, { capacity: 2 });
  const message = new Uint8Array([1, 2, 3]);
  tx.trySend(message);
  message.fill(0); // The sender may use its array again at once.
  commit();
  const peeked = rx.tryPeek() as Uint8Array;
  assertEquals(peeked, new Uint8Array([1, 2, 3]));
  peeked.fill(0);
  assertEquals(rx.tryTake(), new Uint8Array([1, 2, 3]));
});

Deno.test("a bytes channel refuses what is no Uint8Array", () => {
  for (const bad of ["a", [1, 2], new ArrayBuffer(2), new Uint16Array(2), null]) {
    refuses(bytes, new Uint8Array([1]), bad, TypeError, 'Cannot send on channel "pipe": ');
  }
});

Deno.test("a json channel carries any JSON value", () => {
  const values = [null, true, 0, -1.5, "", "€\uD800", [], {}, [1, [2, [3]]], { a: { b: null } }];
  assertEquals(throughChannel(json<unknown>(), values), values);
  assertEquals(throughChannel(json<unknown>(), [NaN, [undefined], { a: undefined }]), [
    null,
    [null],
    {},
  ]);
});

Deno.test("a json channel refuses what has no JSON form", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  for (const bad of [undefined, () => {}, Symbol("s"), 7n, cycle]) {
    refuses(json<unknown>(), 1, bad, TypeError, 'Cannot send on channel "pipe": ');
  }
});

Deno.test("a message exactly as long as the payload ring fits, wherever the ring stands", () => {
  const memory = new ChannelMemory(bytes, { capacity: 4, bytes: 16 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  for (let lead = 0; lead < 40; lead++) {
    const message = Uint8Array.from({ length: 16 }, (_, i) => lead + i);
    assert(tx.trySend(message));
    assertEquals(tx.trySend(new Uint8Array(1)), false);
    assert(tx.trySend(new Uint8Array()), "a message without bytes needs a slot only");
    commit(tx);
    assertEquals(rx.takeBatch(), [message, new Uint8Array()]);
    nextTurns(rx, tx);
    // Moves the start of the next message by one byte.
    assert(tx.trySend(new Uint8Array(1)));
    commit(tx);
    rx.takeBatch();
    nextTurns(rx, tx);
  }
});

const RECORDS = [
  [text, "ab", "x".repeat(65), "65 bytes"],
  [text, "ab", "€".repeat(22), "66 bytes"],
  [bytes, new Uint8Array(2), new Uint8Array(65), "65 bytes"],
  [json<unknown>(), ["ab"], "x".repeat(63), "65 bytes"],
] as const;

for (const [kind, good, bad, size] of RECORDS) {
  Deno.test(`a ${kind.name} channel refuses a message of ${size} that it could never hold, and is unharmed`, () => {
    refuses(
      kind as Kind<unknown>,
      good,
      bad,
      RangeError,
      `Cannot send on channel "pipe": the message has ${size}, the channel holds 64, raise its \`bytes\` option`,
    );
  });
}

const FAULTY = [
  [text, "ab", "x".repeat(65), RangeError],
  [text, "ab", 7, TypeError],
  [u8, 1, 300, RangeError],
  [u8, 1, 1n, TypeError],
  [f64, 1, "1", TypeError],
  [bool, true, 1, TypeError],
] as const;

for (const [kind, good, bad, errorClass] of FAULTY) {
  Deno.test(`a full ${kind.name} channel answers false to a faulty ${typeof bad}, and refuses it once a slot is free`, () => {
    const { tx, rx, commit } = openChannel("pipe", kind as Kind<unknown>, {
      capacity: 1,
      bytes: 64,
    });
    assert(tx.trySend(good));
    assertEquals(tx.trySend(bad), false);
    commit();
    rx.takeNext();
    commit();
    assertThrows(() => tx.trySend(bad), errorClass, 'on channel "pipe"');
  });
}

Deno.test("sendBatch sends the messages before a faulty one", () => {
  const { tx, rx, commit } = openChannel("pipe", u8, { capacity: 8 });
  assertThrows(() => tx.sendBatch([1, 2, 300, 4]), RangeError, "300");
  commit();
  assertEquals(rx.takeBatch(), [1, 2]);
});

Deno.test("sendBatch sends a part of an array, plain or typed", () => {
  const { tx, rx, commit } = openChannel("pipe", u32, { capacity: 8 });
  assertEquals(tx.sendBatch([0, 1, 2, 3, 4], 1, 3), 2);
  assertEquals(tx.sendBatch(new Uint32Array([10, 11, 12]), 1), 2);
  assertEquals(tx.sendBatch([], 0), 0);
  assertEquals(tx.sendBatch([1, 2, 3, 4, 5]), 4, "only four fit");
  commit();
  assertEquals(rx.takeBatch(), [1, 2, 11, 12, 1, 2, 3, 4]);
});

Deno.test("tryPeek answers undefined past the end and throws on a negative offset", () => {
  const memory = new ChannelMemory(u32, { capacity: 4 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  assertThrows(() => rx.tryPeek(-1), RangeError, "Cannot peek on channel");
  tx.sendBatch([1, 2]);
  commit(tx);
  assertEquals([rx.tryPeek(), rx.tryPeek(1), rx.tryPeek(2)], [1, 2, undefined]);
  assertThrows(() => rx.tryPeek(NaN), RangeError, "Cannot peek on channel");
  rx.tryTake();
  assertThrows(() => rx.tryPeek(-1), RangeError, "Cannot peek on channel");
});

Deno.test("takeBatch and peekBatch take whole messages and never more than max", () => {
  const { tx, rx, commit } = openChannel("pipe", u32, { capacity: 8 });
  tx.sendBatch([1, 2, 3, 4]);
  commit();
  assertEquals(rx.peekBatch(1.9), [1]);
  assertEquals(rx.takeBatch(1.9), [1]);
  assertEquals(rx.takeBatch(0), []);
  assertEquals(rx.takeBatch(-1), []);
  assertThrows(() => rx.takeBatch(NaN), RangeError, "NaN asked for");
  assertEquals(rx.takeBatch(), [2, 3, 4]);
});

Deno.test("advance throws on anything but a whole number of messages that were shown", () => {
  const { tx, rx, commit } = openChannel("pipe", u32, { capacity: 8 });
  tx.sendBatch([1, 2]);
  commit();
  assertThrows(() => rx.advance(1), RangeError, "1 messages asked for, 0 were shown");
  assertEquals(rx.peekBatch(1), [1]);
  assertThrows(() => rx.advance(2), RangeError, "2 messages asked for, 1 were shown");
  assertEquals(rx.availUnits, 2);
  for (const bad of [-1, 0.5, 3, NaN, Infinity]) {
    assertThrows(() => rx.advance(bad), RangeError, `${bad} messages asked for, 2 were shown`);
  }
  rx.advance(2);
  assertEquals(rx.isEmpty, true);
});

Deno.test("advance of a sending end sends what was poked, and never more than is still free", () => {
  const memory = new ChannelMemory(u32, { capacity: 3 });
  const [tx, rx] = [memory.tx() as unknown as SliceTx<number, Uint32Array>, memory.rx()];
  assertThrows(() => tx.advance(1), RangeError, "0 were poked");
  tx.pokeSlices(2)[0]!.set([7, 8]);
  assertThrows(() => tx.advance(3), RangeError, "3 messages asked for, 2 were poked and are free");
  for (const bad of [-1, 0.5, NaN]) assertThrows(() => tx.advance(bad), RangeError);
  tx.advance(1);
  tx.advance(1);
  assertThrows(() => tx.advance(1), RangeError, "0 were poked");
  tx.pokeSlices();
  assertEquals(tx.trySend(9), true);
  assertThrows(() => tx.advance(1), RangeError, "0 were poked and are free");
  commit(memory.tx() as never);
  commit(tx as never);
  assertEquals(rx.takeBatch(), [7, 8, 9]);
});
