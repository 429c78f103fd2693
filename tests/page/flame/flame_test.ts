import { assert, assertEquals } from "@std/assert";
import { flameBoxes } from "../../../static/flame/flame_boxes.js";
import { flameText, timeText } from "../../../static/flame/flame_text.js";
import { flameTree, FRAMEWORK_FILES, hottest } from "../../../static/flame/flame_tree.js";

const frame = (functionName: string, url = "", lineNumber = 0) => ({
  functionName,
  url,
  lineNumber,
  columnNumber: 0,
});

/** main calls burn, which calls itself, and rest, which no sample met. */
const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame("(root)"), children: [2, 3, 9] },
    { id: 2, callFrame: frame("(idle)") },
    { id: 3, callFrame: frame("run", "file:///lib/src/actor/performance.ts", 6), children: [4, 8] },
    { id: 4, callFrame: frame("burn", "file:///app/worker.js", 10), children: [5] },
    { id: 5, callFrame: frame("burn", "file:///app/worker.js", 10) },
    { id: 8, callFrame: frame("", "file:///lib/src/turn/journal.ts", 1) },
    { id: 9, callFrame: frame("(garbage collector)") },
  ],
  startTime: 0,
  endTime: 10_000,
  samples: [2, 4, 5, 5, 9, 3],
  timeDeltas: [4000, 1000, 2000, 1500, 500, 1000],
};

Deno.test("flameTree adds up the time of functions, itself and with what they call", () => {
  const { root, idle, span } = flameTree(PROFILE);
  assertEquals([root.total, idle, span], [6000, 4000, 10_000]);
  const [run, collector] = root.calls;
  assertEquals([run!.name, run!.self, run!.total, run!.origin], ["run", 1000, 5500, "framework"]);
  assertEquals([run!.place, collector!.origin], ["actor/performance.ts", "runtime"]);
  const [burn] = run!.calls;
  assertEquals(run!.calls.length, 1);
  assertEquals([burn!.name, burn!.place, burn!.origin], ["burn", "app/worker.js:11", "own"]);
  assertEquals([burn!.self, burn!.total, burn!.calls[0]!.total], [1000, 4500, 3500]);
});

Deno.test("hottest counts a function that calls itself once", () => {
  const hot = hottest(flameTree(PROFILE).root).map(({ name, self, total }) => [name, self, total]);
  assertEquals(hot, [["burn", 4500, 4500], ["run", 1000, 5500], ["(garbage collector)", 500, 500]]);
});

Deno.test("flameTree of nothing is empty", () => {
  const { root } = flameTree({ nodes: [], startTime: 0, endTime: 0 });
  assertEquals([root.total, root.calls, hottest(root)], [0, [], []]);
});

Deno.test("flameBoxes are as wide as their time; a zoomed one fills the width", () => {
  const { root } = flameTree(PROFILE);
  const told = (zoomed: typeof root) =>
    flameBoxes(zoomed).map(({ flame, depth, from, width }) => [flame.name, depth, from, width]);
  assertEquals(told(root), [
    ["all", 0, 0, 1],
    ["run", 1, 0, 5500 / 6000],
    ["burn", 2, 0, 4500 / 6000],
    ["burn", 3, 0, 3500 / 6000],
    ["(garbage collector)", 1, 5500 / 6000, 500 / 6000],
  ]);
  assertEquals(told(root.calls[0]!.calls[0]!), [
    ["all", 0, 0, 1],
    ["run", 1, 0, 1],
    ["burn", 2, 0, 1],
    ["burn", 3, 0, 3500 / 4500],
  ]);
});

Deno.test("a function is told in one line", () => {
  const { root } = flameTree(PROFILE);
  assertEquals(
    flameText(root.calls[0]!.calls[0]!, root.total),
    "burn · app/worker.js:11 · 75.0%, 4.5 ms, 1.0 ms itself",
  );
  assertEquals([timeText(812.4), timeText(4_210_000)], ["812 µs", "4.21 s"]);
});

Deno.test("the files by which the framework is known are there", async () => {
  for (const file of FRAMEWORK_FILES) {
    assert((await Deno.stat(new URL(`../../../src/${file}`, import.meta.url))).isFile, file);
  }
});
