/** The verbs of raw ends, one by one. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  array,
  bytes,
  type ChannelOptions,
  type Kind,
  openChannel,
  struct,
  text,
  u16,
  u32,
} from "../../../src/channel/mod.ts";
import { raw, type RawRx, rawShapeOf, type RawTx } from "../../../src/channel/raw/mod.ts";
import { ringKind, RingMemory } from "../../../src/channel/ring/mod.ts";
import { CHANNEL_ABANDONED_WORD, READER_GONE } from "../../../src/channel/ring/channel_layout.ts";
import { commit, controlOf, nextTurns } from "../../contract/channel_memory.ts";
import { bodyOf, joined, RawMemory } from "../../contract/raw_memory.ts";

function memoryOf<T>(kind: Kind<T>, options: ChannelOptions = {}): RawMemory<T> {
  return new RawMemory(kind, { capacity: 4, bytes: 64, ...options });
}

const pair = struct({ wide: u32, narrow: u16 });
const pairs = [1, 2, 3, 4, 5, 6].map((n) => ({ wide: n, narrow: n + 10 }));
const lines = ["a", "bc", "", "def", "g", "h"];

Deno.test("a body has each column of its messages, and so their numbers one behind the other", () => {
  const body = bodyOf(pair, pairs.slice(0, 2));
  assertEquals([...body], [1, 0, 0, 0, 2, 0, 0, 0, 11, 0, 12, 0]);
});

Deno.test("a body has the lengths of its records, and then their bytes", () => {
  const body = bodyOf(text, ["a", "", "bc"]);
  assertEquals([...body], [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 97, 98, 99]);
});

Deno.test("what is shown lies in the ring, in one part or in two", () => {
  const memory = memoryOf(struct({ numbers: array(u32, 8) }));
  const [tx, rx] = [memory.tx(), memory.rawRx()];
  const message = { numbers: Array(8).fill(1) };
  tx.sendBatch([message, message, message]);
  nextTurns(tx, rx);
  rx.advance(3);
  nextTurns(rx, tx);
  tx.sendBatch([message, message, message]);
  nextTurns(tx, rx);
  const { count, byteLength, parts } = rx.peekParts(Infinity, Infinity);
  assertEquals([count, byteLength, parts.map(({ length }) => length)], [3, 96, [32, 64]]);
  for (const { buffer } of parts) assertEquals(buffer, memory.region);
});

Deno.test("a few small messages are copied into one part, wherever they lie", () => {
  const memory = memoryOf(pair);
  const [tx, rx] = [memory.tx(), memory.rawRx()];
  tx.sendBatch(pairs.slice(0, 3));
  nextTurns(tx, rx);
  rx.advance(3);
  nextTurns(rx, tx);
  tx.sendBatch(pairs.slice(3));
  nextTurns(tx, rx);
  const { parts } = rx.peekParts(Infinity, Infinity);
  assertEquals(parts.map((part) => [...part]), [[...bodyOf(pair, pairs.slice(3))]]);
});

Deno.test("of records, all but the lengths lies in the ring", () => {
  const memory = memoryOf(bytes);
  const [tx, rx] = [memory.tx(), memory.rawRx()];
  tx.trySend(new Uint8Array(50));
  nextTurns(tx, rx);
  rx.advance(1);
  nextTurns(rx, tx);
  tx.sendBatch([new Uint8Array(10), new Uint8Array(20)]);
  nextTurns(tx, rx);
  const { parts } = rx.peekParts(Infinity, Infinity);
  assertEquals(parts.map(({ length }) => length), [8, 14, 16]);
  assertEquals(parts.map(({ buffer }) => buffer === memory.region), [false, true, true]);
});

Deno.test("no more is shown than was asked for, from where it was asked", () => {
  for (const [kind, messages, bytes] of [[pair, pairs, 12], [text, lines, 7]] as const) {
    const memory = memoryOf<unknown>(kind as Kind<unknown>);
    const [tx, rx] = [memory.tx(), memory.rawRx()];
    tx.sendBatch(messages);
    nextTurns(tx, rx);
    const seen = (max: number, maxBytes: number, ahead?: number) => {
      const body = rx.peekParts(max, maxBytes, ahead);
      assertEquals(joined(body).length, body.byteLength);
      return body.count;
    };
    assertEquals([seen(9, 999), seen(2, 999), seen(0, 999)], [4, 2, 0]);
    assertEquals([seen(9, bytes), seen(9, 4)], [kind === text ? 1 : 2, 0]);
    assertEquals([seen(9, 999, 1), seen(9, 999, 4), seen(9, 999, 9)], [3, 0, 0]);
    const [, second, third] = messages;
    assertEquals(joined(rx.peekParts(2, 999, 1)), bodyOf(kind as Kind<unknown>, [second, third]));
    for (const ahead of [-1, 0.5, NaN]) {
      assertThrows(
        () => seen(1, 999, ahead),
        RangeError,
        `${ahead} messages are to be passed over`,
      );
    }
  }
});

Deno.test("what was shown is taken by advance only, whatever was shown last", () => {
  const memory = memoryOf(u32);
  const [tx, rx] = [memory.tx(), memory.rawRx()];
  tx.sendBatch([1, 2, 3]);
  nextTurns(tx, rx);
  rx.peekParts(1, Infinity, 2);
  assertEquals([rx.taken, rx.availUnits], [0, 3]);
  rx.peekParts(1, Infinity);
  rx.advance(3);
  assertEquals([rx.taken, rx.availUnits], [3, 0]);
  assertThrows(() => rx.advance(1), RangeError, "1 messages asked for, 0");
});

Deno.test("to the verbs of every end, a message is its bytes", () => {
  for (const [kind, messages] of [[pair, pairs], [text, lines]] as const) {
    const here = memoryOf<unknown>(kind as Kind<unknown>);
    const there = memoryOf<unknown>(kind as Kind<unknown>);
    const [tx, rawRx, rawTx, rx] = [here.tx(), here.rawRx(), there.rawTx(), there.rx()];
    assertEquals(tx.sendBatch(messages), 4);
    nextTurns(tx, rawRx);
    assertEquals(rawRx.tryPeek(3), rawRx.peekBatch()[3]);
    const each = rawRx.takeBatch();
    assertEquals(each.length, 4);
    assertEquals(rawTx.sendBatch([...each, ...each]), 4);
    nextTurns(rawTx, rx);
    assertEquals(rx.takeBatch(), messages.slice(0, 4));
  }
});

Deno.test("a body is sent as far as there is room, and the rest later", () => {
  for (const [kind, messages] of [[pair, pairs], [text, lines]] as const) {
    const memory = memoryOf<unknown>(kind as Kind<unknown>);
    const [tx, rx] = [memory.rawTx(), memory.rx()];
    const body = bodyOf(kind as Kind<unknown>, messages);
    assertEquals([tx.sendBody(6, body), tx.sendBody(6, body, 4)], [4, 0]);
    assertEquals([tx.sent, tx.vacantUnits, tx.vacant().met()], [4, 0, false]);
    nextTurns(tx, rx);
    assertEquals(rx.takeBatch(), messages.slice(0, 4));
    nextTurns(rx, tx);
    assertEquals([tx.sendBody(6, body, 4), tx.sendBody(6, body, 6)], [2, 0]);
    nextTurns(tx, rx);
    assertEquals(rx.takeBatch(), messages.slice(4));
  }
});

Deno.test("records wait for room for their bytes", () => {
  const memory = memoryOf(bytes);
  const [tx, rx] = [memory.rawTx(), memory.rx()];
  const body = bodyOf(bytes, [new Uint8Array(30), new Uint8Array(30), new Uint8Array(20)]);
  assertEquals([tx.vacantBytes, tx.sendBody(3, body), tx.vacantBytes], [64, 2, 4]);
  assertEquals([tx.vacant().met(), tx.vacant(1, 4).met()], [false, false]);
  assertEquals(tx.vacant(1, 9999).met(), false);
  nextTurns(tx, rx);
  rx.takeBatch(1);
  nextTurns(rx, tx);
  assertEquals([tx.vacant().met(), tx.vacantBytes, tx.sendBody(3, body, 2)], [true, 34, 1]);
  assertEquals(tx.vacant(1, 14).met(), true);
  nextTurns(tx, rx);
  rx.takeBatch();
  nextTurns(rx, tx);
  assertEquals(tx.vacant(1, 9999).met(), true);
});

Deno.test("messages of a fixed size need no bytes besides", () => {
  const tx = memoryOf(u32).rawTx();
  assertEquals([tx.vacantBytes, tx.vacant(4, 9999).met()], [Infinity, true]);
});

Deno.test("news are what comes behind what is known, and the end", () => {
  const memory = memoryOf(u32);
  const [tx, rx] = [memory.tx(), memory.rawRx()];
  const met = () => [0, 1, 2].map((ahead) => rx.newsBeyond(ahead).met());
  assertEquals(met(), [false, false, false]);
  assertEquals(rx.newsBeyond(1), rx.newsBeyond(1));
  tx.sendBatch([1, 2]);
  nextTurns(tx);
  assertEquals(met(), [true, true, false]);
  assertEquals(rx.newsBeyond(2).outlook(), "something");
  tx.close();
  nextTurns(tx);
  assertEquals(met(), [true, true, true]);
  assertEquals([rx.isClosed, rx.isClosedAndEmpty, rx.newsBeyond(2).outlook()], [
    true,
    false,
    "nothing",
  ]);
  assertEquals([rx.newsBeyond(1).outlook(), rx.newsBeyond(1).hopeless()], ["something", false]);
});

Deno.test("nothing is sent on a channel that is closed, and nothing fits where the reader is gone", () => {
  for (const kind of [u32, text] as readonly Kind<unknown>[]) {
    const closed = memoryOf(kind).rawTx();
    closed.close();
    const body = kind === u32 ? Uint8Array.of(1, 2, 3, 4) : Uint8Array.of(0, 0, 0, 0);
    assertThrows(() => closed.sendBody(1, body), TypeError, "this end has closed it");
    const memory = memoryOf(kind);
    const abandoned = memory.rawTx();
    memory.words[CHANNEL_ABANDONED_WORD] = READER_GONE;
    assertEquals([abandoned.sendBody(1, body), abandoned.obstacle], [0, "abandoned"]);
  }
});

Deno.test("a channel that drops what finds no room takes a whole body, and keeps what fits", () => {
  for (const [kind, messages] of [[pair, pairs], [text, lines]] as const) {
    const memory = memoryOf<unknown>(kind as Kind<unknown>, { overflow: "dropNewest" });
    const [tx, rx] = [memory.rawTx(), memory.rx()];
    assertEquals(tx.sendBody(6, bodyOf(kind as Kind<unknown>, messages)), 6);
    assertEquals([tx.sent, tx.vacantUnits], [4, 0]);
    nextTurns(tx, rx);
    assertEquals(rx.takeBatch(), messages.slice(0, 4));
  }
});

Deno.test("a channel that keeps one of several that find no room drops the others of a body", () => {
  for (const [kind, messages] of [[pair, pairs], [text, lines]] as const) {
    const memory = memoryOf<unknown>(kind as Kind<unknown>, { overflow: { sample: 2 } });
    const [tx, rx] = [memory.rawTx(), memory.rx()];
    const body = bodyOf(kind as Kind<unknown>, messages);
    assertEquals([tx.sendBody(6, body), tx.sendBody(6, body, 5)], [5, 0]);
    nextTurns(tx, rx);
    rx.takeBatch();
    nextTurns(rx, tx);
    assertEquals(tx.sendBody(6, body, 5), 1);
    nextTurns(tx, rx);
    assertEquals(rx.takeBatch(), messages.slice(5));
  }
});

Deno.test("behind a record that is dropped a shorter one may fit", () => {
  const memory = memoryOf(bytes, { overflow: "dropNewest" });
  const [tx, rx] = [memory.rawTx(), memory.rx()];
  const messages = [50, 20, 10].map((length) => new Uint8Array(length).fill(length));
  assertEquals(tx.sendBody(3, bodyOf(bytes, messages)), 3);
  nextTurns(tx, rx);
  assertEquals(rx.takeBatch(), messages.filter(({ length }) => length !== 20));
});

Deno.test("what was sent by a turn that does not commit was never sent", () => {
  const memory = memoryOf(text);
  memory.rawTx().sendBody(2, bodyOf(text, ["lost", "too"]));
  const successor = memory.rawTx();
  successor.sendBody(1, bodyOf(text, ["kept"]));
  commit(successor);
  assertEquals([successor.sent, memory.rx().takeBatch()], [1, ["kept"]]);
});

Deno.test("what was shown and not taken is shown to a successor, and what was taken is not", () => {
  const memory = memoryOf(text);
  const [tx, rx] = [memory.tx(), memory.rawRx()];
  tx.sendBatch(lines.slice(0, 4));
  nextTurns(tx, rx);
  rx.peekParts(4, Infinity);
  rx.advance(1);
  commit(rx);
  rx.advance(2); // and dies
  const successor = memory.rawRx();
  assertEquals([successor.taken, successor.availUnits], [1, 3]);
  assertEquals(joined(successor.peekParts(9, Infinity)), bodyOf(text, lines.slice(1, 4)));
});

Deno.test("an end of a generation that is over neither shows nor sends", () => {
  const memory = memoryOf(u32);
  const [rx, tx] = [memory.rawRx(), memory.rawTx()];
  const body = Uint8Array.of(1, 2, 3, 4);
  tx.sendBody(1, body);
  commit(tx);
  const over = { label: "A", why: "ended" } as never;
  controlOf(rx).revoke(over);
  controlOf(tx).revoke(over);
  assertThrows(() => rx.peekParts(1, 4), Error, 'Cannot take from channel "numbers"');
  assertThrows(() => tx.sendBody(1, body), Error, 'Cannot send on channel "numbers"');
});

Deno.test("the program may hold what is shown until it is taken", () => {
  const memory = memoryOf(u32);
  const [tx, rx] = [memory.tx(), memory.rawRx()];
  tx.sendBatch([1, 2, 3]);
  nextTurns(tx, rx);
  const control = controlOf(rx);
  assertEquals(control.isLent, false);
  rx.peekParts(1, Infinity);
  rx.peekParts(1, Infinity, 1);
  assertEquals([control.isLent, control.underWork], [true, 2]);
  rx.advance(2);
  commit(rx);
  assertEquals(control.isLent, false);
});

/** The two ends of a port that takes any channel, over the memory of one. */
function anyEnds<T>({ region, at, spec }: RawMemory<T>): { rx: RawRx; tx: RawTx } {
  const memory = new RingMemory(region, at, spec);
  return {
    rx: ringKind(raw).createRx(memory).end as unknown as RawRx,
    tx: ringKind(raw).createTx(memory).end as unknown as RawTx,
  };
}

