import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { CHANNEL_TAIL_WORD } from "../../src/channel/ring/channel_layout.ts";
import { bytes, RxBundle, type SliceTx, TxBundle, u32 } from "../../src/channel/mod.ts";
import type { Rx } from "../../src/channel/rx.ts";
import { ChannelMemory, commit, controlOf, nextTurns } from "../contract/channel_memory.ts";

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
          const rest = controlOf(txs[lane]!).staged - memory.words[CHANNEL_TAIL_WORD]!;
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
        for (const tx of txs) controlOf(tx).look();
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

/** As its reader's last commit does. */
function leave(rx: Rx<number>): void {
  controlOf(rx).leave();
  commit(rx);
}

Deno.test("what one reader leaves in its lane is all that is lost: TxBundle.trySend deals the rest out among the others", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }),
      fc.array(fc.record({ leaves: fc.nat({ max: 9 }), sends: fc.nat({ max: 6 }) }), {
        minLength: 1,
        maxLength: 30,
        size: "max",
      }),
      (girth, rounds) => {
        const { tx, rxs, txs, commit } = lanes(girth, 4);
        const got: number[] = [];
        const left = new Set<number>();
        let next = 0;
        for (const { leaves, sends } of rounds) {
          // One at least stays.
          if (leaves < girth - 1 && !left.has(leaves)) {
            leave(rxs[leaves] as Rx<number>);
            left.add(leaves);
          }
          commit();
          const before = txs.map(({ sent }) => sent);
          let room = 0;
          txs.forEach(({ vacantUnits }, lane) => room += left.has(lane) ? 0 : vacantUnits);
          for (let i = 0; i < sends; i++) {
            assertEquals(tx.trySend(next), i < room);
            if (i < room) next++;
          }
          commit();
          for (const lane of left) assertEquals(txs[lane]!.sent, before[lane]);
          rxs.forEach((rx, lane) => left.has(lane) || got.push(...rx.takeBatch(2)));
          commit();
        }
        const inDeadLanes = rxs.flatMap((rx, lane) => left.has(lane) ? rx.peekBatch() : []);
        const alive = rxs.flatMap((rx, lane) => left.has(lane) ? [] : rx.takeBatch());
        const all = [...got, ...inDeadLanes, ...alive].sort((a, b) => a - b);
        assertEquals(all, Array.from({ length: next }, (_, i) => i));
      },
    ),
  );
});

Deno.test("TxBundle.trySendAll counts a lane without a reader as done, and is refused once all are gone", () => {
  const { tx, rxs, txs, commit } = lanes(3, 2);
  assertEquals(tx.trySendAll(1), true);
  commit();
  leave(rxs[1] as Rx<number>);
  commit();
  assertEquals([tx.trySendAll(2), tx.trySendAll(3)], [true, false]);
  assertEquals(txs.map(({ sent }) => sent), [2, 1, 2]);
  commit();
  assertEquals([rxs[0]!.takeBatch(), rxs[2]!.takeBatch(1)], [[1, 2], [1]]);
  commit();
  // The last lane has room for one more, the first for two.
  assertEquals([tx.trySendAll(4), tx.trySendAll(5)], [true, false]);
  assertEquals(txs.map(({ sent }) => sent), [3, 1, 3]);
  assertThrows(() => tx.trySendAll(-1), RangeError);
  leave(rxs[0] as Rx<number>);
  leave(rxs[2] as Rx<number>);
  commit();
  assertEquals([tx.isAbandoned, tx.trySendAll(6), tx.trySend(6)], [true, false, false]);
  assertEquals(txs.map(({ sent }) => sent), [3, 1, 3]);
});

Deno.test("TxBundle.laneFor stays with the lane of a reader that is gone, which says so and takes nothing", () => {
  const { tx, txs, rxs, commit } = lanes(3, 4);
  const lane = tx.laneFor("a customer");
  const reader = rxs[txs.indexOf(lane as never)] as Rx<number>;
  assertEquals(lane.trySend(1), true);
  commit();
  leave(reader);
  commit();
  assertStrictEquals(tx.laneFor("a customer"), lane);
  assertEquals([lane.isAbandoned, lane.trySend(2), lane.vacantUnits], [true, false, 0]);
  assertEquals([lane.vacant().met(), lane.vacant().hopeless()], [false, true]);
  assertEquals(reader.peekBatch(), [1]);
});

