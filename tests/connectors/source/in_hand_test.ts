/** What a source has in hand of one connection: that it comes out in order, once, however much has passed. */
import { assertEquals } from "@std/assert";
import { InHand } from "../../../src/connectors/source/in_hand.ts";
import { Ledger, LEDGER_STATE, type LedgerCell } from "../../../src/connectors/source/ledger.ts";
import type { Pulled } from "../../../src/connectors/wire.ts";

function newLedger(): Ledger {
  const cells = Object.fromEntries(Object.keys(LEDGER_STATE).map((name) => [name, ""]));
  return new Ledger(cells as Record<LedgerCell, string>, 10_000, { sent: 0, isNew: true });
}

function pulledOf(n: number, partition: string): Pulled {
  return { origin: `${partition}/${n}`, partition, position: n, raw: { bytes: new Uint8Array() } };
}

/** Whether it is settled by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  return await Promise.race([promise.then(() => true), Promise.resolve().then(() => false)]);
}

Deno.test("what has left the graph is told in order, and each once", () => {
  const ledger = newLedger();
  const hand = new InHand(ledger, 0);
  const told: number[] = [];
  let sent = 0;
  // Behind what was sent by some hundreds, and then by more than are kept of what has passed.
  for (const behind of [300, 5000, 0]) {
    for (let n = 0; n < 6000; n++) {
      const isDead = n % 10 === 9;
      const message = pulledOf(ledger.end, `p${n % 3}`);
      hand.pulled(message);
      hand.keep(ledger.add({ origin: message.origin, isDead }), message);
      if (!isDead) sent++;
      hand.advance(Math.max(0, sent - behind));
      const done = hand.takeDone();
      told.push(...done.map(({ position }) => position as number));
      hand.told(done);
    }
  }
  assertEquals(told, Array.from({ length: 18_000 }, (_, n) => n));
  assertEquals([hand.underWay, hand.isEmpty, hand.rest()], [0, true, []]);
});

Deno.test("a partition is empty once the service was told of the last of it", async () => {
  const ledger = newLedger();
  const hand = new InHand(ledger, 0);
  const messages = [pulledOf(1, "a"), pulledOf(2, "a"), pulledOf(3, "b")];
  for (const message of messages) {
    hand.pulled(message);
    hand.keep(ledger.add({ origin: message.origin, isDead: false }), message);
  }
  const [a, b, none] = [hand.emptied("a"), hand.emptied("b"), hand.emptied("c")];
  assertEquals([await isOver(a), await isOver(b), await isOver(none)], [false, false, true]);
  hand.advance(3);
  const [first, second, third] = hand.takeDone();
  hand.told([first!]);
  assertEquals(await isOver(a), false);
  hand.told([second!]);
  assertEquals([await isOver(a), await isOver(b)], [true, false]);
  hand.lose("b", [third!]);
  assertEquals([await isOver(b), hand.isGone(third!), hand.isEmpty], [true, true, true]);
});
