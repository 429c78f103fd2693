import { assertEquals } from "@std/assert";
import { sameParts } from "../../static/feed/same_parts.js";
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

Deno.test("History goes on with the parts that stay, wherever they stand now", () => {
  const history = new History();
  history.record(0, [["a0 busy", 1], ["a1 busy", 2], ["c0 rate", 3], ["c1 rate", 4]]);
  const actor = (label: string) => ({ name: label, label, troupe: null });
  const chan = (from: number, to: number) => {
    return { name: "c", lane: null, from, to, kind: "u32", capacity: 1 };
  };
  const before = {
    ...{ rev: 1, graph: "g", actors: [actor("x/A"), actor("y/A")] },
    chans: [chan(0, 0), chan(1, 1)],
  };
  const after = {
    ...{ rev: 2, graph: "g", actors: [actor("w/A"), actor("z/A"), actor("y/A")] },
    chans: [chan(2, 2)],
  };
  const idNow = sameParts(before, after);
  assertEquals(["a0", "a1", "c0", "c1", "g0"].map(idNow), [null, "a2", null, "c0", null]);
  history.move(idNow);
  const last = (id: string) => history.series(id).at(-1);
  assertEquals([last("a2 busy"), last("c0 rate"), last("a0 busy")], [2, 4, NaN]);
  const same = sameParts(before, { ...before, rev: 2 });
  assertEquals(["a1", "c1", "g0"].map(same), ["a1", "c1", "g0"]);
});
