/** Partners: channels between two actors that are one edge, whichever way they lead. */
import { assert, assertEquals } from "@std/assert";
import { instance } from "@viz-js/viz";
import { groupsOf, pictureOf } from "../../../static/fold/fold.js";
import { readGeometry } from "../../../static/layout/geometry.js";
import { layGrid } from "../../../static/layout/grid.js";
import { layoutDot } from "../../../static/layout/layout_dot.js";
import { ranksOf } from "../../../static/layout/ranks.js";
import { browserTest, shows, stage } from "../pages.ts";

const actors = ["desk", "bank", "log"].map((name) => ({ name, label: name }));
const chans = [
  { name: "asks", lane: null, from: 0, to: 1, partner: "call" },
  { name: "answers", lane: null, from: 1, to: 0, partner: "call" },
  { name: "rows", lane: null, from: 0, to: 1, partner: "batch" },
  { name: "index", lane: null, from: 0, to: 1, partner: "batch" },
  { name: "notes", lane: null, from: 0, to: 1 },
  { name: "more", lane: null, from: 0, to: 1 },
  { name: "lines", lane: null, from: 1, to: 2, partner: "call" },
];

Deno.test("channels of one partner between two actors are an edge of their own, whichever way they lead", () => {
  const { links } = pictureOf({ actors, chans }, []);
  assertEquals(
    links.map(({ id, from, to, channels, both }) => [id, from, to, channels, both ?? false]),
    [
      ["e0", 0, 1, [0, 1], true],
      ["e2", 0, 1, [2, 3], false],
      ["e4", 0, 1, [4, 5], false],
      ["c6", 1, 2, [6], false],
    ],
  );
  // In the table each has a line.
  assertEquals(pictureOf({ actors, chans }, [], { apart: true }).links.length, chans.length);
});

Deno.test("partners of folded actors are one edge", () => {
  const crew = [0, 1].map((instance) => ({ name: "clerk", label: `clerk ${instance}` }));
  const all = [{ name: "desk", label: "desk" }, ...crew];
  const lanes = [1, 2].flatMap((at) => [
    { name: "asks", lane: at, from: 0, to: at, partner: "call" },
    { name: "answers", lane: at, from: at, to: 0, partner: "call" },
  ]);
  const { links } = pictureOf({ actors: all, chans: lanes }, groupsOf(all));
  assertEquals(links.length, 1);
  assertEquals([links[0]!.channels, links[0]!.both], [[0, 1, 2, 3], true]);
});

Deno.test("an edge both ways has a head at each end, by Graphviz and in a grid", async () => {
  const box = { width: 180, height: 72 };
  const links = [{ from: 0, to: 1, both: true, box: null }, { from: 1, to: 2, box: null }];
  const boxes = [box, box, box];
  const viz = await instance();
  const dot = layoutDot(boxes, links, "LR");
  const laid = readGeometry(JSON.parse(viz.renderString(dot, { format: "json0" })));
  const grid = layGrid(ranksOf(3, links), boxes, links, { width: 800, height: 400 });
  for (const { nodes, edges } of [laid, grid]) {
    const [both, one] = edges;
    assertEquals(one!.back ?? null, null);
    const right = nodes[0]!.x + box.width / 2;
    assert(Math.abs(both!.back!.tip.x - right) < 2, `${both!.back!.tip.x} is not at ${right}`);
    assert(Math.abs(Math.abs(both!.back!.angle) - 180) < 20, `${both!.back!.angle}`);
    assert(Math.abs(both!.tip.x - (nodes[1]!.x - box.width / 2)) < 2);
    // The line ends before its heads.
    assert(Number(/^M(-?[\d.]+)/.exec(both!.path)![1]) > right + 5, both!.path);
  }
});

browserTest(
  "partners are one edge with a name, two heads, and both of them behind it",
  async () => {
    const graph = { graph: "partners", actors, chans };
    await using staged = await stage(graph, (server) => {
      server.channel(0, { rate: 10, fill: 5, level: 0 });
      server.channel(1, { rate: 20, fill: 96, level: 3 });
    });
    const { page, misdeeds } = staged;
    await shows(page, "#e0.v3 .cname", /^call$/);
    await shows(page, "#e0 .rate", /^30\/s · max 96%$/);
    assertEquals(await page.locator("#e0 .head").count(), 2);
    assertEquals(await page.locator("#e2 .head").count(), 1);
    await shows(page, "#e2 .cname", /^batch$/);
    await shows(page, "#e4 .cname", /^2 channels$/);
    assertEquals(
      await page.locator("#e0").getAttribute("aria-label"),
      "call, between desk and bank, critical",
    );
    await page.locator("#e0 .label").hover();
    await shows(page, ".tip", /asks → bank, answers → desk/);
    await page.locator("#e0 .label").click();
    await shows(page, "#group h2", /call/);
    await shows(page, "#group .links li:first-child", /^answers: bank → desk/);
    await page.locator("#group .links button").first().click();
    await shows(page, "#details h2", /^answers/);
    await page.locator("#e0[data-selected]").waitFor();
    // A script has no details to ask for.
    assertEquals([misdeeds.strangers, misdeeds.violations], [[], []]);
  },
);
