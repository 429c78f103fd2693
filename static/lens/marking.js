// Marks on what is drawn: what was found, what a lens shows. Ticks write classes, so that marks are attributes.

import { byId } from "../dom/dom.js";

/**
 * Marks elements of a scene: `marks` are values by id, `null` for no marks at all. Where a folded group or edge holds a
 * marked one, it gets the mark too; of several, the one that comes first in `order`. `dim` says whether the rest steps back.
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
    const own = id.startsWith("a") ? byId(id) : null;
    if (own && own !== holder.element) set(own, name, value, order);
  }
}

function set(element, name, value, order) {
  const known = element.getAttribute(name);
  if (known !== null && order.indexOf(known) <= order.indexOf(value)) return;
  element.setAttribute(name, value);
}
