import { assert, assertEquals, assertThrows } from "@std/assert";
import { csvOf } from "../../../static/export/csv.js";
import { NOWHERE, parseFragment, printFragment } from "../../../static/place/fragment.js";
import { findAll, matcherOf } from "../../../static/find/search.js";
import { stepFromEdge, stepFromNode } from "../../../static/graph/steps.js";
import { awakeText, groupValues } from "../../../static/fold/summary.js";
import { bytesText, latencyText } from "../../../static/words/numbers.js";

Deno.test("a fragment survives the way through the address, whatever the names are", () => {
  const place = {
    sel: "g3",
    view: "table",
    fold: ["parse", "a,b&c=d", "100%", "ü ✓"],
    around: "supervisors",
    find: "/^score [0-9]+$/i & more=1",
    lens: true,
    z: { scale: 0.25, x: -120, y: 4000 },
    t: "1700000000000",
  };
  assertEquals(parseFragment(`#${printFragment(place)}`), place);
  assertEquals(printFragment(NOWHERE), "");
  assertEquals(parseFragment(""), NOWHERE);
  assertEquals(parseFragment(printFragment({ ...NOWHERE, fold: [] })).fold, []);
});

Deno.test("a fragment that somebody broke is as if it were not there", () => {
  assertEquals(parseFragment("#sel=<script>&z=a,b,c&view&nonsense&t="), { ...NOWHERE, view: "" });
  assertEquals(parseFragment("#z=0,1,1").z, null);
  assertEquals(parseFragment("#find=50%").find, "50%");
});

Deno.test("words must all be there, and a regular expression is one", () => {
  const found = (typed: string, text: string) => matcherOf(typed)?.(text) ?? null;
  assertEquals(found("", "x"), null);
  assertEquals(found("  ", "x"), null);
  assertEquals(found("Score 1", "score 12"), true);
  assertEquals(found("score 3", "score 12"), false);
  assertEquals(found("/^score 1$/", "Score 1"), true);
  assertEquals(found("/^score 1$/", "score 12"), false);
  assertEquals(found("/S/u", "s"), false);
  assertEquals(found("/unfinished", "x"), null);
  const global = matcherOf("/a/g")!;
  assert(global("a") && global("a"), "a global expression must not skip");
  assertThrows(() => matcherOf("/(/"), SyntaxError);
});

Deno.test("actors are found by label and troupe, channels by name and lane", () => {
  const topology = {
    actors: [{ label: "score 1", troupe: "blue" }, { label: "other", troupe: null }],
    chans: [{ name: "scores", lane: 4 }, { name: "rows", lane: null }],
  };
  const ids = (typed: string) => findAll(topology, matcherOf(typed)!).map(({ id }) => id);
  assertEquals(ids("score"), ["a0", "c0"]);
  assertEquals(ids("scores 4"), ["c0"]);
  assertEquals(ids("blue"), ["a0"]);
});

Deno.test("arrow keys follow edges, to a channel and to its end, and only else go to what is nearest", () => {
  const nodes = [{ x: 0, y: 0 }, { x: 200, y: 90 }, { x: 100, y: 10 }, { x: 0, y: 100 }];
  const map = { nodes, edges: [{ x: 110, y: 30 }], links: [{ from: 0, to: 1 }] };
  assertEquals(stepFromNode(map, 0, "ArrowRight"), { edge: 0 });
  assertEquals(stepFromNode(map, 1, "ArrowLeft"), { edge: 0 });
  assertEquals(stepFromEdge(map, 0, "ArrowRight"), { node: 1 });
  assertEquals(stepFromEdge(map, 0, "ArrowLeft"), { node: 0 });
  assertEquals(stepFromNode({ nodes, edges: [], links: [] }, 0, "ArrowRight"), { node: 2 });
  assertEquals(stepFromNode(map, 0, "ArrowDown"), { node: 3 });
  assertEquals(stepFromNode(map, 0, "ArrowUp"), null);
  assertEquals(stepFromNode(map, 0, "x"), null);
  assertEquals(stepFromEdge(map, 0, "ArrowUp"), null);
});

Deno.test("every channel is reached by arrow keys: those beside each other, and loops", () => {
  const nodes = [{ x: 0, y: 0 }, { x: 200, y: 0 }];
  const edges = [{ x: 100, y: -20 }, { x: 100, y: 20 }, { x: 0, y: 60 }];
  const links = [{ from: 0, to: 1 }, { from: 1, to: 0 }, { from: 0, to: 0 }];
  const map = { nodes, edges, links };
  assertEquals(stepFromNode(map, 0, "ArrowRight"), { edge: 0 });
  assertEquals(stepFromEdge(map, 0, "ArrowDown"), { edge: 1 });
  assertEquals(stepFromEdge(map, 1, "ArrowUp"), { edge: 0 });
  assertEquals(stepFromEdge(map, 1, "ArrowLeft"), { node: 0 });
  assertEquals(stepFromNode(map, 0, "ArrowDown"), { edge: 2 });
  assertEquals(stepFromEdge(map, 2, "ArrowDown"), { node: 0 });
});

Deno.test("tables are quoted, and no name is a formula", () => {
  const rows = [["=cmd()", 1.5, null], ['a "b", c', true, -3], ["two\nlines", undefined, 0]];
  assertEquals(
    csvOf(["name", "x", "y"], rows),
    'name,x,y\r\n\'=cmd(),1.5,\r\n"a ""b"", c",true,-3\r\n"two\nlines",,0\r\n',
  );
});

Deno.test("latencies and bytes have a unit and at most three digits", () => {
  assertEquals(
    [null, 0.123, 4.56, 999.4, 999.6, 7890, 1_230_000].map(latencyText),
    ["–", "123ns", "4.56µs", "999µs", "1.00ms", "7.89ms", "1.23s"],
  );
  assertEquals([null, 0, 512, 4.5e6].map(bytesText), ["–", "0B", "512B", "4.50MB"]);
});

Deno.test("of a pool it is told how many are awake, and who sleeps is not down", () => {
  const rows = [
    { up: true, asleep: false },
    { up: true, asleep: true },
    { up: false, asleep: false },
    { up: true, asleep: true },
  ] as Record<string, boolean>[];
  const model = {
    column: (_side: string, name: string) => rows.map((row) => row[name] ?? null),
    figures: { of: () => [] },
  };
  const { down, sleeping, up } = groupValues(model, [0, 1, 2, 3]);
  assertEquals([down, sleeping, up], [1, 2, true]);
  assertEquals(awakeText(sleeping, rows.length), "2 of 4");
});
