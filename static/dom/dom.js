// The few things the page does to its document. Text is only ever set as text: a name can never become markup.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an HTML element. Children are elements or strings. */
export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Makes an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** The element of `id`, which the page is known to have. */
export function byId(id) {
  return document.getElementById(id);
}

const texts = new WeakMap();
const attributes = new WeakMap();

/** Sets an element's text, if it is another: laying out text is what costs. */
export function setText(element, text) {
  if (texts.get(element) === text) return;
  texts.set(element, text);
  element.textContent = text;
}

/** Sets an attribute, if it is another. */
export function setAttribute(element, name, value) {
  let known = attributes.get(element);
  if (!known) attributes.set(element, known = {});
  if (known[name] === value) return;
  known[name] = value;
  element.setAttribute(name, value);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
