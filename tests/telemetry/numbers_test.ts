import { assertEquals } from "@std/assert";
import { countText, durationText, percentText, rateText } from "../../static/words/numbers.js";

Deno.test("countText keeps three digits and a unit", () => {
  const numbers = [0, 7, 999, 1000, 1234, 45_600, 999_900, 1e6, 2.345e9, 0.987, 12.34, 99.99];
  assertEquals(numbers.map(countText), [
    "0",
    "7",
    "999",
    "1.00K",
    "1.23K",
    "45.6K",
    "1.00M",
    "1.00M",
    "2.35G",
    "0.99",
    "12.3",
    "100",
  ]);
});

Deno.test("what is not known is a dash, never NaN", () => {
  assertEquals([countText(null), rateText(NaN), percentText(null)], ["–", "–", "–"]);
});

Deno.test("rateText and percentText carry their unit", () => {
  assertEquals([rateText(1500), percentText(61.6)], ["1.50K/s", "62%"]);
});

Deno.test("durationText has two units at most", () => {
  const times = [0, 59_999, 200_000, 7_500_000, 200_000_000];
  assertEquals(times.map(durationText), ["0s", "59s", "3m 20s", "2h 5m", "2d 7h"]);
});
