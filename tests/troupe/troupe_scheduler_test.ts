import { assertEquals } from "@std/assert";
import { TimeoutCondition } from "../../src/actor/conditions.ts";
import { Doorbell, initDoorbell } from "../../src/memory/doorbell.ts";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { RegionPlan } from "../../src/memory/region.ts";
import { TroupeScheduler } from "../../src/troupe/troupe_scheduler.ts";
import { systemWorld } from "../../src/world.ts";
import { within } from "../fixtures/watch.ts";

for (const seats of [1, 2]) {
  Deno.test(`TroupeScheduler ends a wait whose time comes between any two looks at the clock, ${seats} seats`, async () => {
    // Every look at this clock takes a millisecond, so the moment falls between two looks wherever it lies.
    for (let moment = 1; moment <= 12; moment++) {
      let ticks = 0;
      const clock = { ...systemWorld, now: () => ++ticks };
      const plan = new RegionPlan();
      const at = plan.reserve(doorbellBytes(seats));
      const region = plan.allocate();
      initDoorbell(region, at, seats);
      const scheduler = new TroupeScheduler(new Doorbell(region, at, seats), seats, clock);
      const timeout = new TimeoutCondition(clock, moment + 0.5);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const waiter = {
        look: () => timeout.met() ? true : undefined,
        dueAt: (now: number) => timeout.dueAt(now),
        settle: resolve,
      };
      scheduler.park(0, waiter, clock.now());
      assertEquals(await within(promise, `the wait for moment ${moment + 0.5}`), true);
    }
  });
}
