/** Lanes chosen by how much is in them, and pairs of an input and an output lane. */
import { assertEquals, assertThrows } from "@std/assert";
import { LanePairs, RxBundle, TxBundle, u32 } from "@steady-state/deno/channel";
import { closeEnd } from "../../src/channel/ring/host.ts";
import { ChannelMemory, commit } from "../contract/channel_memory.ts";

function bundle(girth: number, capacity = 4) {
  const memories = Array.from({ length: girth }, () => new ChannelMemory(u32, { capacity }));
  const txs = memories.map((memory) => memory.tx());
  const rxs = memories.map((memory) => memory.rx());
  return { memories, txs, rxs, tx: new TxBundle(txs), rx: new RxBundle(rxs) };
}

function fill({ txs, rxs }: ReturnType<typeof bundle>, counts: readonly number[]): void {
  counts.forEach((count, lane) => {
    txs[lane]!.sendBatch(Array.from({ length: count }, (_, i) => i));
    commit(txs[lane]!);
    rxs[lane]!.availUnits;
  });
}

Deno.test("each lane may be asked for another number of messages", () => {
  const lanes = bundle(3);
  fill(lanes, [1, 1, 1]);
  const { rx, rxs } = lanes;
  assertEquals(rx.avail([2, 2, 2]).met(), false);
  assertEquals(rx.avail([2, 2, 1]).met(), true);
  assertEquals([rx.avail([2, 1, 1], 2).met(), rx.avail([2, 2, 1], 2).met()], [true, false]);
  assertEquals(rx.readyLane([2, 2, 1]), rxs[2]);
  assertEquals([rx.readyLane(2), rx.readyLane([2, 2, 2])], [undefined, undefined]);
  assertEquals([rx.readyLane(), rx.readyLane(), rx.readyLane(), rx.readyLane()], [
    rxs[0],
    rxs[1],
    rxs[2],
    rxs[0],
  ]);
  assertThrows(
    () => rx.avail([1, 2]),
    RangeError,
    "Cannot ask the lanes of a bundle for messages: 2 numbers are given, give one for each of its 3 lanes",
  );
});

Deno.test("a sending bundle has a lane that is ready by its room, and none is favoured", () => {
  const lanes = bundle(3);
  fill(lanes, [4, 2, 1]);
  const { tx, txs } = lanes;
  assertEquals([tx.readyLane(), tx.readyLane(), tx.readyLane()], [txs[1], txs[2], txs[1]]);
  assertEquals([tx.readyLane(3), tx.readyLane(4)], [txs[2], undefined]);
  assertEquals(tx.readyLane([1, 3, 4]), undefined);
  assertEquals([tx.vacant([1, 3, 3]).met(), tx.vacant([1, 3, 4]).met()], [true, false]);
  assertThrows(() => tx.readyLane([1]), RangeError, "1 numbers are given");
});

Deno.test("a pair is ready where there is something to take and room for it, each in turn", () => {
  const [inputs, outputs] = [bundle(3), bundle(3)];
  fill(inputs, [2, 0, 2]);
  fill(outputs, [4, 0, 0]);
  const pairs = new LanePairs(inputs.rx, outputs.tx);
  assertEquals(pairs.girth, 3);
  const ready = pairs.ready();
  assertEquals([ready.met(), ready.hopeless(), ready.forRoom()], [true, false, false]);
  assertEquals(pairs.readyPair(), { lane: 2, rx: inputs.rxs[2], tx: outputs.txs[2] });
  assertEquals(pairs.readyPair(3), undefined);
  inputs.rxs[2]!.takeBatch();
  assertEquals([pairs.readyPair(), ready.met(), ready.forRoom()], [undefined, false, true]);
  outputs.rxs[0]!.takeBatch();
  commit(outputs.rxs[0]!);
  assertEquals([pairs.readyPair()?.lane, ready.met()], [0, true]);
});

Deno.test("pairs are hopeless once each has an input without more to come, or an output without a reader", () => {
  const [inputs, outputs] = [bundle(2), bundle(2)];
  const ready = new LanePairs(inputs.rx, outputs.tx).ready();
  inputs.txs[0]!.close();
  commit(inputs.txs[0]!);
  assertEquals([inputs.rxs[0]!.isClosedAndEmpty, ready.hopeless(), ready.outlook()], [
    true,
    false,
    "something",
  ]);
  closeEnd(outputs.memories[1]!.region, outputs.memories[1]!.at, "rx");
  assertEquals([ready.hopeless(), ready.outlook()], [true, "nothing"]);
  assertThrows(
    () => new LanePairs(inputs.rx, bundle(3).tx),
    RangeError,
    "there are 2 inputs and 3 outputs, give bundles of one girth",
  );
});
