/** Parks that nobody ends: a ring that was lost is found, ever later in a thread that is idle for long. */
import { assertEquals } from "@std/assert";
import { Doorbell, initDoorbell } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { TroupeScheduler } from "../../src/troupe/troupe_scheduler.ts";
import { systemWorld } from "../../src/world.ts";

/** A doorbell that says how long each park is to last, and whose parks end when they are told to. */
class ManualDoorbell extends Doorbell {
  readonly parksMs: number[] = [];
  #end = () => {};

  override park(timeoutMs: number): Promise<unknown> {
    this.parksMs.push(timeoutMs);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#end = resolve;
    return promise;
  }

  async endPark(): Promise<void> {
    this.#end();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** An actor that waits in a thread of its own, by a clock that goes by hand. */
function idleActor() {
  const plan = new RegionPlan();
  const at = plan.reserve(doorbellBytes(1));
  const region = plan.allocate();
  initDoorbell(region, at, 1);
  const doorbell = new ManualDoorbell(region, at, 1);
  const clock = { now: 0 };
  const scheduler = new TroupeScheduler(doorbell, 1, { ...systemWorld, now: () => clock.now });
  const actor = { isMet: false, waits: 0 };
  const wait = () => {
    scheduler.park(0, {
      isLocal: false,
      look: () => actor.isMet ? true : undefined,
      dueAt: () => Infinity,
      heeds: () => true,
      lacks: () => true,
      mayNap: () => false,
      rest() {},
      settle() {
        actor.waits++;
        actor.isMet = false;
        wait();
      },
    }, clock.now);
  };
  wait();
  return {
    actor,
    parksMs: doorbell.parksMs,
    /** The park ends after that long. */
    async passes(ms: number): Promise<void> {
      clock.now += ms;
      await doorbell.endPark();
    },
  };
}

Deno.test("a thread that nobody rings looks for a lost ring ever later, and soon again once somebody has rung", async () => {
  const { actor, parksMs, passes } = idleActor();
  for (let i = 0; i < 6; i++) await passes(parksMs.at(-1)!);
  assertEquals(parksMs, [10_000, 20_000, 40_000, 80_000, 160_000, 160_000, 160_000]);
  actor.isMet = true; // and no ring came
  await passes(160_000);
  assertEquals([parksMs.at(-1), actor.waits], [10_000, 1]);
  await passes(10_000);
  await passes(5); // as when a ring comes
  assertEquals(parksMs.slice(-2), [20_000, 10_000]);
});
