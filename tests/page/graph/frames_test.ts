import { assert, assertEquals } from "@std/assert";
import { instance } from "@viz-js/viz";
import { groupsOf, pictureOf } from "../../../static/fold/fold.js";
import { frameKindsOf, framesOf } from "../../../static/fold/frames.js";
import { readGeometry } from "../../../static/layout/geometry.js";
import { layoutDot } from "../../../static/layout/layout_dot.js";
import { browserTest, isDrawn, shows, stage } from "../pages.ts";

const of = (name: string, troupe: string | null, ...supervisors: string[]) => ({
  name,
  label: name,
  troupe,
  supervisors,
});
const actors = [
  of("in", null),
  of("parse", "lane", "FEED", "PARSERS"),
  of("parse", "lane", "FEED", "PARSERS"),
  of("store", "lane", "FEED"),
  of("out", null),
];
const chans = [[0, 1], [0, 2], [1, 3], [2, 3], [3, 4]].map(([from, to]) => ({
  name: "c",
  lane: null,
  from: from!,
  to: to!,
}));

Deno.test("frames are around troupes or supervisors, one within the other", () => {
  assertEquals(frameKindsOf(actors), ["troupes", "supervisors"]);
  assertEquals(frameKindsOf([of("a", null)]), []);
  assertEquals(frameKindsOf([{ troupe: null }]), []);
  const { nodes } = pictureOf({ actors, chans }, []);
  assertEquals(framesOf(actors, nodes, "troupes"), [{
    name: "lane",
    parent: null,
    nodes: [1, 2, 3],
  }]);
  assertEquals(framesOf(actors, nodes, "supervisors"), [
    { name: "FEED", parent: null, nodes: [3] },
    { name: "PARSERS", parent: 0, nodes: [1, 2] },
  ]);
});

Deno.test("a folded group is in the frames that are around all of its members", () => {
  const mixed = [of("w", "one", "S"), of("w", "two", "S", "T"), of("x", null)];
  const { nodes } = pictureOf({ actors: mixed, chans: [] }, groupsOf(mixed));
  assertEquals(framesOf(mixed, nodes, "troupes"), []);
  assertEquals(framesOf(mixed, nodes, "supervisors"), [{ name: "S", parent: null, nodes: [0] }]);
});

Deno.test("a frame is around its nodes and frames, and around no other", async () => {
  const box = { width: 180, height: 72 };
  const name = { width: 60, height: 22 };
  const links = chans.map(({ from, to }) => ({ from, to, box: null }));
  const viz = await instance();
  for (const way of ["LR", "TB"] as const) {
    const dot = layoutDot(actors.map(() => box), links, way, [
      { nodes: [3], parent: null, box: name },
      { nodes: [1, 2], parent: 0, box: name },
    ]);
    const laid = readGeometry(JSON.parse(viz.renderString(dot, { format: "json0" })));
    const [outer, inner] = laid.frames!;
    const within = (at: number, { x, y, width, height }: NonNullable<typeof outer>) =>
      laid.nodes[at]!.x - 90 >= x && laid.nodes[at]!.x + 90 <= x + width &&
      laid.nodes[at]!.y - 36 >= y && laid.nodes[at]!.y + 36 <= y + height;
    assertEquals([0, 1, 2, 3, 4].map((at) => within(at, outer!)), [false, true, true, true, false]);
    assertEquals([0, 1, 2, 3, 4].map((at) => within(at, inner!)), [
      false,
      true,
      true,
      false,
      false,
    ]);
    // The name stands above the nodes.
    assert(Math.min(...[1, 2].map((at) => laid.nodes[at]!.y)) - 36 - inner!.y >= 22);
  }
});

browserTest("frames are drawn when asked for, and the address keeps it", async () => {
  await using staged = await stage({ graph: "framed", actors, chans });
  const { page } = staged;
  assertEquals(await page.locator(".frame").count(), 0);
  await page.locator("#around").selectOption("supervisors");
  await page.locator(".frame").nth(1).waitFor();
  await shows(page, ".frame-name", /^FEED$/);
  await shows(page, ".frame-name", /^PARSERS$/);
  await page.waitForURL(/around=supervisors/);
  await page.locator("#around").selectOption("");
  await page.locator(".frame").first().waitFor({ state: "detached" });
  await using again = await stage({ graph: "framed", actors, chans }, () => {}, {
    hash: "#around=troupes",
  });
  await shows(again.page, ".frame-name", /^lane$/);
  assertEquals(await again.page.locator("#around").inputValue(), "troupes");
});

browserTest("a graph with nothing around its actors has no switch for frames", async () => {
  await using staged = await stage(
    { graph: "plain", actors: [{ name: "a" }], chans: [] },
    () => {},
    { hash: "#around=troupes" },
  );
  await isDrawn(staged.page);
  assertEquals(await staged.page.locator("#around").isHidden(), true);
});
