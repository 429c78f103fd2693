/** Waits that only some rings may end: whoever is rung for something else sleeps on, and nobody sleeps through what it waits for. */
import { assertEquals } from "@std/assert";
import { Doorbell, initDoorbell, Ringer } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { TroupeScheduler } from "../../src/troupe/troupe_scheduler.ts";
import { systemWorld } from "../../src/world.ts";
import { everyInterleaving } from "../contract/interleaving.ts";
import { within } from "../fixtures/watch.ts";

type Part = "room" | "messages";

/** What is done in place of a nap. */
class NappingDoorbell extends Doorbell {
  naps = 0;
  parks = 0;
  onNap = (_nap: number) => {};

  override block(): void {
    this.onNap(this.naps++);
  }

  override park(timeoutMs: number): Promise<unknown> | undefined {
    this.parks++;
    return super.park(timeoutMs);
  }
}

/** An actor that waits for room and for messages, and its two peers. */
function scene(mayNap = false) {
  const plan = new RegionPlan();
  const at = plan.reserve(doorbellBytes(1));
  const region = plan.allocate();
  initDoorbell(region, at, 1);
  const doorbell = new NappingDoorbell(region, at, 1);
  const scheduler = new TroupeScheduler(doorbell, 1, systemWorld, { mayNap });
  const ringer = new Ringer(region, { doorbell: at, seats: 1, seat: 0 });
  const there = { room: false, messages: false };
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const look = () => there.room && there.messages ? true : undefined;
  return {
    doorbell,
    over: promise,
    wait(): void {
      scheduler.park(0, {
        isLocal: false,
        look,
        dueAt: () => Infinity,
        heeds: () => true,
        // As of both at once: room first.
        lacks: (room: boolean) => room ? !there.room : there.room && !there.messages,
        mayNap: () => mayNap,
        rest() {},
        settle: resolve,
      }, systemWorld.now());
    },
    bring(part: Part): void {
      there[part] = true;
      ringer.ring(0, part === "room");
    },
    /** By a peer in its own thread. */
    bringHere(part: Part): void {
      there[part] = true;
      scheduler.ring(0, part === "room");
    },
    ring(room?: boolean): void {
      ringer.ring(0, room);
    },
  };
}

for (const [first, second] of [["room", "messages"], ["messages", "room"]] as const) {
  const what = `${first} and then ${second}`;

  Deno.test(`${what} wake an actor at whatever moment of its beginning to wait the first comes`, async () => {
    await everyInterleaving(async (play) => {
      const { wait, bring, over } = scene();
      play(wait, () => bring(first));
      bring(second);
      assertEquals(await within(over, "the wait"), true);
    });
  });

  Deno.test(`${what} wake an actor at whatever moment of its beginning to wait the second comes`, async () => {
    await everyInterleaving(async (play) => {
      const { wait, bring, over } = scene();
      bring(first);
      play(wait, () => bring(second));
      assertEquals(await within(over, "the wait"), true);
    });
  });

  Deno.test(`${what} wake an actor that begins to wait at whatever moment of either's ring`, async () => {
    await everyInterleaving(async (play) => {
      const { wait, bring, over } = scene();
      play(() => {
        bring(first);
        bring(second);
      }, wait);
      assertEquals(await within(over, "the wait"), true);
    });
  });
}

Deno.test("an actor is not rung for what does not help it, and is for an end", async () => {
  const { wait, bring, ring, over, doorbell } = scene();
  wait();
  ring(false); // Messages: there is no room for what becomes of them.
  assertEquals(doorbell.rung, false);
  ring();
  assertEquals(doorbell.rung, true);
  bring("room");
  bring("messages");
  assertEquals(await within(over, "the wait"), true);
});

Deno.test("an actor is rung for what is missing once a peer in its own thread has brought the other", async () => {
  const { wait, bring, bringHere, over } = scene();
  wait();
  bringHere("room");
  bring("messages");
  assertEquals(await within(over, "the wait"), true);
});

Deno.test("a nap that brought a part of what is waited for is followed by another, and one in vain by a park", async () => {
  const { wait, bring, over, doorbell } = scene(true);
  doorbell.onNap = (nap) => nap === 0 ? bring("room") : bring("messages");
  wait();
  assertEquals(await within(over, "the wait"), true);
  assertEquals([doorbell.naps, doorbell.parks], [2, 0]);

  const other = scene(true);
  other.wait();
  assertEquals([other.doorbell.naps, other.doorbell.parks], [1, 1]);
  other.bring("room");
  other.bring("messages");
  assertEquals(await within(other.over, "the wait"), true);
});
