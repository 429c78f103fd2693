import { assertEquals } from "@std/assert";
import { groupsOf, MANY_IN_PODS, pictureOf } from "../../../static/fold/fold.js";
import { frameKindsOf, framesOf } from "../../../static/fold/frames.js";
import {
  goneClass,
  goneOf,
  gonePods,
  goneText,
  pictureInPods,
  withoutPods,
} from "../../../static/pods/pod_words.js";

function actorsOf(pods: number, each: number) {
  return Array.from({ length: pods * each }, (_, index) => {
    const pod = `p${Math.floor(index / each)}`;
    const name = `${pod}/${index % 2 === 0 ? "EVEN" : "ODD"}`;
    return { name, label: `${name} ${index % each}`, pod, troupe: null };
  });
}

Deno.test("few actors of pods fold by their names, many by their pods", () => {
  const few = groupsOf(actorsOf(2, 4));
  assertEquals(few.map(({ name }) => name), ["p0/EVEN", "p0/ODD", "p1/EVEN", "p1/ODD"]);
  const many = groupsOf(actorsOf(4, MANY_IN_PODS / 2));
  assertEquals(many.map(({ name, crowd }) => [name, crowd]), [
    ["p0", true],
    ["p1", true],
    ["p2", true],
    ["p3", true],
  ]);
});

Deno.test("frames are around pods, but for those that are folded as a whole", () => {
  const actors = actorsOf(2, 4);
  assertEquals(frameKindsOf(actors), ["pods"]);
  const folded = groupsOf(actors);
  const { nodes } = pictureOf({ actors, chans: [] }, folded);
  assertEquals(
    framesOf(actors, nodes, "pods").map(({ name, isPod, nodes }) => [name, isPod, nodes]),
    [
      ["p0", true, [0, 1]],
      ["p1", true, [2, 3]],
    ],
  );
  const whole = [{ id: "g0", name: "p0", members: [0, 1, 2, 3], crowd: true }];
  const picture = pictureOf({ actors, chans: [] }, whole);
  assertEquals(framesOf(actors, picture.nodes, "pods").map(({ name }) => name), ["p1"]);
});

Deno.test("channels within a pod that is folded as a whole are not drawn, those out of it are", () => {
  const actors = actorsOf(2, 4);
  const chan = { name: "c", lane: null };
  const chans = [{ ...chan, from: 0, to: 1 }, { ...chan, from: 1, to: 4 }];
  const whole = [{ id: "g0", name: "p0", members: [0, 1, 2, 3], crowd: true }];
  const links = pictureOf({ actors, chans }, whole).links.map(({ channels }) => channels);
  assertEquals(links, [[1]]);
  // An actor that sends to itself is drawn so, in a pod or in none.
  for (const one of [actors, [{ name: "A", label: "A" }]]) {
    const own = pictureOf({ actors: one, chans: [{ ...chan, from: 0, to: 0 }] }, []);
    assertEquals(own.links.length, 1);
  }
});

Deno.test("in its frame an actor is called as its pod calls it", () => {
  const actors = actorsOf(1, 2);
  const { actors: brief } = withoutPods({ actors });
  assertEquals(brief.map(({ label }) => label), ["EVEN 0", "ODD 1"]);
  const folded = groupsOf(actorsOf(1, 4));
  const picture = pictureOf({ actors: actorsOf(1, 4), chans: [] }, folded);
  const names = pictureInPods(picture, { actors: actorsOf(1, 4) }).nodes.map(({ group }) =>
    group?.name
  );
  assertEquals(names, ["EVEN", "ODD"]);
});

Deno.test("pods that are gone are told: since when, and whether they ended or are lost", () => {
  const topology = { actors: actorsOf(3, 2) };
  const columns: Record<string, (number | null)[]> = {
    silentMs: [null, null, 4000, 4000, null, null],
    endedMs: [null, null, null, null, 5000, 5000],
  };
  const gone = gonePods({ topology, column: (_, name) => columns[name] ?? [] });
  assertEquals([...gone].map(([pod, how]) => [pod, goneText(how), goneClass(how)]), [
    ["p1", "lost, last word 4s ago", " gone-pod"],
    ["p2", "ended 5s ago", " gone-pod ended-pod"],
  ]);
  assertEquals(gonePods({ topology, column: () => [] }).size, 0);
  assertEquals(goneClass(goneOf({ silentMs: null })), "");
});
