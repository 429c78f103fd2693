// @ts-check
// A flame graph: each function as wide as its time, below the one that called it.

import { html, setText, svg } from "../dom/dom.js";
import { flameBoxes } from "./flame_boxes.js";
import { flameText } from "./flame_text.js";

/**
 * @typedef {import("./flame_tree.js").Flame} Flame
 * @typedef {import("./flame_boxes.js").Box} Box
 */

const ROW = 22;

const HINT =
  "Point at a function to read its times, click to zoom in; or use the arrow keys and Enter.";

/** What a letter of the labels takes, in pixels. */
const LETTER = 6.4;

export class FlameView {
  element = html("div", { class: "flame" });
  #svg = svg("svg", { role: "tree", "aria-label": "Functions, as wide as their time" });
  #told = html("p", { class: "flame-told" }, HINT);
  /** @type {Flame} */
  #root;
  /** @type {Flame} */
  #zoomed;
  /** @type {Flame} */
  #focused;
  /** @type {Box[]} */
  #boxes = [];
  /** @type {Map<Flame, SVGGElement>} */
  #elements = new Map();

  /**
   * Shows the tree below `root`.
   * @param {Flame} root
   */
  constructor(root) {
    this.#root = this.#zoomed = this.#focused = root;
    this.element.append(this.#svg, this.#told);
    this.#svg.addEventListener("click", ({ target }) =>
      this.#onBox(target, (flame) => {
        this.#zoom(flame === this.#zoomed ? this.#root : flame);
      }));
    this.#svg.addEventListener("pointermove", ({ target }) => this.#onBox(target, this.#tell));
    this.#svg.addEventListener("focusin", ({ target }) => this.#onBox(target, this.#tell));
    this.#svg.addEventListener("keydown", (event) => this.#onKey(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** @param {Flame} flame */
  #tell = (flame) => setText(this.#told, flameText(flame, this.#root.total));

  /** @param {Flame} flame */
  #zoom(flame) {
    this.#zoomed = this.#focused = flame;
    this.#draw();
    this.#tell(flame);
  }

  #draw() {
    const width = this.element.clientWidth;
    if (width === 0) return;
    const focused = this.#svg.contains(document.activeElement);
    this.#boxes = flameBoxes(this.#zoomed);
    const rows = 1 + Math.max(...this.#boxes.map(({ depth }) => depth));
    this.#svg.setAttribute("width", String(width));
    this.#svg.setAttribute("height", String(rows * ROW));
    this.#elements = new Map(this.#boxes.map((box) => [box.flame, this.#box(box, width)]));
    this.#svg.replaceChildren(...this.#elements.values());
    if (focused) this.#elements.get(this.#focused)?.focus();
  }

  /**
   * @param {Box} box
   * @param {number} whole
   */
  #box({ flame, depth, from, width }, whole) {
    const wide = Math.max(1, width * whole - 1);
    const element = svg("g", {
      role: "treeitem",
      class: `box ${flame === this.#root ? "root" : flame.origin}`,
      transform: `translate(${(from * whole).toFixed(1)} ${depth * ROW})`,
      tabindex: flame === this.#focused ? "0" : "-1",
      "aria-level": String(depth + 1),
      "aria-label": flameText(flame, this.#root.total),
    });
    element.append(svg("rect", { width: wide.toFixed(1), height: String(ROW - 1), rx: "2" }));
    const letters = Math.floor((wide - 8) / LETTER);
    if (letters >= 3) {
      const { name } = flame;
      const cut = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
      element.append(svg("text", { x: "5", y: "15" }, cut));
    }
    return element;
  }

  /**
   * @param {EventTarget | null} target
   * @param {(flame: Flame) => void} act
   */
  #onBox(target, act) {
    const element = /** @type {Element} */ (target).closest(".box");
    for (const [flame, one] of this.#elements) if (one === element) return act(flame);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { key } = event;
    if (key === "Enter" || key === " ") this.#zoom(this.#focused);
    else if ((key === "Escape" || key === "Backspace") && this.#zoomed !== this.#root) {
      this.#zoom(this.#zoomed.parent ?? this.#root);
    } else {
      const next = this.#beside(key);
      if (!next) return;
      this.#elements.get(this.#focused)?.setAttribute("tabindex", "-1");
      this.#focused = next;
      this.#elements.get(next)?.setAttribute("tabindex", "0");
      this.#elements.get(next)?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {string} key
   * @returns {Flame | null}
   */
  #beside(key) {
    const flame = this.#focused;
    /** @param {Flame | null | undefined} one */
    const drawn = (one) => one && this.#elements.has(one) ? one : null;
    if (key === "ArrowDown") return drawn(flame.calls[0]);
    if (key === "ArrowUp") return drawn(flame.parent);
    if (key === "Home") return this.#zoomed;
    const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return null;
    const box = this.#boxes.find((one) => one.flame === flame);
    if (!box) return null;
    const row = this.#boxes.filter(({ depth }) => depth === box.depth);
    return row[row.indexOf(box) + step]?.flame ?? null;
  }
}
