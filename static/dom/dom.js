// @ts-check
// The few things the page does to its document. Text is only ever set as text: a name can never become markup.

/** @typedef {Readonly<Record<string, string | number>>} Attributes */
/**
 * @typedef {object} Parts what is more than an element, by its id
 * @property {HTMLDetailsElement} export
 * @property {HTMLInputElement} find
 * @property {SVGSVGElement} graph
 * @property {HTMLDialogElement} help
 * @property {SVGSVGElement} minimap
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an HTML element. Children are elements or strings.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Makes an SVG element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * The element of `id`, which the page is known to have.
 * @template {string} Id
 * @param {Id} id
 * @returns {Id extends keyof Parts ? Parts[Id] : HTMLElement}
 */
export function byId(id) {
  return /** @type {any} */ (document.getElementById(id));
}

/** @type {WeakMap<Element, string>} */
const texts = new WeakMap();
/** @type {WeakMap<Element, Record<string, string | number>>} */
const attributes = new WeakMap();

/**
 * Sets an element's text, if it is another: laying out text is what costs.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (texts.get(element) === text) return;
  texts.set(element, text);
  element.textContent = text;
}

/**
 * Sets an attribute, if it is another.
 * @param {Element} element
 * @param {string} name
 * @param {string | number} value
 */
export function setAttribute(element, name, value) {
  let known = attributes.get(element);
  if (!known) attributes.set(element, known = {});
  if (known[name] === value) return;
  known[name] = value;
  element.setAttribute(name, String(value));
}

/**
 * @template {Element} Drawn
 * @param {Drawn} element
 * @param {Attributes} attributes
 * @param {readonly (Node | string)[]} children
 * @returns {Drawn}
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}
