// @ts-check
// Marks on what is drawn: what was found, what a lens shows. Ticks write classes, so that marks are attributes.

import { byId } from "../dom/dom.js";

/**
 * Marks elements of a scene: `marks` are values by id, `null` for no marks at all. Where a folded group or edge holds a
 * marked one, it gets the mark too; of several, the one that comes first in `order`. `dim` says whether the rest steps back.
 * @param {import("../graph/scene.js").Scene | null} scene
 * @param {string} name
 * @param {ReadonlyMap<string, string> | null} marks
 * @param {{ order?: readonly string[], dim?: boolean }} [look]
 */
export function mark(scene, name, marks, { order = [""], dim = marks !== null } = {}) {
  const stage = byId("graph");
  for (const marked of stage.querySelectorAll(`[${name}]`)) marked.removeAttribute(name);
  stage.toggleAttribute(`${name}-on`, dim);
  if (!scene || !marks) return;
  for (const [id, value] of marks) {
    const holder = scene.holderOf(id);
    if (!holder) continue;
    set(holder.element, name, value, order);
    /** @type {Element | null} */
    const own = id.startsWith("a") ? document.getElementById(id) : null;
    if (own && own !== holder.element) set(own, name, value, order);
  }
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 * @param {readonly string[]} order
 */
function set(element, name, value, order) {
  const known = element.getAttribute(name);
  if (known !== null && order.indexOf(known) <= order.indexOf(value)) return;
  element.setAttribute(name, value);
}
