import { assertEquals } from "@std/assert";
import { fillLevel } from "../../static/levels.js";

Deno.test("fillLevel rises at 50, 80 and 95 percent", () => {
  const fills = [0, 49, 50, 79, 80, 94, 95, 100];
  assertEquals(fills.map((fill) => fillLevel(fill, 0)), [0, 0, 1, 1, 2, 2, 3, 3]);
});

Deno.test("fillLevel falls only when the fill is well below the limit", () => {
  assertEquals([94, 92, 91].map((fill) => fillLevel(fill, 3)), [3, 3, 2]);
  assertEquals([79, 77, 76].map((fill) => fillLevel(fill, 2)), [2, 2, 1]);
  assertEquals([49, 47, 46].map((fill) => fillLevel(fill, 1)), [1, 1, 0]);
});
