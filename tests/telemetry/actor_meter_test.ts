import { assertEquals } from "@std/assert";
import { PROBE_BUSY_F64, PROBE_BYTES, PROBE_SINCE_F64 } from "../../src/probe/probe_layout.ts";
import { ProbeWriter } from "../../src/probe/write.ts";
import { ActorMeter } from "../../src/telemetry/sample/actor_meter.ts";

Deno.test("ActorMeter: a probe read in the middle of a change of phase counts no time twice", () => {
  const region = new SharedArrayBuffer(PROBE_BYTES);
  const floats = new Float64Array(region);
  new ProbeWriter(region, 0).busy(0);
  const meter = new ActorMeter(region, 0);
  assertEquals(meter.read(1000).busyMs, 1000);

  // The writer has added the phase to the total and has not yet begun the next one.
  floats[PROBE_BUSY_F64] = 1100;
  assertEquals(meter.read(1100).busyMs, 1100);
  floats[PROBE_SINCE_F64] = 1100;
  assertEquals(meter.read(1200).busyMs, 1200);
});

Deno.test("ActorMeter: totals never run backwards", () => {
  const region = new SharedArrayBuffer(PROBE_BYTES);
  new ProbeWriter(region, 0).busy(0);
  const meter = new ActorMeter(region, 0);
  meter.read(1000);
  // The writer has begun the next phase and its addition is not seen yet.
  new Float64Array(region)[PROBE_SINCE_F64] = 1000;
  assertEquals(meter.read(1010).busyMs, 1000);
});
