import { assert, assertEquals } from "@std/assert";
import type { LinkNode, LinkRole } from "../../../src/protocol/mod.ts";
import { mergePods, type PodPicture } from "../../../src/telemetry/hub/merge.ts";
import { seeded } from "../../fixtures/random.ts";

function linkOf(aqueduct: string, role: LinkRole): LinkNode {
  const address = "tcp 10.0.0.7:7000";
  return { aqueduct, role, key: `${aqueduct} u32 1f`, pod: "p", address, does: "connects" };
}

/** A pod with one link actor for each end, and a channel to or from it. */
function podOf(name: string, ends: readonly (readonly [string, LinkRole])[], more = 0): PodPicture {
  const own = Array.from({ length: 1 + more }, (_, index) => ({ name: "WORK", instance: index }));
  const actors = [
    ...own.map(({ name, instance }) => ({
      name,
      instance,
      troupe: "pair",
      label: `${name} ${instance}`,
    })),
    ...ends.map(([aqueduct, role]) => {
      const label = `${aqueduct} ${role}`;
      return { name: label, instance: null, troupe: null, label, link: linkOf(aqueduct, role) };
    }),
  ];
  const chans = ends.map(([aqueduct, role], at) => {
    const [link, work] = [own.length + at, 0];
    const ways = role === "egress" ? { from: work, to: link } : { from: link, to: work };
    return { name: aqueduct, lane: null, ...ways, kind: "u32", capacity: 64 };
  });
  return { name, topology: { rev: 1, graph: `${name}s`, actors, chans } };
}

Deno.test("an egress and an ingress of one key are one edge, and others stand alone", () => {
  const { topology, joints, slots } = mergePods([
    podOf("shop", [["orders", "egress"], ["alone", "egress"]]),
    podOf("till", [["orders", "ingress"], ["waiting", "ingress"]]),
  ], { graph: "all" });
  assertEquals(slots, [{ actors: 0, channels: 0 }, { actors: 3, channels: 2 }]);
  const labels = topology.actors.map(({ name }) => name);
  assertEquals(labels.slice(0, 3), ["shop/WORK", "shop/orders egress", "shop/alone egress"]);
  const edges = topology.channels.slice(4).map(({ from, to, link }) => [
    labels[from],
    labels[to],
    link,
  ]);
  assertEquals(edges, [
    ["shop/orders egress", "till/orders ingress", { key: "orders u32 1f" }],
    ["shop/alone egress", "alone", { key: "alone u32 1f", missing: "ingress" }],
    ["waiting", "till/waiting ingress", { key: "waiting u32 1f", missing: "egress" }],
  ]);
  assertEquals(joints.map(({ egress, ingress }) => [egress?.pod, ingress?.pod]), [
    [0, 1],
    [0, undefined],
    [undefined, 1],
  ]);
  assertEquals(topology.actors.filter(({ missing }) => missing).length, 2);
});

Deno.test("troupes, supervisors and names of two pods are not the same for being called alike", () => {
  const { topology } = mergePods([podOf("a", []), podOf("b", [])], { graph: "all" });
  assertEquals(topology.actors.map(({ name, troupe, pod }) => [name, troupe, pod]), [
    ["a/WORK", "a/pair", "a"],
    ["b/WORK", "b/pair", "b"],
  ]);
});

Deno.test("of several ends of one key those are joined that are linked", () => {
  const pods = [
    podOf("s0", [["x", "egress"]]),
    podOf("s1", [["x", "egress"]]),
    podOf("t0", [["x", "ingress"]]),
    podOf("t1", [["x", "ingress"]]),
    podOf("t2", [["x", "ingress"]]),
  ];
  const { joints } = mergePods(pods, {
    graph: "all",
    isLinked: ({ pod: from }, { pod: to }) => to - from === 2,
  });
  assertEquals(joints.map(({ egress, ingress }) => [egress?.pod, ingress?.pod]), [
    [0, 2],
    [1, 3],
    [undefined, 4],
  ]);
});

Deno.test("whatever pods there are, every part is there once, and every end is joined", () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seeded(seed);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    const pods = Array.from({ length: upTo(6) }, (_, pod) => {
      const names = ["x", "y", "z"].filter(() => random() < 0.5);
      const ends = names.map((name) =>
        [name, random() < 0.5 ? "egress" : "ingress"] as [string, LinkRole]
      );
      return podOf(`p${pod}`, ends, upTo(4));
    });
    const { topology: { actors, channels }, slots, joints } = mergePods(pods, { graph: "all" });
    actors.forEach(({ index }, at) => assertEquals(index, at));
    channels.forEach(({ index, from, to }, at) => {
      assertEquals(index, at);
      assert(actors[from] && actors[to], `seed ${seed}: channel ${at} leads nowhere`);
    });
    pods.forEach(({ name, topology }, pod) => {
      const slot = slots[pod]!;
      topology.actors.forEach((actor, at) =>
        assertEquals(actors[slot.actors + at]!.name, `${name}/${actor.name}`)
      );
      topology.chans.forEach((channel, at) => {
        const merged = channels[slot.channels + at]!;
        assertEquals([merged.from, merged.to], [
          slot.actors + channel.from,
          slot.actors + channel.to,
        ]);
      });
      topology.actors.forEach(({ link }, actor) => {
        const mine = joints.filter((joint) =>
          [joint.egress, joint.ingress].some((end) => end?.pod === pod && end.actor === actor)
        );
        assertEquals(mine.length > 0, link !== undefined, `seed ${seed}: ${name} ${actor}`);
      });
    });
    for (const { channel, egress, ingress } of joints) {
      const { from, to } = channels[channel]!;
      if (egress) assertEquals(from, slots[egress.pod]!.actors + egress.actor);
      if (ingress) assertEquals(to, slots[ingress.pod]!.actors + ingress.actor);
      assertEquals(actors[from]!.missing === true, egress === null);
      assertEquals(actors[to]!.missing === true, ingress === null);
    }
  }
});
