// @ts-check
// On a narrow screen the details of what is selected are a sheet over the foot of the page (`panel/panel.css`).

/** How much is left between what is selected and the sheet, in pixels. */
const GAP = 14;

/**
 * Scrolls the page until `element`, if there is one, is seen above the sheet; where the details are no sheet, nothing.
 * @param {Element | null | undefined} element
 * @param {Element} sheet
 */
export function uncover(element, sheet) {
  if (!element || getComputedStyle(sheet).position !== "fixed") return;
  const covered = element.getBoundingClientRect().bottom + GAP - sheet.getBoundingClientRect().top;
  if (covered > 0) scrollBy({ top: covered, behavior: "instant" });
}
