import { assertAlmostEquals, assertEquals } from "@std/assert";
import { barsOf } from "../../../static/panel/buckets.js";
import { ChartData } from "../../../static/panel/chart_data.js";

Deno.test("ChartData puts what was kept before what has come since, without a value twice", () => {
  const data = new ChartData(10_000);
  data.append(5000, { busy: 5 });
  data.append(6000, { busy: 6 });
  data.load({ from: 3000, step: 1000, series: { busy: [3, 4, 55, 66], gone: [1, 1, 1, 1] } });
  assertEquals(data.columns(["busy", "gone", "none"]), [
    [3, 4, 5, 6],
    [3, 4, 5, 6],
    [1, 1, null, null],
    [null, null, null, null],
  ]);
  assertEquals(data.last, 6000);
});

Deno.test("ChartData forgets what is older than its span, and takes a figure that comes later", () => {
  const data = new ChartData(1000);
  for (let time = 0; time <= 3000; time += 500) data.append(time, { fill: time });
  data.append(3500, { fill: 3500, p99: 7 });
  assertEquals(data.columns(["fill", "p99"]), [
    [2.5, 3, 3.5],
    [2500, 3000, 3500],
    [null, null, 7],
  ]);
});

Deno.test("barsOf puts narrow parts together, loses none, and leaves no gap", () => {
  const bars = barsOf([[1, 5], [1.2, 6], [1.4, 7], [2.25, 8], [20, 9]]);
  assertEquals(bars.reduce((sum, { count }) => sum + count, 0), 35);
  assertEquals(bars.map(({ count }) => count), [5, 13, 8, 0, 0, 0, 0, 0, 9]);
  bars.slice(1).forEach(({ from }, at) => assertAlmostEquals(from, bars[at]!.to, 1e-9));
  assertEquals(barsOf([[1, 5]], 5).map(({ count }) => count), [0, 0, 5, 0, 0]);
  assertEquals(barsOf([]), []);
});
