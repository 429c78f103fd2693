/** What both ends see of a reader, or a writer, that sleeps: the steps of the channel's layout, one by one. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  CHANNEL_ABANDONED_WORD,
  channelDroppedByte,
  READER_GONE,
} from "../../src/channel/ring/channel_layout.ts";
import {
  barWriter,
  closeEnd,
  endPart,
  hasParted,
  layWriter,
  lookAtChannel,
  openEnd,
  sealChannel,
} from "../../src/channel/ring/host.ts";
import { bytes, type SliceTx, text, type Tx, TxBundle, u32 } from "../../src/channel/mod.ts";
import { bundleTx } from "../../src/channel/bundle.ts";
import type { FixedTxControl } from "../../src/channel/ring/tx_control.ts";
import { ChannelMemory, commit, controlOf, nextTurns } from "../contract/channel_memory.ts";

Deno.test("a writer whose reader is to sleep sends nothing more, says so once all it sent is published, and waits", () => {
  const memory = new ChannelMemory(u32, { capacity: 8 });
  const { region, at } = memory;
  const tx = memory.tx();
  const rx = memory.rx();
  const parted = (sleep: number) => hasParted(region, at, sleep);
  assertEquals(tx.trySend(1), true);
  barWriter(region, at, 7);
  assertEquals([tx.isAsleep, tx.isAbandoned], [true, false]);
  // It has sent something in this turn, and looks.
  assertEquals([tx.vacantUnits, tx.trySend(2), parted(7)], [0, false, false]);
  commit(tx as never);
  assertEquals(parted(7), false);
  nextTurns(tx as never);
  assertEquals([parted(7), parted(6)], [true, false]);
  const vacant = tx.vacant();
  assertEquals([vacant.met(), vacant.hopeless()], [false, false]);
  // The reader drains, and leaves for now.
  sealChannel(region, at);
  assertEquals([rx.isClosed, rx.isClosedAndEmpty, rx.takeBatch(), rx.isClosedAndEmpty], [
    true,
    false,
    [1],
    true,
  ]);
  controlOf(rx).leave();
  commit(rx);
  assertEquals([tx.isAsleep, tx.isAbandoned, tx.drained().met()], [true, false, true]);
  // It wakes: a new life of it, and the same of the writer.
  openEnd(region, at, "rx");
  assertEquals([tx.isAsleep, vacant.met(), tx.trySend(3)], [false, true, true]);
  commit(tx as never);
  const again = memory.rx();
  assertEquals([again.isClosed, again.takeBatch()], [false, [3]]);
  // Another sleep is another number.
  barWriter(region, at, 8);
  assertEquals([parted(8), parted(7)], [false, true]);
});

Deno.test("a generation of the writer that begins while the reader sleeps says at once that it has seen it; one that is over says nothing", () => {
  for (const kind of [u32, bytes] as const) {
    const memory = new ChannelMemory<unknown>(kind as never, { capacity: 8 });
    const { region, at } = memory;
    const old = memory.txControl();
    old.revoke({ actor: 0, returned: false, told: false } as never);
    barWriter(region, at, 1);
    old.look();
    assertEquals(hasParted(region, at, 1), false);
    assertEquals(memory.tx().vacantUnits, 0);
    assertEquals(hasParted(region, at, 1), true);
  }
});

Deno.test("what was shown to be written in place may still be sent in the turn, and is taken back between two", () => {
  const memory = new ChannelMemory(u32, { capacity: 8 });
  const { region, at } = memory;
  const tx = memory.tx() as SliceTx<number, Uint32Array>;
  const control = controlOf(tx) as FixedTxControl<number>;
  const [slice] = tx.pokeSlices(4);
  slice!.set([1, 2, 3, 4]);
  barWriter(region, at, 1);
  assertEquals([tx.vacantUnits, hasParted(region, at, 1)], [0, false]);
  tx.advance(2);
  nextTurns(tx as never);
  assertEquals(hasParted(region, at, 1), false);
  control.part();
  assertEquals(hasParted(region, at, 1), true);
  assertThrows(() => tx.advance(1), RangeError, "0 were poked and are free");
  assertEquals(memory.rx().takeBatch(), [1, 2]);
});

Deno.test("the last commit of a writer that sleeps closes nothing, whoever finishes it; awake, it does", () => {
  const memory = new ChannelMemory(u32, { capacity: 8 });
  const { region, at } = memory;
  const rx = memory.rx();
  layWriter(region, at);
  const tx = memory.tx();
  tx.trySend(1);
  tx.close();
  commit(tx as never);
  assertEquals([rx.isClosed, rx.takeBatch(), rx.isClosedAndEmpty], [false, [1], false]);
  endPart(region, at, "tx");
  assertEquals(lookAtChannel(region, at).closed, false);
  openEnd(region, at, "tx");
  const woken = memory.tx();
  assertEquals([woken.isClosed, woken.trySend(2)], [false, true]);
  woken.close();
  commit(woken as never);
  assertEquals([rx.isClosed, lookAtChannel(region, at).closed], [true, true]);
});

Deno.test("a reader that has ended for good is gone, be it asleep or not; one that died in its last commit sleeps on", () => {
  const { region, at, words } = new ChannelMemory(u32);
  barWriter(region, at, 3);
  endPart(region, at, "rx");
  assertEquals(words[CHANNEL_ABANDONED_WORD], -3);
  closeEnd(region, at, "rx");
  assertEquals(words[CHANNEL_ABANDONED_WORD], READER_GONE);
  barWriter(region, at, 4); // Too late for that.
  assertEquals(lookAtChannel(region, at).abandoned, true);
});

Deno.test("a seal and a close are two things: who wakes a reader does not open what its writer has closed", () => {
  const memory = new ChannelMemory(u32);
  const { region, at } = memory;
  sealChannel(region, at);
  const tx = memory.tx();
  assertEquals([tx.isClosed, memory.rx().isClosed], [false, true]);
  tx.close();
  commit(tx as never);
  openEnd(region, at, "rx");
  assertEquals(memory.rx().isClosedAndEmpty, true);
  openEnd(region, at, "tx");
  assertEquals(memory.rx().isClosed, false);
});

Deno.test("on a bundle, lanes whose readers sleep are passed over, and count as done", () => {
  const memories = [1, 2, 3].map(() => new ChannelMemory(u32, { capacity: 2 }));
  const tx = new TxBundle(memories.map((memory) => memory.tx()));
  barWriter(memories[1]!.region, memories[1]!.at, 1);
  nextTurns(...tx.lanes as never[]);
  for (let n = 0; n < 4; n++) assert(tx.trySend(n));
  assertEquals([tx.trySend(4), tx.isAbandoned], [false, false]);
  nextTurns(...tx.lanes as never[]);
  assertEquals(memories.map((memory) => memory.rx().takeBatch()), [[0, 2], [], [1, 3]]);
  for (const memory of [memories[0]!, memories[2]!]) {
    const rx = memory.rx();
    rx.takeBatch();
    commit(rx);
  }
  nextTurns(...tx.lanes as never[]);
  const all = tx.vacant(1, 3);
  assertEquals([all.met(), all.hopeless(), tx.vacant(1, 2).met()], [true, false, true]);
  assertEquals([tx.trySendAll(7), tx.trySendAll(8), tx.trySendAll(9)], [true, true, false]);
  nextTurns(...tx.lanes as never[]);
  openEnd(memories[1]!.region, memories[1]!.at, "rx");
  nextTurns(...tx.lanes as never[]);
  assertEquals([tx.trySend(10), tx.vacant(1, 3).met()], [true, false]);
  nextTurns(...tx.lanes as never[]);
  assertEquals(memories.map((memory) => memory.rx().takeBatch()), [[7, 8], [10], [7, 8]]);
});

Deno.test("a lane that a pool takes from is not chosen by a key", () => {
  const memory = new ChannelMemory(u32);
  const control = memory.txControl();
  assertEquals(bundleTx([control]).laneFor("key"), control.end);
  Object.assign(memory.spec, { pooled: true, name: "jobs[0]" });
  assertThrows(
    () => bundleTx([memory.txControl()]).laneFor("key"),
    TypeError,
    `Cannot choose a lane by a key: a pool takes from bundle "jobs", and the lane of a key may sleep or change hands`,
  );
});

for (const kind of [u32, text] as const) {
  Deno.test(`a ${kind.name} channel that drops what finds no room drops nothing because its reader sleeps, and a bundle passes it over`, () => {
    const options = { capacity: 2, overflow: "dropNewest" } as const;
    const memories = [0, 1].map(() => new ChannelMemory<unknown>(kind as never, options));
    const asleep = memories[0] as ChannelMemory<unknown>;
    const message = kind === u32 ? 1 : "one";
    const dropped = () =>
      memories.map(({ region, at }) => new Float64Array(region)[channelDroppedByte(at) / 8]);
    const lanes = memories.map((memory) => memory.tx());
    const [lane, other] = lanes as [Tx<unknown>, Tx<unknown>];
    const sendAll = (bundle: TxBundle<unknown>) => {
      const sent = bundle.trySendAll(message);
      for (const one of lanes) commit(one as never);
      return sent;
    };
    barWriter(asleep.region, asleep.at, 1);
    nextTurns(lane as never);
    assertEquals([lane.trySend(message), lane.vacant().met(), lane.vacant().hopeless()], [
      false,
      false,
      false,
    ]);
    const bundle = new TxBundle(lanes);
    // The lane of the one that is awake has room twice; from then on it drops, and counts what it drops.
    for (let n = 0; n < 3; n++) assertEquals(bundle.trySend(message), true);
    for (const one of lanes) commit(one as never);
    assertEquals([lane.sent, other.sent, dropped()], [0, 2, [0, 1]]);
    assertEquals([sendAll(bundle), dropped()], [true, [0, 2]]);
    // Once it is awake it takes what comes, and drops as any other.
    openEnd(asleep.region, asleep.at, "rx");
    nextTurns(lane as never);
    for (let n = 0; n < 3; n++) assertEquals(lane.trySend(message), true);
    for (const one of lanes) commit(one as never);
    assertEquals([lane.sent, dropped()], [2, [1, 2]]);
    assertEquals(asleep.rx().takeBatch(), [message, message]);
  });
}
