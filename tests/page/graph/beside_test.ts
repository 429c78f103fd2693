/** Sidecars: channels whose two actors stand beside each other, however the picture is laid out. */
import { assert, assertEquals } from "@std/assert";
import { instance } from "@viz-js/viz";
import { groupsOf, pictureOf } from "../../../static/fold/fold.js";
import { besides, labelsAside } from "../../../static/layout/beside.js";
import { type Geometry, readGeometry } from "../../../static/layout/geometry.js";
import { layGrid } from "../../../static/layout/grid.js";
import { layoutDot, type Link } from "../../../static/layout/layout_dot.js";
import { ranksOf } from "../../../static/layout/ranks.js";
import { browserTest, screenshot, stage } from "../pages.ts";

const box = { width: 180, height: 72 };
const label = { width: 150, height: 58 };
const viz = await instance();

function layOut(
  count: number,
  links: readonly Link[],
  way: "LR" | "TB" = "LR",
  frames: Parameters<typeof layoutDot>[3] = [],
): Geometry {
  const dot = layoutDot(Array.from({ length: count }, () => box), links, way, frames);
  return readGeometry(JSON.parse(viz.renderString(dot, { format: "json0" })));
}

/** From, to, and whether they stand beside each other. */
function links(
  ...ends: readonly (readonly [from: number, to: number, beside?: boolean])[]
): Link[] {
  return ends.map(([from, to, beside = false]) => ({ from, to, beside, box: label }));
}

Deno.test("who stands beside one stands beside all who do", () => {
  const pairs = links([0, 1], [1, 2, true], [4, 2, true], [3, 5, true], [6, 6, true]);
  assertEquals(besides(7, pairs), [[1, 2, 4], [3, 5]]);
  assertEquals(besides(3, links([0, 1], [1, 2])), []);
});

Deno.test("sidecars are in one column from left to right, and in one row from top to bottom", () => {
  const asked = links([0, 1], [1, 2], [1, 3, true]);
  const across = layOut(4, asked);
  assertEquals(across.nodes[3]!.x, across.nodes[1]!.x);
  assert(across.nodes[0]!.x < across.nodes[1]!.x && across.nodes[1]!.x < across.nodes[2]!.x);
  assert(Math.abs(across.nodes[3]!.y - across.nodes[1]!.y) >= box.height);
  const down = layOut(4, asked, "TB");
  assertEquals(down.nodes[3]!.y, down.nodes[1]!.y);
  // Without it the third is a step further.
  const plain = layOut(4, links([0, 1], [1, 2], [1, 3]));
  assert(plain.nodes[3]!.x > plain.nodes[1]!.x);
  // Every edge has a place, and room for its label.
  for (const { path, label } of across.edges) assert(path.startsWith("M") && label !== null);
});

Deno.test("the label of a sidecar's line stands beside it, within the picture", () => {
  const asked = links([0, 1], [1, 2, true]);
  const plain = layOut(3, asked);
  const { edges, nodes, width } = labelsAside(plain, asked);
  assertEquals(edges[0], plain.edges[0]);
  const left = edges[1]!.label!.x - label.width / 2;
  assert(left > nodes[1]!.x && left < nodes[1]!.x + 20, `${left} beside ${nodes[1]!.x}`);
  assert(left + label.width <= width, `${left + label.width} in ${width}`);
});

Deno.test("sidecars stand beside each other where a chain of channels leads from one to the other, too", () => {
  const { nodes, edges } = layOut(4, links([0, 1], [1, 2], [2, 3], [0, 3, true]));
  assertEquals(nodes[3]!.x, nodes[0]!.x);
  assertEquals(edges.length, 4);
});

