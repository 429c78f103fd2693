import { assert, assertEquals } from "@std/assert";
import { instance } from "@viz-js/viz";
import { readGeometry } from "../../../static/layout/geometry.js";
import { cutIntoRows } from "../../../static/layout/row_cut.js";
import { stackRows } from "../../../static/layout/row_stack.js";
import { layoutDot } from "../../../static/layout/layout_dot.js";
import type { Link } from "../../../static/layout/layout_dot.js";

const viz = await instance();
const box = { width: 180, height: 72 };
const stage = { width: 1000, height: 640 };
const label = { width: 112, height: 46 };

function lay(count: number, links: Link[]) {
  const dot = layoutDot(Array.from({ length: count }, () => box), links, "LR");
  return readGeometry(JSON.parse(viz.renderString(dot, { format: "json0" })));
}

function chain(count: number): Link[] {
  return Array.from({ length: count - 1 }, (_, from) => ({ from, to: from + 1, box: label }));
}

function wrap(count: number, links: Link[]) {
  const boxes = Array.from({ length: count }, () => box);
  const cut = cutIntoRows(lay(count, links), boxes, links, stage);
  if (!cut) return null;
  const laid = cut.rows.map(({ nodes, links: inside }) =>
    lay(
      nodes.length,
      inside.map((at) => {
        const { from, to } = links[at]!;
        return { from: nodes.indexOf(from), to: nodes.indexOf(to), box: label };
      }),
    )
  );
  return { cut, ...stackRows(cut, laid, boxes, links) };
}

Deno.test("a long chain becomes rows that are read three times as large", () => {
  const links = chain(14);
  const across = lay(14, links);
  const { cut, nodes, edges, width, height } = wrap(14, links)!;
  assert(cut.rows.length >= 3, `${cut.rows.length} rows`);
  assertEquals(cut.crossing.length, cut.rows.length - 1);
  const scale = Math.min(stage.width / width, stage.height / height);
  assert(scale > 2.5 * stage.width / across.width, `${scale}`);
  assertEquals([nodes.length, edges.length], [14, 13]);
  // Nothing overlaps, everything is inside, rows are in reading order.
  for (const [at, { x, y }] of nodes.entries()) {
    assert(x > 90 && x < width - 90 && y >= 36 && y <= height - 36, `${x} ${y}`);
    for (const other of nodes.slice(at + 1)) {
      assert(Math.abs(other.x - x) >= 180 || Math.abs(other.y - y) >= 72);
      assert(other.y > y + 36 || other.x > x, "reading order");
    }
  }
});

Deno.test("arrows arrive at the boxes they lead to, also from one row to the next", () => {
  const links = chain(14);
  const { edges, nodes, cut, width } = wrap(14, links)!;
  edges.forEach(({ tip, label: text, area, path }, at) => {
    const { x, y } = nodes[links[at]!.to]!;
    assert(Math.abs(tip.x - (x - 90)) < 3 && Math.abs(tip.y - y) < 37, `${at}`);
    assert(text !== null && area.width > 0 && path.startsWith("M"));
    assert(area.x >= 0 && area.x + area.width <= width, `${area.x} ${area.width}`);
  });
  for (const at of cut.crossing) assert(edges[at]!.area.width > 500);
});

Deno.test("where many edges or a way back would cross there is no cut", () => {
  const wide = Array.from({ length: 5 }, (_, at) =>
    [0, 1, 2, 3, 4].map((lane) => ({
      from: at * 5 + lane,
      to: (at + 1) * 5 + lane,
      box: null,
    }))).flat();
  assertEquals(wrap(30, wide), null);
  assertEquals(wrap(6, [...chain(6), { from: 5, to: 0, box: null }]), null);
});
