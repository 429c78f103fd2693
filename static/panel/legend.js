// @ts-check
// What the marks of the levels mean.

import { byId, html } from "../dom/dom.js";
import { term } from "../dom/terms.js";
import { LEVELS } from "../words/levels.js";

/** Puts the levels in front of the legend. */
export function showLegend() {
  byId("legend").prepend(
    ...LEVELS.map(({ name, about }, level) =>
      html("li", { class: `marked v${level}` }, term(name, `${about}.`))
    ),
  );
}
