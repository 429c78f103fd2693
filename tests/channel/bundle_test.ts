import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { CHANNEL_TAIL_WORD } from "../../src/channel/channel_layout.ts";
import { bytes, RxBundle, TxBundle, u32 } from "../../src/channel/mod.ts";
import { ChannelMemory, commit, nextTurns } from "../contract/channel_memory.ts";

function lanes(girth: number, capacity: number) {
  const memories = Array.from({ length: girth }, () => new ChannelMemory(u32, { capacity }));
  const txs = memories.map((memory) => memory.tx());
  const rxs = memories.map((memory) => memory.rx());
  return {
    txs,
    rxs,
    tx: new TxBundle(txs),
    rx: new RxBundle(rxs),
    commit: () => nextTurns(...txs as never[], ...rxs),
  };
}

Deno.test("TxBundle.trySend fills the lanes in turn and favours none", () => {
  const { tx, rxs, commit } = lanes(3, 2);
  assertEquals(tx.girth, 3);
  let sent = 0;
  while (tx.trySend(sent)) sent++;
  commit();
  assertEquals(rxs.map((rx) => rx.takeBatch()), [[0, 3], [1, 4], [2, 5]]);
});

Deno.test("TxBundle.trySend passes over full lanes", () => {
  const { tx, txs, rxs, commit } = lanes(3, 2);
  txs[1]!.sendBatch([100, 101]);
  for (let i = 0; i < 4; i++) assert(tx.trySend(i));
  assertEquals(tx.trySend(4), false);
  commit();
  assertEquals(rxs.map((rx) => rx.takeBatch()), [[0, 2], [100, 101], [1, 3]]);
});

Deno.test("RxBundle.tryTake takes from the lanes in turn, and passes over empty ones", () => {
  const { rx, txs, commit } = lanes(3, 8);
  txs[0]!.sendBatch([0, 1, 2, 3]);
  txs[2]!.sendBatch([20, 21]);
  commit();
  assertEquals(rx.girth, 3);
  assertEquals(rx.takeBatch(3), [0, 20, 1]);
  assertEquals(rx.takeBatch(), [21, 2, 3]);
  assertEquals(rx.tryTake(), undefined);
  assertEquals(rx.takeBatch(), []);
});

Deno.test("TxBundle.close closes every lane", () => {
  const { tx, rx, commit } = lanes(3, 2);
  assertEquals(tx.close(), true);
  commit();
  assertEquals(rx.isClosedAndEmpty, true);
});

Deno.test("a bundle loses and doubles nothing, keeps the order in each lane, and starves no lane", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40, size: "max" }),
      (girth, rounds) => {
        const { tx, rx, txs, commit } = lanes(girth, 3);
        const got: number[] = [];
        let next = 0;
        for (const sends of rounds) {
          for (let i = 0; i < sends && tx.trySend(next); i++) next++;
          commit();
          got.push(...rx.takeBatch(2));
          commit();
          const counts = txs.map(({ sent }) => sent);
          assert(
            Math.max(...counts) - Math.min(...counts) <= 3,
            "no lane may fall behind by more than it holds",
          );
        }
        for (let more = rx.takeBatch(); more.length > 0; more = rx.takeBatch()) got.push(...more);
        assertEquals([...got].sort((a, b) => a - b), Array.from({ length: next }, (_, i) => i));
      },
    ),
  );
});

Deno.test("TxBundle.trySendAll sends on every lane or on none, whatever room the lanes have", () => {
  const size = fc.nat({ max: 20 });
  const steps = fc.array(
    fc.record({ size, takeFrom: fc.nat({ max: 2 }), takes: fc.nat({ max: 3 }) }),
    {
      maxLength: 60,
      size: "max",
    },
  );
  fc.assert(
    fc.property(steps, (steps) => {
      // Lanes that run full for different reasons: slots, payload, neither.
      const memories = [[2, 1024], [16, 16], [16, 64]].map(([capacity, payload]) =>
        new ChannelMemory(bytes, { capacity: capacity!, bytes: payload! })
      );
      const txs = memories.map((memory) => memory.tx());
      const rxs = memories.map((memory) => memory.rx());
      const bundle = new TxBundle(txs);
      const expected: Uint8Array[][] = [[], [], []];
      steps.forEach(({ size, takeFrom, takes }, i) => {
        const message = new Uint8Array(size).fill(i);
        const fits = memories.every((memory, lane) => {
          const rest = txs[lane]!.staged - memory.words[CHANNEL_TAIL_WORD]!;
          const used = expected[lane]!.reduce((sum, { length }) => sum + length, 0);
          return rest < memory.spec.capacity && used + size <= memory.spec.payloadBytes;
        });
        const tooLong = size > 16 && expected[0]!.length < 2 && expected[1]!.length < 16;
        if (tooLong) assertThrows(() => bundle.trySendAll(message), RangeError);
        else assertEquals(bundle.trySendAll(message), fits);
        if (fits) expected.forEach((lane) => lane.push(message));
        txs.forEach((tx) => commit(tx as never));
        const taken = rxs[takeFrom]!.takeBatch(takes);
        assertEquals(taken, expected[takeFrom]!.splice(0, takes));
        commit(rxs[takeFrom]!);
        for (const tx of txs) tx.look();
      });
      assertEquals(rxs.map((rx) => rx.takeBatch()), expected);
    }),
  );
});

Deno.test("TxBundle.laneFor gives a key its lane, always the same, and spreads keys evenly", () => {
  const { tx } = lanes(4, 1);
  for (
    const keys of [
      Array.from({ length: 4000 }, (_, i) => i),
      Array.from({ length: 4000 }, (_, i) => i * 1024),
      Array.from({ length: 4000 }, (_, i) => i / 7),
      Array.from({ length: 4000 }, (_, i) => `customer-${i}`),
    ]
  ) {
    const counts = new Map(tx.lanes.map((lane) => [lane, 0]));
    for (const key of keys) {
      const lane = tx.laneFor(key);
      assertStrictEquals(tx.laneFor(key), lane);
      counts.set(lane, counts.get(lane)! + 1);
    }
    for (const count of counts.values()) {
      assert(count > 800 && count < 1200, `${[...counts.values()]}`);
    }
  }
  assertStrictEquals(tx.laneFor(-0), tx.laneFor(0));
});

Deno.test("RxBundle.readyLane gives the lanes that have messages in turn", () => {
  const { rx, rxs, txs, commit } = lanes(3, 4);
  assertEquals(rx.readyLane(), undefined);
  txs[0]!.sendBatch([1, 2]);
  txs[2]!.sendBatch([3, 4]);
  commit();
  const order = [rx.readyLane(), rx.readyLane(), rx.readyLane()].map((lane) =>
    rxs.indexOf(lane as never)
  );
  assertEquals(order, [0, 2, 0]);
});
