// @ts-check
// The picture as a file: an SVG that needs nothing else, and a PNG made of it.

import { svg } from "../dom/dom.js";

const MARGIN = 24;

/** A browser refuses canvases much bigger than this, in pixels. */
const MAX_SIDE = 8192;

/** What a drawing takes from the page's styles. */
const LOOKS = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "visibility",
  "paint-order",
];
const TEXT_LOOKS = [...LOOKS, "font-family", "font-size", "font-weight", "text-anchor"];

/**
 * The whole graph as an SVG document, as it looks now.
 * @param {SVGSVGElement} stage
 * @param {import("../graph/scene.js").Scene} scene
 * @returns {string}
 */
export function svgText(stage, scene) {
  const { width, height } = scene.geometry;
  const lod = stage.getAttribute("data-lod");
  // The file is read at any size, so that it has all the text.
  stage.setAttribute("data-lod", "2");
  const drawn = stage.querySelector(".world");
  const world = drawn && inlined(drawn);
  stage.setAttribute("data-lod", String(lod));
  if (!world) throw new Error("the graph is not shown");
  world.removeAttribute("transform");
  const box = { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  const drawing = svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `${box.x} ${box.y} ${box.width} ${box.height}`,
      width: box.width,
      height: box.height,
    },
    svg("rect", { ...box, fill: getComputedStyle(document.body).backgroundColor }),
    world,
  );
  return new XMLSerializer().serializeToString(drawing);
}

/**
 * An SVG document as a PNG, twice as large, where that is not too large.
 * @param {string} text
 * @returns {Promise<Blob>}
 */
export async function pngOf(text) {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    const scale = Math.min(2, MAX_SIDE / image.naturalWidth, MAX_SIDE / image.naturalHeight);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error("the browser made no picture of it"))
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * @param {Element} element
 * @returns {Element | null}
 */
function inlined(element) {
  const looks = getComputedStyle(element);
  if (looks.display === "none") return null;
  const copy = /** @type {Element} */ (element.cloneNode(false));
  for (const name of ["class", "tabindex", "role", "style"]) copy.removeAttribute(name);
  for (const { name } of [...copy.attributes]) {
    if (name.startsWith("data-")) copy.removeAttribute(name);
  }
  const names = /^t(ext|span)$/.test(element.tagName)
    ? TEXT_LOOKS
    : element.tagName === "g"
    ? ["opacity"]
    : LOOKS;
  for (const name of names) copy.setAttribute(name, looks.getPropertyValue(name));
  const name = element.getAttribute("aria-label");
  if (name !== null) {
    copy.removeAttribute("aria-label");
    copy.append(svg("title", {}, name));
  }
  for (const child of element.childNodes) {
    const part = child instanceof Element ? inlined(child) : child.cloneNode();
    if (part) copy.append(part);
  }
  return copy;
}
