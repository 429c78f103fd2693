import { assertEquals } from "@std/assert";
import { History } from "../../static/panel/history.js";

Deno.test("History keeps the last minute, oldest first", () => {
  const history = new History();
  for (let step = 0; step < 130; step++) history.record(step * 500, [["a0 busy", step]]);
  const series = history.series("a0 busy");
  assertEquals([series.length, series[0], series[119]], [120, 10, 129]);
});

Deno.test("History takes a value every half second, and leaves gaps for what is not known", () => {
  const history = new History();
  assertEquals(history.record(1000, [["c0 rate", null]]), true);
  assertEquals(history.record(1400, [["c0 rate", 4]]), false);
  assertEquals(history.record(1500, [["c0 rate", 5]]), true);
  assertEquals([...history.series("c0 rate").slice(-2)], [NaN, 5]);
  assertEquals([...history.series("c9 rate").slice(-1)], [NaN]);
});
