import { assert, assertEquals } from "@std/assert";
import { instance } from "@viz-js/viz";
import { readGeometry } from "../../static/layout/geometry.js";
import { layoutDot } from "../../static/layout/layout_dot.js";

const viz = await instance();
const box = { width: 180, height: 72 };
const label = { width: 104, height: 38 };

function layOut(nodes: number, links: Parameters<typeof layoutDot>[1], direction: "LR" | "TB") {
  const dot = layoutDot(Array.from({ length: nodes }, () => box), links, direction);
  return readGeometry(JSON.parse(viz.renderString(dot, { format: "json0" })));
}

Deno.test("the layout keeps parallel edges and loops, each with its place", () => {
  const links = [[0, 1], [0, 1], [1, 1], [1, 0]].map(([from, to]) => ({
    from: from!,
    to: to!,
    box: label,
  }));
  const { nodes, edges, width, height } = layOut(2, links, "LR");
  assertEquals([nodes.length, edges.length], [2, 4]);
  assertEquals(new Set(edges.map(({ path }) => path)).size, 4);
  for (const { x, y } of [...nodes, ...edges.map((edge) => edge.label!)]) {
    assert(x > 0 && x < width && y > 0 && y < height, `${x} ${y} in ${width} ${height}`);
  }
});

Deno.test("arrows end at the side of the box that they enter, and point at it", () => {
  const { nodes, edges: [edge] } = layOut(2, [{ from: 0, to: 1, box: label }], "LR");
  const { tip, angle } = edge!;
  assert(Math.abs(tip.x - (nodes[1]!.x - box.width / 2)) < 2, `${tip.x}`);
  assert(Math.abs(angle) < 30, `${angle}`);
  const down = layOut(2, [{ from: 0, to: 1, box: label }], "TB");
  assert(down.nodes[1]!.y > down.nodes[0]!.y, "the page's y points down");
  assert(Math.abs(down.edges[0]!.angle - 90) < 30, `${down.edges[0]!.angle}`);
});

Deno.test("labels have room: they overlap no box", () => {
  const links = [0, 1, 2, 3, 4].map((to) => ({ from: 5, to, box: label }));
  const { nodes, edges } = layOut(6, links, "LR");
  for (const edge of edges) {
    for (const { x, y } of nodes) {
      const apart = Math.abs(edge.label!.x - x) >= (box.width + label.width) / 2 - 1 ||
        Math.abs(edge.label!.y - y) >= (box.height + label.height) / 2 - 1;
      assert(apart, `label ${JSON.stringify(edge.label)} on box ${x} ${y}`);
    }
  }
});

Deno.test("without room for labels edges have none", () => {
  const { edges } = layOut(2, [{ from: 0, to: 1, box: null }], "LR");
  assertEquals(edges[0]!.label, null);
});

Deno.test("a graph without edges has places too", () => {
  assertEquals(layOut(3, [], "TB").nodes.length, 3);
});