for (const kind of [u32, bytes]) {
  Deno.test(`a ${kind.name} channel takes nothing more once its reader is gone, by whatever verb`, () => {
    const memory = new ChannelMemory<never>(kind as never, { capacity: 8 });
    const [tx, rx] = [memory.tx(), memory.rx()];
    const message = (kind === u32 ? 7 : new Uint8Array(9)) as never;
    tx.sendBatch([message, message]);
    nextTurns(tx, rx);
    controlOf(rx).leave();
    nextTurns(rx, tx);
    assertEquals([tx.trySend(message), tx.sendBatch([message, message])], [false, 0]);
    assertEquals([tx.vacantUnits, tx.isFull, controlOf(tx).isDirty, tx.sent], [0, true, false, 2]);
    // A successor of the sender is told the same.
    assertEquals([memory.tx().trySend(message), memory.tx().vacantUnits], [false, 0]);
    tx.close();
    assertThrows(() => tx.trySend(message), TypeError, "this end has closed it");
  });
}

Deno.test("a record that finds too little payload room while its reader leaves is refused, and so is every later one", () => {
  const memory = new ChannelMemory(bytes, { capacity: 8, bytes: 16 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  tx.trySend(new Uint8Array(10));
  nextTurns(tx as never, rx);
  rx.takeBatch();
  controlOf(rx).leave();
  commit(rx);
  // The turn began before that, with slots free: it looks again because of the payload.
  assertEquals([tx.trySend(new Uint8Array(10)), tx.trySend(new Uint8Array(1))], [false, false]);
  assertEquals([tx.sent, tx.isFull], [1, true]);
});

Deno.test("slots that were poked before the reader left may still be sent, and no more", () => {
  for (const checked of [false, true]) {
    const memory = new ChannelMemory(u32, { capacity: 8, checked });
    const [tx, rx] = [memory.tx() as unknown as SliceTx<number, Uint32Array>, memory.rx()];
    const [slots] = tx.pokeSlices(3);
    slots!.set([1, 2, 3]);
    controlOf(rx).leave();
    commit(rx);
    assertEquals(tx.vacantUnits, 0);
    assertThrows(() => tx.advance(4), RangeError);
    assertThrows(() => tx.advance(1.5), RangeError);
    tx.advance(2);
    assertEquals([tx.sent, tx.trySend(4)], [2, false]);
    assertThrows(() => tx.advance(2), RangeError);
    tx.advance(1);
    assertEquals([tx.sent, tx.trySend(4), tx.pokeSlices()], [3, false, []]);
    commit(tx as never);
    assertEquals(memory.rx().peekBatch(), [1, 2, 3]);
  }
});

Deno.test("a bundle of takers passes over lanes that are closed and empty, and takes what is left in those that are closed", () => {
  const { rx, txs, commit } = lanes(3, 4);
  txs[0]!.close();
  txs[1]!.sendBatch([10, 11]);
  txs[1]!.close();
  commit();
  assertEquals([rx.avail(1).met(), rx.avail(2, 2).met(), rx.avail(2, 2).hopeless()], [
    true,
    false,
    false,
  ]);
  assertEquals([rx.avail(1, 3).hopeless(), rx.avail(3, 2).hopeless()], [true, true]);
  txs[2]!.sendBatch([20, 21, 22]);
  commit();
  assertEquals(rx.takeBatch(), [10, 20, 11, 21, 22]);
  assertEquals([rx.isClosedAndEmpty, rx.avail(1).hopeless()], [false, false]);
  txs[2]!.close();
  commit();
  assertEquals([rx.isClosedAndEmpty, rx.avail(1).hopeless(), rx.tryTake()], [
    true,
    true,
    undefined,
  ]);
});
