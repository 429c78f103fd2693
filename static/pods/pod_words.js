// @ts-check
// How pods are told of, where a hub shows many on one page.

import { durationText } from "../words/numbers.js";

/** @typedef {{ readonly pod?: string | undefined, readonly label: string }} PodMember */

/** @typedef {{ readonly silentMs?: number | null | undefined, readonly endedMs?: number | null | undefined }} GoneValues */
/** @typedef {{ readonly ms: number, readonly isEnded: boolean }} Gone for how long, and whether it ended in good order */

/**
 * Whether a pod is gone, and how, by what is told of its actors; `null` for one that is there.
 * @param {GoneValues} values
 * @returns {Gone | null}
 */
export function goneOf({ silentMs, endedMs }) {
  if (typeof endedMs === "number") return { ms: endedMs, isEnded: true };
  return typeof silentMs === "number" ? { ms: silentMs, isEnded: false } : null;
}

/**
 * What is said of a pod that is gone.
 * @param {Gone} gone
 */
export function goneText({ ms, isEnded }) {
  const ago = `${durationText(ms)} ago`;
  return isEnded ? `ended ${ago}` : `lost, last word ${ago}`;
}

/**
 * What is drawn of a pod that is gone is of these classes.
 * @param {Gone | null} gone
 */
export function goneClass(gone) {
  if (gone === null) return "";
  return gone.isEnded ? " gone-pod ended-pod" : " gone-pod";
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
 * The pods that are gone, and how.
 * @param {{ readonly topology: { readonly actors: readonly PodMember[] },
 *   column(side: "a", name: string): readonly (number | null)[] }} model
 * @returns {Map<string, Gone>}
 */
export function gonePods({ topology, column }) {
  const [silent, ended] = [column("a", "silentMs"), column("a", "endedMs")];
  /** @type {Map<string, Gone>} */
  const found = new Map();
  if (silent.length === 0 && ended.length === 0) return found;
  topology.actors.forEach(({ pod }, index) => {
    const gone = goneOf({ silentMs: silent[index] ?? null, endedMs: ended[index] ?? null });
    if (pod !== undefined && gone !== null) found.set(pod, gone);
  });
  return found;
}