Deno.test("sidecars stand beside each other in frames, and from one frame to another", () => {
  const name = { width: 60, height: 22 };
  const frames = [
    { nodes: [0, 1], parent: null, box: name },
    { nodes: [2, 3], parent: null, box: name },
  ];
  const within = (laid: Geometry, frame: number, node: number) => {
    const { x, y, width, height } = laid.frames![frame]!;
    const at = laid.nodes[node]!;
    return at.x - 90 >= x && at.x + 90 <= x + width && at.y - 36 >= y && at.y + 36 <= y + height;
  };
  for (const pair of [[2, 3], [1, 2], [3, 4]] as const) {
    const all = links([0, 1], [1, 2], [2, 3], [0, 4], [...pair, true]);
    const laid = layOut(5, all, "LR", frames);
    assertEquals(laid.nodes[pair[0]]!.x, laid.nodes[pair[1]]!.x, `${pair}`);
    assertEquals([0, 1, 2, 3, 4].map((node) => within(laid, 0, node)), [
      ...[true, true, false, false, false],
    ], `${pair}`);
    assertEquals([0, 1, 2, 3, 4].map((node) => within(laid, 1, node)), [
      ...[false, false, true, true, false],
    ], `${pair}`);
  }
});

Deno.test("sidecars have one rank, and one column of a grid where that is high enough", () => {
  const count = 60;
  const chain = Array.from({ length: count - 2 }, (_, at): [number, number] => [at, at + 1]);
  const asked = links(...chain, [20, count - 1, true]);
  const ranks = ranksOf(count, asked);
  assertEquals(ranks.flat().toSorted((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
  const own = ranks.find((nodes) => nodes.includes(20))!;
  assertEquals(own, [20, count - 1]);
  const boxes = Array.from({ length: count }, () => box);
  const grid = layGrid(ranks, boxes, asked, { width: 1000, height: 700 });
  assertEquals(grid.nodes[20]!.x, grid.nodes[count - 1]!.x);
  assertEquals(grid.edges.length, asked.length);
  // A rank of many is split, and no set in it.
  const wide = links(
    ...Array.from({ length: 50 }, (_, at) => [0, at + 1] as const),
    [49, 50, true],
    [7, 8, true],
  );
  const split = layGrid(ranksOf(51, wide), boxes, wide, { width: 1000, height: 700 });
  for (const [one, other] of [[49, 50], [7, 8]] as const) {
    assertEquals(split.nodes[one]!.x, split.nodes[other]!.x);
  }
  assert(new Set(split.nodes.map(({ x }) => x)).size > 3);
});

Deno.test("folded actors stand beside the sidecar of their members", () => {
  const workers = Array.from({ length: 3 }, (_, i) => ({ name: "worker", label: `worker ${i}` }));
  const actors = [{ name: "in", label: "in" }, ...workers, { name: "log", label: "log" }];
  const chans = [1, 2, 3].flatMap((at) => [
    { name: "jobs", lane: at, from: 0, to: at },
    { name: "lines", lane: at, from: at, to: 4, sidecar: true },
  ]);
  const picture = pictureOf({ actors, chans }, groupsOf(actors));
  assertEquals(picture.links.map(({ from, to, beside }) => [from, to, beside ?? false]), [
    [0, 1, false],
    [1, 2, true],
  ]);
});

browserTest("a sidecar is drawn below its actor, in one column with it", async () => {
  const graph = {
    graph: "sidecars",
    actors: ["in", "work", "out", "audit", "cache"].map((name) => ({ name })),
    chans: [
      { name: "jobs", from: 0, to: 1 },
      { name: "results", from: 1, to: 2 },
      { name: "lines", from: 1, to: 3, sidecar: true },
      { name: "asks", from: 1, to: 4, sidecar: true, partner: "cached" },
      { name: "finds", from: 4, to: 1, partner: "cached" },
    ],
  };
  for (const [width, height] of [[1440, 810], [390, 844]] as const) {
    await using staged = await stage(graph, (server) => {
      for (let at = 0; at < 5; at++) server.channel(at, { rate: 900 + at, fill: 12, sent: 4000 });
    }, { viewport: { width, height } });
    const { page, misdeeds } = staged;
    const places = await Promise.all(
      ["#a1", "#a3", "#a4"].map((id) => page.locator(`${id} .card`).boundingBox()),
    );
    const middles = places.map((place) => ({
      x: place!.x + place!.width / 2,
      y: place!.y + place!.height / 2,
    }));
    const spread = (axis: "x" | "y") => {
      const values = middles.map((middle) => middle[axis]);
      return Math.max(...values) - Math.min(...values);
    };
    assert(Math.min(spread("x"), spread("y")) < 2, JSON.stringify(middles));
    await screenshot(page, `sidecars-${width}.png`);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  }
});
