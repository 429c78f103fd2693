import { assert, assertEquals } from "@std/assert";
import { layGrid } from "../../../static/layout/grid.js";
import type { Geometry } from "../../../static/layout/geometry.js";
import type { Link } from "../../../static/layout/layout_dot.js";
import { ranksOf } from "../../../static/layout/ranks.js";

const stage = { width: 1056, height: 640 };
const label = { width: 112, height: 46 };

function boxesOf(count: number) {
  return Array.from({ length: count }, (_, at) => ({ width: 178 + (at * 37) % 80, height: 72 }));
}

function chain(count: number, box: Link["box"] = null): Link[] {
  return Array.from({ length: count - 1 }, (_, from) => ({ from, to: from + 1, box }));
}

function tree(count: number, children: number): Link[] {
  return Array.from({ length: count - 1 }, (_, at) => ({
    from: Math.floor(at / children),
    to: at + 1,
    box: null,
  }));
}

function mesh(count: number): Link[] {
  return [
    ...chain(count),
    ...chain(count - 7).map(({ from }) => ({ from, to: from + 7, box: null })),
  ];
}

function ring(count: number, box: Link["box"] = null): Link[] {
  return [...chain(count, box), { from: count - 1, to: 0, box }];
}

function lay(count: number, links: readonly Link[]): Geometry {
  return layGrid(ranksOf(count, links), boxesOf(count), links, stage);
}

function scaleOf({ width, height }: Geometry): number {
  return Math.min(stage.width / width, stage.height / height);
}

/** The corners of a line: what a path says. */
function corners(path: string): { x: number; y: number }[] {
  const numbers = path.match(/-?[\d.]+/g)!.map(Number);
  return numbers.flatMap((x, at) => at % 2 === 0 ? [{ x, y: numbers[at + 1]! }] : []);
}

Deno.test("ranks lead forwards wherever there is a way, and a circle is cut once", () => {
  const rankOf = (count: number, links: readonly Link[]) => {
    const ranks = ranksOf(count, links);
    assertEquals(
      ranks.flat().toSorted((a, b) => a - b),
      Array.from({ length: count }, (_, at) => at),
    );
    return Array.from({ length: count }, (_, at) => ranks.findIndex((nodes) => nodes.includes(at)));
  };
  for (const [count, links] of [[9, chain(9)], [40, tree(40, 3)], [40, mesh(40)]] as const) {
    const rank = rankOf(count, links);
    for (const { from, to } of links) assert(rank[to]! > rank[from]!, `${from} ${to}`);
  }
  const back = ring(12).filter(({ from, to }) =>
    rankOf(12, ring(12))[to]! <= rankOf(12, ring(12))[from]!
  );
  assertEquals(back.length, 1);
  assertEquals(rankOf(2, [{ from: 0, to: 0, box: null }]), [0, 0]);
});

Deno.test("a chain or ring of three hundred has the shape of the stage", () => {
  for (const links of [chain(300), ring(300)]) {
    const laid = lay(300, links);
    assert(scaleOf(laid) > 0.25, `${scaleOf(laid)}`);
    const used = laid.width * laid.height * scaleOf(laid) ** 2 / (stage.width * stage.height);
    assert(used > 0.85, `${used} of the stage`);
  }
  // As text is read: to the right, then on in the next line.
  const { nodes } = lay(300, chain(300));
  nodes.slice(1).forEach(({ x, y }, at) => assert(y > nodes[at]!.y || x > nodes[at]!.x, `${at}`));
});

Deno.test("a wide tree uses the width, and no child is left of its parent", () => {
  for (const children of [3, 299]) {
    const links = tree(300, children);
    const laid = lay(300, links);
    assert(scaleOf(laid) > 0.2, `${scaleOf(laid)}`);
    for (const { from, to } of links) assert(laid.nodes[to]!.x > laid.nodes[from]!.x);
  }
});

for (
  const [name, count, links] of [
    ["chain", 60, chain(60, label)],
    ["ring", 20, ring(20, label)],
    ["tree", 120, tree(120, 3)],
    ["mesh", 80, mesh(80)],
    ["loop", 2, [{ from: 0, to: 0, box: null }, { from: 1, to: 0, box: null }]],
  ] as const
) {
  Deno.test(`on the grid of a ${name} nodes are apart, and no line goes under a node`, () => {
    const boxes = boxesOf(count);
    const { nodes, edges, width, height } = lay(count, links);
    assertEquals([nodes.length, edges.length], [count, links.length]);
    const inside = (at: number, x: number, y: number, slack = 0) =>
      Math.abs(nodes[at]!.x - x) < boxes[at]!.width / 2 - slack &&
      Math.abs(nodes[at]!.y - y) < 36 - slack;
    for (const [at, { x, y }] of nodes.entries()) {
      assert(x > 0 && x < width && y > 0 && y < height);
      for (let other = at + 1; other < count; other++) {
        assert(Math.abs(nodes[other]!.x - x) >= 178 || Math.abs(nodes[other]!.y - y) >= 72);
      }
    }
    links.forEach(({ from, to }, at) => {
      const { path, tip, area, label: place } = edges[at]!;
      assert(Math.abs(tip.x - (nodes[to]!.x - boxes[to]!.width / 2)) < 1 && tip.y === nodes[to]!.y);
      assert(area.x >= 0 && area.y >= 0 && area.x + area.width <= width, `${name} ${at}`);
      const points = corners(path);
      assert(Math.abs(points[0]!.x - (nodes[from]!.x + boxes[from]!.width / 2)) < 1);
      points.slice(1).forEach((end, piece) => {
        const start = points[piece]!;
        for (let step = 0; step <= 20; step++) {
          const x = start.x + (end.x - start.x) * step / 20;
          const y = start.y + (end.y - start.y) * step / 20;
          for (let node = 0; node < count; node++) {
            assert(!inside(node, x, y, 1), `${at} under ${node}`);
          }
        }
      });
      if (place === null) return;
      for (const [x, y] of [[-1, -1], [1, -1], [-1, 1], [1, 1]] as const) {
        const corner = [place.x + x * label.width / 2, place.y + y * label.height / 2] as const;
        for (let node = 0; node < count; node++) assert(!inside(node, ...corner, 1), `label ${at}`);
        assert(corner[0] >= 0 && corner[1] >= 0, `label ${at} ${corner}`);
      }
    });
  });
}

Deno.test("labels have room on the grid while they can be read", () => {
  assert(lay(40, chain(40, label)).edges.every((edge) => edge.label !== null));
  assert(lay(300, chain(300, label)).edges.every((edge) => edge.label === null));
});
