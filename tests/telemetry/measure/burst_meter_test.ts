import { assertEquals } from "@std/assert";
import { BurstMeter } from "../../../src/telemetry/measure/burst_meter.ts";

/** Adds so many samples, ten a second, of bursts of 300 through a channel that holds 100: full for one sample of five. */
function burst(meter: BurstMeter, samples: number, from = 0): void {
  for (let at = 0; at < samples; at++) {
    const round = Math.floor(at / 5) * 300;
    const [sent, taken] = [[0, 0], [100, 0], [220, 130], [300, 220], [300, 300]][at % 5]!;
    meter.add(from + at * 100, {
      sent: round + sent!,
      taken: round + taken!,
      depth: sent! - taken!,
    });
  }
}

Deno.test("BurstMeter: the share of the time in which a channel is full, and its largest burst", () => {
  const meter = new BurstMeter(100);
  burst(meter, 40);
  assertEquals([meter.full, meter.largest], [null, 300]);
  const longer = new BurstMeter(100);
  burst(longer, 100);
  assertEquals([longer.full, longer.largest], [0.2, 300]);
});

Deno.test("BurstMeter: what was more than a minute ago is forgotten, and so is all when the clock is set back", () => {
  const meter = new BurstMeter(100);
  burst(meter, 100);
  const idle = (from: number, samples: number) => {
    for (let at = 0; at < samples; at++) {
      meter.add(from + at * 100, { sent: 6000, taken: 6000, depth: 0 });
    }
  };
  idle(10_000, 450);
  assertEquals(meter.largest, 300);
  idle(55_000, 200);
  assertEquals([meter.full, meter.largest], [0, 0]);
  burst(meter, 50, 0);
  assertEquals(meter.full, 0.2);
});
