/** How channels look in DOT: sidecars in one column, and partners as one edge. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { instance } from "@viz-js/viz";
import { dotView } from "../../src/telemetry/api/dot_view.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "./fake_graph.ts";

const viz = await instance();

function desk(): FakeGraph {
  return new FakeGraph("desk", [
    { name: "desk", troupe: "T" },
    { name: "bank", troupe: "U" },
    "till",
  ], [
    { name: "asks", from: 0, to: 1, lane: 0, partner: "call", sidecar: true },
    { name: "answers", from: 1, to: 0, lane: 0, partner: "call" },
    { name: "asks", from: 0, to: 1, lane: 1, partner: "call" },
    { name: "rows", from: 0, to: 2, drops: 'drops "all"' },
  ]);
}

/** How many actors lie within each frame. */
function framed(dot: string): number[] {
  const { objects } = JSON.parse(viz.renderString(dot, { format: "json0" })) as {
    objects: { pos?: string; bb?: string }[];
  };
  const points = objects.flatMap(({ pos }) =>
    pos === undefined ? [] : [pos.split(",").map(Number)]
  );
  return objects.flatMap(({ bb }) => {
    if (bb === undefined) return [];
    const [left, low, right, high] = bb.split(",").map(Number) as [number, number, number, number];
    return [points.filter(([x, y]) => x! > left && x! < right && y! > low && y! < high).length];
  });
}

/** Where Graphviz puts each actor, from left to right. */
function places(dot: string): Record<string, number> {
  const { objects } = JSON.parse(viz.renderString(dot, { format: "json0" }));
  return Object.fromEntries(
    objects.filter(({ pos }: { pos?: string }) => pos !== undefined)
      .map(({ name, pos }: { name: string; pos: string }) => [name, Number(pos.split(",")[0])]),
  );
}

Deno.test("sidecars are in one column of the picture that DOT makes, with and without frames", () => {
  const { topology } = desk();
  for (const around of [undefined, "troupes"] as const) {
    const { desk, bank, till } = places(dotView(topology, undefined, around));
    if (around) assertEquals(framed(dotView(topology, undefined, around)), [1, 1]);
    assert(desk === bank && till! > desk!, JSON.stringify({ desk, bank, till }));
  }
  const plain = new FakeGraph("plain", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  assertEquals(dotView(plain.topology).includes("rank=same"), false);
});

Deno.test("partners are one edge of DOT for each lane, with what each of them is or does", () => {
  const graph = desk();
  const drawn = dotView(graph.topology);
  assertEquals(drawn.match(/->/g)!.length, 3);
  assertStringIncludes(
    drawn,
    '[id="e0" label="call[0]\\nasks: u32 × 64\\nanswers: u32 × 64" dir="both"]',
  );
  assertStringIncludes(drawn, '[id="c2" label="asks[1]\\nu32 × 64"]');
  assertStringIncludes(drawn, 'label="rows\\nu32 × 64\\ndrops \\"all\\""');
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  graph.send(1, 64);
  for (let ms = 100; ms <= 6000; ms += 100) sampler.sample(ms);
  const live = dotView(graph.topology, sampler.sample(6100));
  assertStringIncludes(live, 'label="call[0]\\nasks: 0/s, 0%, 0\\nanswers: ');
  // By the worst of them.
  assert(/answers: ■ .*dir="both" color="#[0-9a-f]{6}" style="(?!solid)/.test(live), live);
});
