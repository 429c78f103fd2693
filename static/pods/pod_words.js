// @ts-check
// How pods are told of, where a hub shows many on one page.

import { durationText } from "../words/numbers.js";

/** @typedef {{ readonly pod?: string | undefined, readonly label: string }} PodMember */

/**
 * How long ago a pod that is gone was heard of.
 * @param {number} silentMs
 */
export function silentText(silentMs) {
  return `last word ${durationText(silentMs)} ago`;
}

/**
 * An actor as its pod calls it.
 * @param {PodMember} actor
 */
export function labelInPod({ pod, label }) {
  return pod !== undefined && label.startsWith(`${pod}/`) ? label.slice(pod.length + 1) : label;
}

/**
 * A topology whose actors are called as their pods call them: what is around them says in which pod they are.
 * @template {{ readonly actors: readonly PodMember[] }} Topology
 * @param {Topology} topology
 * @returns {Topology}
 */
export function withoutPods(topology) {
  const actors = topology.actors.map((actor) => ({ ...actor, label: labelInPod(actor) }));
  return { ...topology, actors };
}

/**
 * A picture whose folded groups are called as their pods call them.
 * @param {import("../fold/fold.js").Picture} picture
 * @param {{ readonly actors: readonly PodMember[] }} topology
 * @returns {import("../fold/fold.js").Picture}
 */
export function pictureInPods(picture, { actors }) {
  const nodes = picture.nodes.map((node) => {
    if (node.group === null) return node;
    const { name, members: [first = -1] } = node.group;
    const pod = actors[first]?.pod;
    return { ...node, group: { ...node.group, name: labelInPod({ pod, label: name }) } };
  });
  return { ...picture, nodes };
}

/**
 * The pods that are gone, and for how long they have been silent, in milliseconds.
 * @param {{ readonly topology: { readonly actors: readonly PodMember[] },
 *   column(side: "a", name: string): readonly (number | null)[] }} model
 * @returns {Map<string, number>}
 */
export function gonePods({ topology, column }) {
  const silent = column("a", "silentMs");
  /** @type {Map<string, number>} */
  const gone = new Map();
  if (!silent.some((ms) => typeof ms === "number")) return gone;
  topology.actors.forEach(({ pod }, index) => {
    const ms = silent[index];
    if (pod !== undefined && typeof ms === "number") gone.set(pod, ms);
  });
  return gone;
}
