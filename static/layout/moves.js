// @ts-check
// Nodes that move to another place on the graph are seen moving there, unless somebody asked for less motion.

/** @typedef {import("../graph/scene.js").Scene} Scene */

const MOVE_MS = 250;

/** Above so many nodes the motion would stutter. */
const MANY_NODES = 300;

/**
 * Lets the nodes of a scene move from where a scene before had them.
 * @param {Scene} before
 * @param {Scene} scene
 */
export function moveFrom(before, scene) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  if (scene.nodes.length > MANY_NODES) return;
  for (const { id, element, area } of scene.nodes) {
    const was = before.holderOf(id)?.area;
    if (!was || (was.x === area.x && was.y === area.y)) continue;
    element.animate(
      [
        { transform: `translate(${was.x}px, ${was.y}px)` },
        { transform: `translate(${area.x}px, ${area.y}px)` },
      ],
      { duration: MOVE_MS, easing: "ease-out" },
    );
  }
}
