import { assert, assertEquals } from "@std/assert";
import { ClockEstimate } from "../../../src/telemetry/hub/clock_estimate.ts";
import { seeded } from "../../fixtures/random.ts";

const HOUR = 3_600_000;

/** A ping to a clock that is `ahead`, with so many milliseconds there and back. */
function ping(asked: number, ahead: number, there: number, back: number, at = 0.1) {
  const received = asked + there + ahead;
  return { asked, received, sent: received + at, answered: asked + there + at + back };
}

Deno.test("clocks an hour apart are told within half the shortest round trip", () => {
  const random = seeded(18);
  for (const ahead of [HOUR, -HOUR, 0]) {
    const estimate = new ClockEstimate();
    for (let asked = 0; asked < 60_000; asked += 1000) {
      estimate.add(ping(asked, ahead, 1 + 30 * random(), 1 + 30 * random()));
      const { ahead: told, error } = estimate.offset!;
      assert(Math.abs(told - ahead) <= error + 1e-6, `${told - ahead} ms with error ${error}`);
    }
  }
});

Deno.test("of the last eight pings the one with the shortest round trip counts", () => {
  const estimate = new ClockEstimate();
  assertEquals(estimate.offset, null);
  estimate.add(ping(0, 50, 40, 10));
  estimate.add(ping(1000, 50, 1, 1));
  estimate.add(ping(2000, 50, 40, 10));
  assertEquals(Math.round(estimate.offset!.ahead), 50);
  assert(estimate.offset!.error <= 1 + 1e-6);
});

Deno.test("a clock that is set is followed, also where all new round trips are longer", () => {
  const estimate = new ClockEstimate();
  estimate.add(ping(0, 0, 1, 1));
  for (let n = 1; n <= 20; n++) estimate.add(ping(n * 1000, HOUR, 5, 5));
  assertEquals(Math.round(estimate.offset!.ahead), HOUR);
});

Deno.test("what is known of one process is not known of the next", () => {
  const estimate = new ClockEstimate();
  estimate.add(ping(0, 50, 1, 1));
  estimate.clear();
  assertEquals(estimate.offset, null);
});
