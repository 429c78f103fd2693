import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  bytes,
  type Condition,
  type Kind,
  RxBundle,
  TxBundle,
  u32,
} from "../../src/channel/mod.ts";
import type { Rx } from "../../src/channel/rx.ts";
import type { Tx } from "../../src/channel/tx.ts";
import { ChannelMemory, commit, controlOf, nextTurns } from "../contract/channel_memory.ts";

interface Ends<T> {
  readonly tx: Tx<T>;
  readonly rx: Rx<T>;
}

function ends<T>(kind: Kind<T>, capacity: number, payload = 64): Ends<T> {
  const memory = new ChannelMemory(kind, { capacity, bytes: payload });
  return { tx: memory.tx(), rx: memory.rx() };
}

/** A channel of capacity 4 that holds so many messages, with its ends closed or abandoned or not. */
function channelWith(
  held: number,
  { closed = false, abandoned = false }: { closed?: boolean; abandoned?: boolean } = {},
): Ends<number> {
  const { tx, rx } = ends(u32, 4);
  for (let i = 0; i < held; i++) tx.trySend(i);
  if (closed) tx.close();
  if (abandoned) controlOf(rx).leave();
  nextTurns(tx as Tx<never>, rx);
  return { tx, rx };
}

function verdict(condition: Condition): string {
  return `${condition.met() ? "met" : "unmet"}${condition.hopeless() ? ", hopeless" : ""}`;
}

Deno.test("avail holds when enough is there, and is hopeless once the channel is closed with less", () => {
  for (let held = 0; held <= 4; held++) {
    for (let wanted = 1; wanted <= 4; wanted++) {
      const expected = held >= wanted ? "met" : "unmet";
      assertEquals(verdict(channelWith(held).rx.avail(wanted)), expected);
      assertEquals(
        verdict(channelWith(held, { closed: true }).rx.avail(wanted)),
        held >= wanted ? "met" : "unmet, hopeless",
      );
    }
  }
});

Deno.test("avail counts what the turn has taken as gone", () => {
  const { rx } = channelWith(2, { closed: true });
  const condition = rx.avail(2);
  rx.tryTake();
  assertEquals(verdict(condition), "unmet, hopeless");
});

Deno.test("vacant holds when enough fits, and is hopeless once the reader is gone or this end is closed", () => {
  for (let held = 0; held <= 4; held++) {
    for (let wanted = 1; wanted <= 4; wanted++) {
      const expected = 4 - held >= wanted ? "met" : "unmet";
      assertEquals(verdict(channelWith(held).tx.vacant(wanted)), expected);
      const { tx } = channelWith(held, { abandoned: true });
      assertEquals(verdict(tx.vacant(wanted)), "unmet, hopeless");
      const closed = channelWith(held).tx;
      closed.close();
      assertEquals(verdict(closed.vacant(wanted)), "unmet, hopeless");
    }
  }
});

Deno.test("drained holds when all was taken for good, and is hopeless once the reader is gone before that", () => {
  assertEquals(verdict(channelWith(0).tx.drained()), "met");
  assertEquals(verdict(channelWith(1).tx.drained()), "unmet");
  assertEquals(verdict(channelWith(1, { abandoned: true }).tx.drained()), "unmet, hopeless");
  assertEquals(verdict(channelWith(0, { abandoned: true }).tx.drained()), "met");

  const { tx, rx } = channelWith(1);
  const drained = tx.drained();
  rx.tryTake();
  assertEquals(verdict(drained), "unmet", "a take may still be forgotten");
  commit(rx);
  assertEquals(verdict(drained), "met");
});

Deno.test("closedAndEmpty holds when nothing will come any more, and is never hopeless", () => {
  assertEquals(verdict(channelWith(0).rx.closedAndEmpty()), "unmet");
  assertEquals(verdict(channelWith(2).rx.closedAndEmpty()), "unmet");
  assertEquals(verdict(channelWith(0, { closed: true }).rx.closedAndEmpty()), "met");
  const { rx } = channelWith(2, { closed: true });
  assertEquals(verdict(rx.closedAndEmpty()), "unmet");
  rx.takeBatch();
  assertEquals(verdict(rx.closedAndEmpty()), "met");
});

