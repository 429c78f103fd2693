// @ts-check
// A name on the page, in brief. All of it is in its title, where it is not seen whole.

import { nameText, oneLine } from "./name_text.js";
import { html } from "./dom.js";

/**
 * @param {string} name
 * @param {import("./dom.js").Attributes} [attributes]
 */
export function nameElement(name, attributes = {}) {
  const brief = nameText(name);
  const whole = brief === oneLine(name);
  return html("bdi", whole ? attributes : { ...attributes, title: name }, brief);
}