Deno.test("ends that take any channel are told what theirs carries", () => {
  const memory = memoryOf(pair);
  const { rx, tx } = anyEnds(memory);
  const unknown = 'channel "numbers" as bytes: their shape is not known';
  assertThrows(() => tx.sendBody(1, new Uint8Array(6)), TypeError, unknown);
  assertThrows(() => tx.shapedAs(rawShapeOf(text)), TypeError, "their shape is of a fixed size");
  assertThrows(() => tx.shapedAs(rawShapeOf(u32)), TypeError, "a message of it has 6");
  assertThrows(() => anyEnds(memoryOf(text)).rx.shapedAs(rawShapeOf(u32)), TypeError, "any length");
  const shape = rawShapeOf(pair);
  tx.shapedAs(shape).sendBody(3, bodyOf(pair, pairs.slice(0, 3)));
  nextTurns(tx, rx);
  assertThrows(() => rx.peekParts(1, 99), TypeError, unknown);
  assertEquals(joined(rx.shapedAs(shape).peekParts(9, 999)), bodyOf(pair, pairs.slice(0, 3)));
  assertEquals(memory.rx().takeBatch(), pairs.slice(0, 3));
});

Deno.test("a channel made of the kind that takes any carries records of any bytes", () => {
  const { tx, rx, commit } = openChannel("frames", raw, { capacity: 4 });
  assertEquals(tx.trySend(Uint8Array.of(1, 2)), true);
  commit();
  assertEquals(rx.tryTake(), Uint8Array.of(1, 2));
  assert(rx.isEmpty);
});
