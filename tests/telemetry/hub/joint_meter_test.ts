import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { LinkReading } from "../../../src/protocol/mod.ts";
import { JointMeter } from "../../../src/telemetry/hub/joint_meter.ts";

const HOUR = 3_600_000;

const READING: LinkReading = {
  isLinked: true,
  since: 1,
  epoch: "one",
  partner: "p",
  sent: 0,
  received: 0,
  settled: 0,
  capacity: 100,
  roundTripMs: 0,
  lagSumMs: 0,
  lagCount: 0,
  lost: 0,
};

/** What both ends count whose clocks are `apart`, over a link of `delay` milliseconds, at the second `n`. */
function ends(n: number, { delay = 20, apart = HOUR, error = 0.5, epoch = "one" } = {}) {
  const now = 1_000_000 + n * 1000;
  const sent = 500 * n;
  return [
    {
      at: now,
      clock: { ahead: 0, error },
      reading: {
        ...READING,
        epoch,
        sent,
        received: sent - 10,
        settled: sent - 25,
        roundTripMs: 41,
      },
    },
    {
      at: now + apart,
      clock: { ahead: apart, error },
      reading: {
        ...READING,
        epoch,
        received: sent - 10,
        lagCount: 50 * n,
        lagSumMs: 50 * n * (delay + apart),
      },
    },
  ] as const;
}

Deno.test("the latency of a link between clocks an hour apart is told, with its error", () => {
  const meter = new JointMeter();
  assertEquals(meter.read(...ends(0)).latencyMs, null);
  const told = meter.read(...ends(1));
  assertAlmostEquals(told.latencyMs!, 20, 0.01);
  assertEquals(told.errorMs, 1);
  assertEquals([told.rate, told.sent, told.onLink, told.fill, told.roundTripMs], [
    500,
    500,
    10,
    0.25,
    41,
  ]);
});

Deno.test("a latency that is not more than its error is not told", () => {
  const meter = new JointMeter();
  meter.read(...ends(0, { delay: 0.8 }));
  const { latencyMs, errorMs } = meter.read(...ends(1, { delay: 0.8 }));
  assertEquals([latencyMs, errorMs], [null, 1]);
});

Deno.test("a latency is the mean of the last ten seconds", () => {
  const meter = new JointMeter();
  for (let n = 0; n < 30; n++) meter.read(...ends(n, { delay: 20, apart: 0 }));
  let told = 0;
  for (let n = 30; n < 45; n++) {
    const [egress, ingress] = ends(n, { apart: 0 });
    // From here on each takes 60 ms.
    const lagSumMs = 50 * 29 * 20 + 50 * (n - 29) * 60;
    told = meter.read(egress, { ...ingress, reading: { ...ingress.reading, lagSumMs } }).latencyMs!;
  }
  assertAlmostEquals(told, 60, 0.01);
});

Deno.test("what another life of the sender has counted is not counted on", () => {
  const meter = new JointMeter();
  for (let n = 0; n < 5; n++) meter.read(...ends(n));
  const told = meter.read(...ends(6, { epoch: "two" }));
  assertEquals([told.rate, told.latencyMs], [null, null]);
});

Deno.test("an end alone tells what it knows", () => {
  const [egress, ingress] = ends(2);
  const alone = new JointMeter().read(egress, null);
  assertEquals([alone.sent, alone.onLink, alone.latencyMs], [1000, 10, null]);
  const other = new JointMeter().read(null, ingress);
  assertEquals([other.sent, other.onLink, other.isLinked], [990, null, true]);
  assertEquals(new JointMeter().read(null, null).isLinked, null);
});

Deno.test("an aqueduct is up when both its ends say so: the last word of a dead one is not enough", () => {
  const [egress, ingress] = ends(2);
  assertEquals(new JointMeter().read(egress, ingress).isLinked, true);
  const waits = { ...ingress, reading: { ...ingress.reading, isLinked: false } };
  assertEquals(new JointMeter().read(egress, waits).isLinked, false);
});

Deno.test("clocks that were set make what was summed up worthless", () => {
  const meter = new JointMeter();
  for (let n = 0; n < 5; n++) meter.read(...ends(n, { apart: 0 }));
  const told = meter.read(...ends(5, { apart: HOUR }));
  assertEquals(told.latencyMs, null);
  const later = meter.read(...ends(6, { apart: HOUR })).latencyMs!;
  assert(Math.abs(later - 20) < 1, `${later} ms`);
});
