import { assertEquals } from "@std/assert";
import { costsAlong } from "../../../static/pods/death_costs.js";

const EGRESS = { role: "egress", deathCosts: { sending: "E sends", taking: "E takes" } };
const INGRESS = {
  role: "ingress",
  deathCosts: { sending: "I sends", taking: "I takes", broker: "I broker" },
};

function actor(label: string, link?: { role: string; deathCosts: typeof EGRESS.deathCosts }) {
  return { name: label, label, troupe: null, ...link && { link } };
}

function chan(from: number, to: number, link?: { key: string }) {
  return { name: "c", lane: null, from, to, kind: "u32", capacity: 1, ...link && { link } };
}

Deno.test("of a death each end says what its own process costs, at its channel and at the edge from pod to pod", () => {
  const topology = {
    ...{ rev: 1, graph: "g" },
    actors: [actor("SOURCE"), actor("E", EGRESS), actor("I", INGRESS), actor("SINK"), actor("?")],
    chans: [
      chan(0, 1),
      chan(1, 2, { key: "k" }),
      chan(2, 3),
      chan(0, 3),
      chan(1, 4, { key: "k" }),
      chan(4, 2, { key: "k" }),
    ],
  };
  const told = topology.chans.map((_, index) => {
    const costs = costsAlong(topology, index);
    return costs && [costs.sending, costs.taking, costs.broker];
  });
  assertEquals(told, [
    ["E sends", "E takes", undefined],
    ["E sends", "I takes", "I broker"],
    ["I sends", "I takes", "I broker"],
    undefined,
    ["E sends", "E takes", undefined],
    ["I sends", "I takes", "I broker"],
  ]);
});