Deno.test("conditions over ports never come due, and say whether it is room that is missing", () => {
  const { tx, rx } = channelWith(4);
  assertEquals(
    [tx.vacant(), tx.drained(), rx.avail(), rx.closedAndEmpty()].map((c) => c.forRoom()),
    [true, true, false, false],
  );
  assertEquals(tx.vacant().dueAt(0), Infinity);
});

Deno.test("avail and vacant give the same object for the same number, and refuse what can never be", () => {
  const { tx, rx } = channelWith(0);
  assertStrictEquals(rx.avail(3), rx.avail(3));
  assertStrictEquals(tx.vacant(3), tx.vacant(3));
  assertEquals(verdict(tx.vacant(4)), "met");
  for (const bad of [0, 5, -1, NaN]) {
    assertThrows(() => rx.avail(bad), RangeError, `${bad} asked for, give 1 to its capacity 4`);
    assertThrows(() => tx.vacant(bad), RangeError, `${bad} messages asked for, give 1 to its`);
  }
});

Deno.test("vacant waits for enough payload room for the message that was refused last", () => {
  const { tx, rx } = ends(bytes, 8, 16);
  const vacant = tx.vacant();
  tx.sendBatch([new Uint8Array(6), new Uint8Array(6)]);
  commit(tx as Tx<never>);
  assertEquals(tx.trySend(new Uint8Array(9)), false);
  assertEquals(verdict(vacant), "unmet", "nothing was taken since");
  assertEquals(vacant.forRoom(), true);
  rx.takeBatch(1);
  assertEquals(verdict(vacant), "unmet", "the take is not committed");
  commit(rx);
  assertEquals(verdict(vacant), "met", "10 bytes are free");
  assertEquals(tx.trySend(new Uint8Array(9)), true);
  assertEquals(verdict(vacant), "met", "the wish is fulfilled: slots are all it asks for now");
});

Deno.test("vacant holds exactly when the message would fit that last found too little payload room", () => {
  const sizes = fc.array(fc.nat({ max: 16 }), { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.nat({ max: 2 })), (sizes, takes) => {
      const memory = new ChannelMemory(bytes, { capacity: 4, bytes: 16 });
      const [tx, rx] = [memory.tx(), memory.rx()];
      for (const size of sizes) {
        const message = new Uint8Array(size);
        while (!tx.trySend(message)) {
          commit(tx as Tx<never>);
          assertEquals(tx.vacant().met(), false);
          // With no slot free, the message was refused before anybody looked at its size.
          const forPayload = !tx.isFull;
          rx.advance(Math.min(takes.next().value!, rx.availUnits));
          commit(rx);
          const met = tx.vacant().met();
          // A copy of the writer tries; the writer itself must not, or it would find the room by trying.
          const fits = memory.tx().trySend(message);
          assertEquals(met, forPayload ? fits : !tx.isFull);
        }
      }
    }),
  );
});

function bundle(...lanes: Ends<number>[]): { txs: TxBundle<number>; rxs: RxBundle<number> } {
  return {
    txs: new TxBundle(lanes.map(({ tx }) => tx)),
    rxs: new RxBundle(lanes.map(({ rx }) => rx)),
  };
}

Deno.test("avail of a bundle holds when enough lanes have enough, and is hopeless when too few still can", () => {
  const open = () => channelWith(1);
  const full = () => channelWith(2);
  const spent = () => channelWith(1, { closed: true });
  const rest = () => channelWith(2, { closed: true });
  // Wanted: two messages each.
  const table: [Ends<number>[], number, string][] = [
    [[open(), open()], 1, "unmet"],
    [[open(), full()], 1, "met"],
    [[open(), full()], 2, "unmet"],
    [[full(), full()], 2, "met"],
    [[open(), spent()], 1, "unmet"],
    [[open(), spent()], 2, "unmet, hopeless"],
    [[spent(), spent()], 1, "unmet, hopeless"],
    [[rest(), spent()], 1, "met"],
    [[rest(), spent()], 2, "unmet, hopeless"],
    [[rest(), open()], 2, "unmet"],
    [[rest(), rest()], 2, "met"],
  ];
  for (const [lanes, wanted, expected] of table) {
    assertEquals(verdict(bundle(...lanes).rxs.avail(2, wanted)), expected);
  }
});

