import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_HEAD_HIGH_WORD,
} from "../../src/channel/ring/channel_layout.ts";
import { closeEnd, publishEnd } from "../../src/channel/ring/close_end.ts";
import { generationOver } from "../../src/generation_over.ts";
import { text, u32 } from "../../src/channel/mod.ts";
import { ChannelMemory, commit, controlOf, nextTurns } from "../contract/channel_memory.ts";

const OVER = generationOver(0, false);

Deno.test("close lets the reader take what is left, and then finds the channel closed and empty", () => {
  const memory = new ChannelMemory(u32, { capacity: 4 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  tx.sendBatch([1, 2]);
  assertEquals(tx.close(), true);
  assertEquals(tx.close(), true);
  assertEquals([rx.isClosed, rx.isClosedAndEmpty], [false, false], "not committed yet");
  commit(tx);
  assertEquals([rx.isClosed, rx.isClosedAndEmpty], [true, false]);
  assertEquals(rx.takeBatch(), [1, 2]);
  assertEquals(rx.isClosedAndEmpty, true);
});

Deno.test("a channel closed in an earlier life stays closed for the successor", () => {
  const memory = new ChannelMemory(u32);
  const first = memory.tx();
  first.close();
  commit(first);
  const second = memory.tx();
  assertEquals([second.isClosed, second.vacantUnits], [true, 0]);
  assertThrows(() => second.trySend(1), TypeError, "this end has closed it");
});

Deno.test("end of a taking end tells the writer that nobody will take more, at the commit", () => {
  const memory = new ChannelMemory(u32);
  const [tx, rx] = [memory.tx(), memory.rx()];
  controlOf(rx).leave();
  assertEquals([controlOf(rx).isDirty, tx.isAbandoned], [true, false]);
  commit(rx);
  assertEquals([controlOf(rx).isDirty, tx.isAbandoned], [false, true]);
  assertEquals(controlOf(memory.rx()).ending, true);
});

Deno.test("closeEnd closes the one end or abandons the other, and touches nothing else", () => {
  const sending = new ChannelMemory(u32);
  closeEnd(sending.region, sending.at, "tx");
  assertEquals([sending.rx().isClosedAndEmpty, sending.tx().isAbandoned], [true, false]);
  const taking = new ChannelMemory(u32);
  closeEnd(taking.region, taking.at, "rx");
  assertEquals([taking.rx().isClosed, taking.tx().isAbandoned], [false, true]);
  assertEquals(taking.words[CHANNEL_CLOSED_WORD], 0);
  assertEquals(sending.words[CHANNEL_ABANDONED_WORD], 0);
});

for (const kind of [u32, text]) {
  const message = (kind === u32 ? 1 : "one") as never;

  Deno.test(`a revoked ${kind.name} tx refuses every later verb and has nothing to publish`, () => {
    const memory = new ChannelMemory<never>(kind as never);
    const tx = memory.tx();
    tx.trySend(message);
    commit(tx);
    tx.trySend(message);
    tx.close();
    controlOf(tx).revoke(OVER);
    assertEquals([controlOf(tx).isDirty, controlOf(tx).staged, controlOf(tx).ending], [
      false,
      1,
      false,
    ]);
    for (
      const verb of [() => tx.trySend(message), () => tx.sendBatch([message]), () => tx.close()]
    ) {
      assertThrows(verb, TypeError, "this end belongs to an earlier generation of its actor");
    }
    assertEquals([controlOf(tx).isDirty, tx.vacantUnits], [false, 0]);
    assertEquals(memory.rx().availUnits, 1);
  });

  Deno.test(`a revoked ${kind.name} rx refuses every later verb and has nothing to publish`, () => {
    const memory = new ChannelMemory<never>(kind as never);
    const [tx, rx] = [memory.tx(), memory.rx()];
    tx.sendBatch([message, message, message] as never);
    nextTurns(tx, rx);
    rx.tryTake();
    commit(rx);
    rx.tryTake();
    controlOf(rx).leave();
    controlOf(rx).revoke(OVER);
    assertEquals([controlOf(rx).isDirty, controlOf(rx).staged, controlOf(rx).ending], [
      false,
      1,
      false,
    ]);
    const verbs = [
      () => rx.tryTake(),
      () => rx.takeNext(),
      () => rx.takeBatch(),
      () => rx.tryPeek(),
      () => rx.tryPeek(1),
      () => rx.peekBatch(),
      () => rx.advance(1),
      () => rx.availUnits,
    ];
    for (const verb of verbs) {
      assertThrows(verb, TypeError, "this end belongs to an earlier generation of its actor");
    }
    assertEquals(memory.rx().availUnits, 2);
  });
}

Deno.test("publish may be repeated without harm", () => {
  const memory = new ChannelMemory(u32);
  const [tx, rx] = [memory.tx(), memory.rx()];
  tx.sendBatch([1, 2, 3]);
  for (let i = 0; i < 3; i++) controlOf(tx).publish(2, false);
  assertEquals(rx.availUnits, 2);
  assert(controlOf(tx).isDirty, "the third is still to come");
  rx.advance(1);
  for (let i = 0; i < 3; i++) controlOf(rx).publish(1, false);
  assertEquals(memory.rx().availUnits, 1);
});

for (const before of [2 ** 31 - 2, 2 ** 32 - 2, 7 * 2 ** 31 - 2]) {
  Deno.test(`counts go on past ${before} for a successor, whoever finished the turn of the generation before`, () => {
    const memory = new ChannelMemory(u32).startAt(before);
    const [tx, rx] = [memory.tx(), memory.rx()];
    tx.sendBatch([1, 2, 3, 4]);
    assertEquals([tx.sent, memory.tx().sent], [before + 4, before]);
    // The thread dies right after its first store: of the high word.
    const high = memory.words[CHANNEL_HEAD_HIGH_WORD]!;
    memory.words[CHANNEL_HEAD_HIGH_WORD] = high + 1;
    assertEquals([memory.tx().sent, memory.rx().availUnits], [before, 0]);
    controlOf(memory.tx()).publish(controlOf(tx).staged, false);
    assertEquals([memory.tx().sent, memory.words[CHANNEL_HEAD_HIGH_WORD]], [before + 4, high + 1]);
    controlOf(memory.tx()).publish(controlOf(tx).staged, false);
    assertEquals([memory.tx().sent, memory.words[CHANNEL_HEAD_HIGH_WORD]], [before + 4, high + 1]);
    // The reader's turn is finished by the host, twice.
    controlOf(rx).look();
    rx.advance(rx.availUnits - 1);
    for (let i = 0; i < 2; i++) {
      publishEnd(memory.region, memory.at, "rx", controlOf(rx).staged);
      assertEquals([memory.rx().taken, memory.rx().tryTake()], [before + 3, 4]);
      publishEnd(memory.region, memory.at, "tx", controlOf(tx).staged);
      assertEquals(memory.tx().sent, before + 4);
    }
    controlOf(rx).revoke(OVER);
    assertEquals(rx.taken, before);
  });
}

Deno.test("numberAt numbers what the turn has taken and what is there, what it has sent and will send, and nothing else", () => {
  const memory = new ChannelMemory(u32, { capacity: 8 }).startAt(2 ** 32 - 2);
  const [tx, rx] = [memory.tx(), memory.rx()];
  tx.sendBatch([1, 2, 3]);
  nextTurns(tx, rx);
  tx.trySend(4);
  rx.takeBatch(2);
  const first = 2 ** 32 - 2;
  assertEquals([-2, -1, 0].map((offset) => controlOf(rx).numberAt(offset)), [
    first,
    first + 1,
    first + 2,
  ]);
  assertEquals([-1, 0, 5].map((offset) => controlOf(tx).numberAt(offset)), [
    first + 3,
    first + 4,
    first + 9,
  ]);
  for (const offset of [-3, 1, 0.5, NaN, Infinity]) {
    assertThrows(
      () => controlOf(rx).numberAt(offset),
      RangeError,
      `Cannot number a message of channel "numbers": its offset is ${offset}, and the turn has taken 2, the channel holds 1; give`,
    );
  }
  for (const offset of [-2, 0.5, NaN]) {
    assertThrows(
      () => controlOf(tx).numberAt(offset),
      RangeError,
      "and the turn has sent 1; give 0",
    );
  }
  for (const end of [rx, tx]) {
    controlOf(end).revoke(OVER);
    assertThrows(() => controlOf(end).numberAt(0), TypeError, "belongs to an earlier generation");
  }
});
