import { ACTOR_FIGURES } from "../../../src/telemetry/catalogue.ts";
import { pageFigures } from "../../../src/telemetry/wire/frames.ts";
import { assertEquals } from "@std/assert";
import { groupsOf, pictureOf } from "../../../static/fold/fold.js";
import { Folding } from "../../../static/fold/folding.js";
import { groupValues, linkValues } from "../../../static/fold/summary.js";

const actors = (...names: string[]) => names.map((name) => ({ name, label: name }));
const times = (count: number, name: string) => Array.from({ length: count }, () => name);
const joined = (from: number, to: number) => ({ name: "c", lane: null, from, to });

Deno.test("actors of one name are a group; six of them fold by themselves", () => {
  const of = (count: number) => groupsOf(actors("one", ...times(count, "many"), "other"));
  assertEquals(of(1), []);
  assertEquals(of(2), [{ id: "g0", name: "many", members: [1, 2], crowd: false }]);
  assertEquals(of(5)[0]!.crowd, false);
  assertEquals(of(6)[0]!.crowd, true);
});

Deno.test("among more than a hundred actors even two fold", () => {
  const singles = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`);
  const crowd = (count: number) => groupsOf(actors("pair", "pair", ...singles(count)))[0]!.crowd;
  assertEquals(crowd(98), false);
  assertEquals(crowd(99), true);
});

Deno.test("a folded group is one node, and shares one edge with each neighbour", () => {
  const topology = {
    actors: actors("in", "w", "w", "out"),
    chans: [joined(0, 1), joined(0, 2), joined(1, 3), joined(2, 3), joined(0, 3), joined(0, 3)],
  };
  const groups = groupsOf(topology.actors);
  const { nodes, links } = pictureOf(topology, groups);
  assertEquals(nodes.map(({ id }) => id), ["a0", "g0", "a3"]);
  const shared = [
    { id: "e0", from: 0, to: 1, channels: [0, 1] },
    { id: "e2", from: 1, to: 2, channels: [2, 3] },
  ];
  assertEquals(links, [...shared, { id: "e4", from: 0, to: 2, channels: [4, 5] }]);
  // Where channels are listed, those between actors that are not folded have lines of their own.
  assertEquals(pictureOf(topology, groups, { apart: true }).links, [
    ...shared,
    { id: "c4", from: 0, to: 2, channels: [4] },
    { id: "c5", from: 0, to: 2, channels: [5] },
  ]);
  const open = pictureOf(topology, []);
  assertEquals(open.nodes.map(({ id }) => id), ["a0", "a1", "a2", "a3"]);
  assertEquals(open.links.length, 5);
  assertEquals(pictureOf(topology, [], { apart: true }).links.length, 6);
});

Deno.test("two hundred channels from one actor to another are one edge; those back are another", () => {
  const topology = {
    actors: actors("a", "b"),
    chans: [...Array.from({ length: 200 }, () => joined(0, 1)), joined(1, 0)],
  };
  const { links } = pictureOf(topology, []);
  assertEquals(links.map(({ id }) => id), ["e0", "c200"]);
  assertEquals(links[0]!.channels.length, 200);
});

Deno.test("channels inside a group are a loop, and one channel keeps its own id", () => {
  const topology = {
    actors: actors("w", "w", "x"),
    chans: [joined(0, 1), joined(1, 0), joined(1, 2)],
  };
  assertEquals(pictureOf(topology, groupsOf(topology.actors)).links, [
    { id: "e0", from: 0, to: 0, channels: [0, 1] },
    { id: "c2", from: 0, to: 1, channels: [2] },
  ]);
});

Deno.test("groups fold one at a time, and the rule comes back", () => {
  let changes = 0;
  const folding = new Folding(() => changes++);
  folding.adopt(actors(...times(6, "a"), ...times(6, "b"), ...times(2, "c")));
  const [a, b, c] = folding.groups;
  assertEquals(folding.names, null);
  assertEquals(folding.folded, [a!, b!]);
  folding.toggle(a!);
  assertEquals(folding.names, ["b"]);
  folding.toggle(c!);
  assertEquals(folding.names, ["b", "c"]);
  folding.toggleAll();
  assertEquals(folding.names, []);
  folding.toggleAll();
  assertEquals(folding.names, null);
  folding.names = ["c"];
  assertEquals(folding.folded, [c!]);
  folding.names = null;
  assertEquals(folding.folded, [a!, b!]);
  assertEquals(changes, 6);
  assertEquals(folding.groupOf("a7"), b!);
  assertEquals(folding.groupOf("g2"), c!);
  assertEquals(folding.groupOf("c0"), null);
  assertEquals(folding.groupOf(null), null);
});

Deno.test("names that are asked for before the graph is known are kept", () => {
  const folding = new Folding(() => {});
  folding.names = [];
  folding.adopt(actors(...times(9, "a")));
  assertEquals(folding.folded, []);
});

Deno.test("a group is as bad as its worst member; an edge adds what flows and takes the worst", () => {
  const columns: Record<string, (number | boolean | null)[]> = {
    busy: [10, null, 50],
    level: [0, 3, 1],
    up: [true, false, true],
    restarts: [1, 2, 0],
    fill: [10, 90, null],
    rate: [100, 50, null],
    p99: [null, 7, 3],
    sent: [1, 2, 3],
  };
  const model = {
    column: (_: string, name: string) => columns[name] ?? [],
    figures: { of: (side: "a" | "c") => pageFigures(ACTOR_FIGURES)[side] },
  };
  const group = groupValues(model, [0, 1, 2]);
  assertEquals([group.level, group.busy, group.restarts], [3, 30, 3]);
  assertEquals([group.troubled, group.down, group.up, group.mcpu], [2, 1, true, null]);
  const link = linkValues(model, [0, 1, 2]);
  assertEquals([link.fill, link.rate, link.p99, link.sent, link.level], [90, 150, 7, 6, 3]);
  assertEquals(linkValues(model, []).rate, null);
});
