// @ts-check
// The part of the address behind `#`: what is selected, which view, what is folded, what is looked for, and where the
// graph is looked at. It can be sent to somebody else.

/** @typedef {{ scale: number, x: number, y: number }} Look a scale and what is in the middle, in pixels of the graph */
/** @typedef {{ sel: string | null, view: string, fold: string[] | null, around: string, find: string, lens: boolean, z: Look | null, t: string | null }} Place */

/** What an empty fragment means. @type {Readonly<Place>} */
export const NOWHERE = {
  sel: null,
  view: "graph",
  fold: null,
  around: "",
  find: "",
  lens: false,
  z: null,
  t: null,
};

/**
 * Writes a place as a fragment, without `#`. What is as usual is left out.
 * @param {Place} place
 * @returns {string}
 */
export function printFragment({ sel, view, fold, around, find, lens, z, t }) {
  const parts = [];
  if (sel !== null) parts.push(`sel=${sel}`);
  if (view !== NOWHERE.view) parts.push(`view=${encodeURIComponent(view)}`);
  if (fold !== null) parts.push(`fold=${fold.map(encodeURIComponent).join(",")}`);
  if (around !== "") parts.push(`around=${encodeURIComponent(around)}`);
  if (find !== "") parts.push(`find=${encodeURIComponent(find)}`);
  if (lens) parts.push("lens=1");
  if (t !== null) parts.push(`t=${encodeURIComponent(t)}`);
  if (z !== null) parts.push(`z=${Number(z.scale.toFixed(4))},${z.x.toFixed(0)},${z.y.toFixed(0)}`);
  return parts.join("&");
}

/**
 * Reads a fragment; what it does not say, or says wrongly, is as usual.
 * @param {string} text with or without `#`
 * @returns {Place}
 */
export function parseFragment(text) {
  /** @type {Place} */
  const place = { ...NOWHERE };
  for (const part of text.replace(/^#/, "").split("&")) {
    const [key = "", value = ""] = part.split(/=(.*)/s);
    if (key === "sel" && /^[aceg]\d+$/.test(value)) place.sel = value;
    else if (key === "view") place.view = decoded(value);
    else if (key === "fold") place.fold = value === "" ? [] : value.split(",").map(decoded);
    else if (key === "around") place.around = decoded(value);
    else if (key === "find") place.find = decoded(value);
    else if (key === "lens") place.lens = value === "1";
    else if (key === "t" && value !== "") place.t = decoded(value);
    else if (key === "z") place.z = lookOf(value);
  }
  return place;
}

/** @param {string} value @returns {Look | null} */
function lookOf(value) {
  const [scale = NaN, x = NaN, y = NaN] = value.split(",").map(Number);
  return [scale, x, y].every(Number.isFinite) && scale > 0 ? { scale, x, y } : null;
}

/** @param {string} value */
function decoded(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    // A stray percent sign means itself.
    return value;
  }
}
