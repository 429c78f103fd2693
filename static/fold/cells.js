// @ts-check
// The cells of a folded group by keyboard: Enter on the selected group leads in, arrows lead on, Escape leads out.

/**
 * Goes into a group; says whether it has cells.
 * @param {Element} group
 * @returns {boolean}
 */
export function enterCells(group) {
  const cell = /** @type {SVGElement | null} */ (
    group.querySelector(".cell[data-selected]") ?? group.querySelector(".cell")
  );
  cell?.focus({ preventScroll: true });
  return cell !== null;
}

/**
 * Goes on from a cell; says whether the key was meant for it.
 * @param {Element} target
 * @param {string} key
 * @param {number} columns
 * @returns {boolean}
 */
export function walkCells(target, key, columns) {
  if (!target.classList.contains("cell")) return false;
  if (key === "Escape") {
    /** @type {SVGElement | null} */ (target.closest(".group"))?.focus({ preventScroll: true });
    return true;
  }
  /** @type {Record<string, number>} */
  const ways = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const way = ways[key];
  if (way === undefined) return false;
  const cells = /** @type {SVGElement[]} */ ([...(target.parentElement?.children ?? [])]);
  cells[cells.indexOf(/** @type {SVGElement} */ (target)) + way]?.focus({ preventScroll: true });
  return true;
}
