// @ts-check
// The whole graph, small, with the part that is seen. It shows while something is out of sight.

import { byId, setAttribute, svg } from "../dom/dom.js";
import { groupValues } from "../fold/summary.js";
import { entryAt } from "../lists/entry_at.js";
import { LEVELS } from "../words/levels.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("./scene.js").Scene} Scene
 */

const ROOM = { width: 230, height: 140 };

/** Room around the graph, as a share of its longer side. */
const MARGIN = 0.03;

/** How often the colours are painted, in milliseconds. */
const PERIOD_MS = 500;

export class Minimap {
  #element = byId("minimap");
  #edges = svg("path", { class: "mini-edges" });
  #nodes = LEVELS.map((_, level) => svg("path", { class: `mini v${level}` }));
  #shade = svg("path", { class: "mini-shade", "fill-rule": "evenodd" });
  #frame = svg("rect", { class: "mini-frame" });
  #viewport;
  #size = { width: 1, height: 1 };
  #margin = 0;
  /** @type {{ x: number, y: number } | null} */
  #grip = null;
  #painted = -Infinity;

  /** @param {import("./viewport.js").Viewport} viewport */
  constructor(viewport) {
    this.#viewport = viewport;
    this.#element.append(this.#edges, ...this.#nodes, this.#shade, this.#frame);
    this.#element.addEventListener("pointerdown", (event) => this.#down(event));
    this.#element.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.#element.addEventListener(name, () => this.#grip = null);
    }
  }

  /**
   * Takes the places of a scene.
   * @param {Scene} scene
   */
  show({ geometry, picture }) {
    const { nodes, ...size } = geometry;
    this.#size = size;
    this.#margin = MARGIN * Math.max(size.width, size.height);
    const { x, y, width, height } = this.#box;
    const scale = Math.min(ROOM.width / width, ROOM.height / height);
    setAttribute(this.#element, "viewBox", `${x} ${y} ${width} ${height}`);
    setAttribute(this.#element, "width", Math.round(width * scale));
    setAttribute(this.#element, "height", Math.round(height * scale));
    const end = (/** @type {number} */ at) => {
      const { x, y } = entryAt(nodes, at);
      return `${x.toFixed(0)} ${y.toFixed(0)}`;
    };
    setAttribute(
      this.#edges,
      "d",
      picture.links.map(({ from, to }) => `M${end(from)}L${end(to)}`).join(""),
    );
    this.#painted = -Infinity;
    this.look(this.#viewport.area);
  }

  /**
   * Marks the part that is seen.
   * @param {import("../layout/geometry.js").Area} area
   */
  look({ x, y, width, height }) {
    const { width: w, height: h } = this.#size;
    // A pixel more or less is no reason to show a map.
    const slack = 4 / this.#viewport.scale;
    const box = this.#box;
    this.#element.toggleAttribute(
      "data-whole",
      x <= slack && y <= slack && x + width >= w - slack && y + height >= h - slack,
    );
    for (const [name, value] of Object.entries({ x, y, width, height })) {
      setAttribute(this.#frame, name, value.toFixed(0));
    }
    setAttribute(
      this.#shade,
      "d",
      `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}ZM${x.toFixed(0)} ${
        y.toFixed(0)
      }h${width.toFixed(0)}v${height.toFixed(0)}h${(-width).toFixed(0)}Z`,
    );
  }

  /**
   * Paints the levels, if it is seen and it is time.
   * @param {Scene} scene
   * @param {Model} model
   */
  update(scene, model) {
    const now = performance.now();
    if (this.#element.hasAttribute("data-whole") || now - this.#painted < PERIOD_MS) return;
    this.#painted = now;
    const paths = LEVELS.map(() => "");
    const level = model.column("a", "level");
    for (const { members, area } of scene.nodes) {
      const worst = members.length === 1
        ? entryAt(level, members[0]) ?? 0
        : groupValues(model, members).level;
      paths[worst] += `M${area.x.toFixed(0)} ${
        area.y.toFixed(0)
      }h${area.width}v${area.height}h${-area
        .width}Z`;
    }
    this.#nodes.forEach((node, at) => setAttribute(node, "d", entryAt(paths, at)));
  }

  /**
   * A press outside of the frame takes the frame there; a drag moves it on.
   * @param {PointerEvent} event
   */
  #down(event) {
    const point = this.#point(event);
    const { x, y, width, height } = this.#viewport.area;
    const inside = point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
    this.#grip = inside
      ? { x: point.x - x - width / 2, y: point.y - y - height / 2 }
      : { x: 0, y: 0 };
    this.#element.setPointerCapture(event.pointerId);
    this.#move(event);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#grip) return;
    const { x, y } = this.#point(event);
    const look = { x: x - this.#grip.x, y: y - this.#grip.y, scale: this.#viewport.scale };
    this.#viewport.look = look;
  }

  get #box() {
    const { width, height } = this.#size;
    const margin = this.#margin;
    return { x: -margin, y: -margin, width: width + 2 * margin, height: height + 2 * margin };
  }

  /** @param {PointerEvent} event */
  #point({ clientX, clientY }) {
    const seen = this.#element.getBoundingClientRect();
    const { x, y, width, height } = this.#box;
    return {
      x: x + (clientX - seen.left) / seen.width * width,
      y: y + (clientY - seen.top) / seen.height * height,
    };
  }
}