Deno.test("vacant of a bundle holds when enough lanes have room, and is hopeless when too many readers are gone", () => {
  const roomy = () => channelWith(1);
  const full = () => channelWith(4);
  const gone = () => channelWith(4, { abandoned: true });
  const goneWithRoom = () => channelWith(1, { abandoned: true });
  const shut = () => channelWith(1, { closed: true });
  const table: [Ends<number>[], number, string][] = [
    [[roomy(), full()], 1, "met"],
    [[roomy(), full()], 2, "unmet"],
    [[full(), full()], 1, "unmet"],
    [[full(), gone()], 1, "unmet"],
    // All lanes are all that have a reader.
    [[full(), gone()], 2, "unmet"],
    [[roomy(), gone()], 2, "met"],
    [[roomy(), goneWithRoom()], 2, "met"],
    [[gone(), gone()], 1, "unmet, hopeless"],
    [[gone(), gone()], 2, "unmet, hopeless"],
    [[roomy(), gone()], 1, "met"],
    // Room in a lane without a reader is none.
    [[goneWithRoom(), full()], 1, "unmet"],
    [[goneWithRoom(), full()], 2, "unmet"],
    [[goneWithRoom(), gone()], 1, "unmet, hopeless"],
    // Two of three are two with a reader.
    [[roomy(), full(), gone()], 2, "unmet"],
    [[roomy(), roomy(), gone()], 2, "met"],
    [[roomy(), gone(), gone()], 2, "unmet, hopeless"],
    [[roomy(), gone(), gone()], 3, "met"],
    // A lane that this end has closed is not gone: a message for all of them can never be sent.
    [[roomy(), shut()], 2, "unmet, hopeless"],
    [[roomy(), shut()], 1, "met"],
  ];
  for (const [lanes, wanted, expected] of table) {
    const condition = bundle(...lanes).txs.vacant(2, wanted);
    assertEquals(verdict(condition), expected);
    assertEquals(condition.forRoom(), expected !== "met");
  }
});

Deno.test("drained and closedAndEmpty of a bundle ask for every lane, readers that are gone aside", () => {
  const empty = () => channelWith(0, { closed: true });
  assertEquals(verdict(bundle(empty(), channelWith(1)).txs.drained()), "unmet");
  assertEquals(verdict(bundle(empty(), channelWith(0)).txs.drained()), "met");
  const left = () => channelWith(1, { abandoned: true });
  assertEquals(verdict(bundle(empty(), left()).txs.drained()), "met");
  assertEquals(verdict(bundle(channelWith(1), left()).txs.drained()), "unmet");
  assertEquals(verdict(bundle(left(), left()).txs.drained()), "unmet, hopeless");
  assertEquals(verdict(bundle(empty(), channelWith(0)).rxs.closedAndEmpty()), "unmet");
  assertEquals(verdict(bundle(empty(), empty()).rxs.closedAndEmpty()), "met");
  assertEquals(bundle(empty(), empty()).rxs.isClosedAndEmpty, true);
  assertEquals(bundle(empty(), channelWith(0)).rxs.isClosedAndEmpty, false);
});

Deno.test("a bundle refuses to wait for more lanes than it has, or for none", () => {
  const { txs, rxs } = bundle(channelWith(0), channelWith(0));
  for (const bad of [0, 3, 1.5, NaN]) {
    assertThrows(() => txs.vacant(1, bad), RangeError, "give 1 to its girth 2");
    assertThrows(() => rxs.avail(1, bad), RangeError, "give 1 to its girth 2");
  }
});
