// The cells of a folded group by keyboard: Enter on the selected group leads in, arrows lead on, Escape leads out.

/** Goes into a group; says whether it has cells. */
export function enterCells(group) {
  const cell = group.querySelector(".cell[data-selected]") ?? group.querySelector(".cell");
  cell?.focus({ preventScroll: true });
  return cell !== null;
}

/** Goes on from a cell; says whether the key was meant for it. */
export function walkCells(target, key, columns) {
  if (!target.classList.contains("cell")) return false;
  if (key === "Escape") {
    target.closest(".group").focus({ preventScroll: true });
    return true;
  }
  const ways = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  if (!(key in ways)) return false;
  const cells = [...target.parentElement.children];
  cells[cells.indexOf(target) + ways[key]]?.focus({ preventScroll: true });
  return true;
}
