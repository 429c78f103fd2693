// @ts-check
// Pan, zoom and fit of the graph: with the mouse, with one or two fingers, or with keys.

import { setAttribute } from "../dom/dom.js";

/**
 * @typedef {import("../layout/geometry.js").Point} Point
 * @typedef {import("../place/fragment.js").Look} Look
 * @typedef {{ width: number, height: number }} Size
 */

const MIN_SCALE = 0.05;
const MAX_SCALE = 4;

/** Beyond this scale a small graph is not enlarged to fill the window. */
const MAX_FIT = 1.35;

const MARGIN = 22;

/** On a stage that is narrower than this the zoom buttons need room of their own, below the graph; in pixels. */
const NARROW = 600;
const BUTTONS = 44;

/** Below these scales first the edges' text goes, then all text. */
const LABELS_FROM = 0.56;
const TEXT_FROM = 0.5;

/** Below this scale not even a big name can be read. */
const NAMES_FROM = 0.2;

export class Viewport {
  #stage;
  #world;
  #size = { width: 1, height: 1 };
  #view = { x: 0, y: 0, scale: 1 };
  #window = { width: 0, height: 0 };
  #screen = "";
  #moved = false;
  /** @type {Map<number, Point & { travel: number }>} */
  #pointers = new Map();
  #onBackground;
  #onMove;

  /**
   * `onBackground` is called when the ground is clicked, `onMove` whenever something else comes into view.
   * @param {SVGSVGElement} stage
   * @param {SVGGElement} world
   * @param {{ onBackground: () => void, onMove: () => void }} told
   */
  constructor(stage, world, { onBackground, onMove }) {
    this.#stage = stage;
    this.#world = world;
    this.#onBackground = onBackground;
    this.#onMove = onMove;
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
      stage.addEventListener(name, (event) => this.#up(event));
    }
    new ResizeObserver(() => this.#resized()).observe(stage);
    this.#measure();
  }

  /** Whether the graph is on the screen. */
  get shown() {
    return this.#window.width > 0;
  }

  /** The room that a graph has. */
  get room() {
    const { clientWidth, clientHeight } = this.#stage;
    // A graph that is not seen is laid out for where it will be.
    if (clientWidth === 0) return { width: innerWidth * 0.75, height: innerHeight * 0.75 };
    return {
      width: Math.max(50, clientWidth - 2 * MARGIN),
      height: Math.max(50, clientHeight - 2 * MARGIN - (clientWidth < NARROW ? BUTTONS : 0)),
    };
  }

  /** The part of the graph that is seen, in pixels of the graph. */
  get area() {
    const { x, y, scale } = this.#view;
    const { width, height } = this.#window;
    return { x: -x / scale, y: -y / scale, width: width / scale, height: height / scale };
  }

  /** Pixels of the window for a pixel of the graph. */
  get scale() {
    return this.#view.scale;
  }

  /** How much is told: 0 no text, 1 the nodes' text, 2 all. */
  get lod() {
    const { scale } = this.#view;
    return scale < TEXT_FROM ? 0 : scale < LABELS_FROM ? 1 : 2;
  }

  /**
   * Where somebody moved to: a scale and what is in the middle; `null` while all is shown.
   * @returns {Look | null}
   */
  get look() {
    if (!this.#moved) return null;
    const { x, y, width, height } = this.area;
    return { scale: this.#view.scale, x: x + width / 2, y: y + height / 2 };
  }

  set look(look) {
    if (look === null) this.fit();
    else this.#lookAt(look);
  }

  /**
   * Takes the size of a graph. What was in the place `before` is in the place `after` now, and stays where it is seen.
   * @param {Size} size
   * @param {Point | null} [before]
   * @param {Point | null} [after]
   */
  show(size, before = null, after = null) {
    this.#size = size;
    if (!this.#moved) return this.fit();
    if (!before || !after) return this.#set(this.#view);
    const { scale } = this.#view;
    this.pan((before.x - after.x) * scale, (before.y - after.y) * scale);
  }

  /**
   * Moves as little as needed to see this part of the graph, and near enough to read it.
   * @param {import("../layout/geometry.js").Area} area
   */
  reveal({ x, y, width, height }) {
    const seen = this.area;
    const inside = x >= seen.x && y >= seen.y && x + width <= seen.x + seen.width &&
      y + height <= seen.y + seen.height;
    if (inside && this.lod > 0) return;
    const scale = Math.max(
      this.#view.scale,
      Math.min(LABELS_FROM * 1.3, seen.width * this.#view.scale / width),
    );
    this.look = { scale, x: x + width / 2, y: y + height / 2 };
  }

  /**
   * Moves as little as needed for what was seen to be seen still, where something on the page has taken a part of the
   * stage a moment ago.
   * @param {import("../layout/geometry.js").Area} area
   */
  keepSeen(area) {
    const { x, scale } = this.#view;
    const { width: before } = this.#window;
    const now = this.#stage.clientWidth;
    const left = x + area.x * scale;
    const right = left + area.width * scale;
    if (now >= before || left < 0 || right > before) return;
    const over = Math.min(right + MARGIN - now, left);
    if (over > 0) this.#set({ ...this.#view, x: x - over });
  }

  /** Shows the whole graph in the middle, also when the window changes from now on. */
  fit() {
    const { width, height } = this.room;
    const scale = Math.min(width / this.#size.width, height / this.#size.height, MAX_FIT);
    this.#moved = false;
    this.#set({
      scale,
      x: MARGIN + (width - this.#size.width * scale) / 2,
      y: MARGIN + (height - this.#size.height * scale) / 2,
    });
  }

  /**
   * Zooms by `factor` around a point of the stage, or around its middle.
   * @param {number} factor
   * @param {Point} [at]
   */
  zoom(factor, at = { x: this.#stage.clientWidth / 2, y: this.#stage.clientHeight / 2 }) {
    const { x, y, scale } = this.#view;
    const next = clamp(scale * factor);
    const ratio = next / scale;
    this.#moved = true;
    this.#set({ scale: next, x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio });
  }

  /**
   * Moves the picture by pixels of the window.
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.#moved = true;
    this.#set({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  /** @param {Look} view */
  #set(view) {
    this.#view = view;
    this.#world.setAttribute(
      "transform",
      `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.scale.toFixed(4)})`,
    );
    setAttribute(this.#stage, "data-lod", String(this.lod));
    const far = view.scale < NAMES_FROM;
    if (far !== this.#stage.hasAttribute("data-far")) this.#stage.toggleAttribute("data-far");
    this.#onMove();
  }

  /** @param {Look} look */
  #lookAt({ scale: wanted, x, y }) {
    const scale = clamp(wanted);
    this.#moved = true;
    this.#set({
      scale,
      x: this.#stage.clientWidth / 2 - x * scale,
      y: this.#stage.clientHeight / 2 - y * scale,
    });
  }

  /**
   * A picture that nobody moved fits the stage. But where the page takes a part of the stage for what was selected, the picture
   * must not jump away under the pointer: it stays until that part is given back.
   */
  #resized() {
    const before = this.#window;
    const screen = this.#screen;
    this.#measure();
    const taken = this.#screen === screen && this.#window.width < before.width;
    if (this.#moved || taken) this.#set(this.#view);
    else this.fit();
  }

  // Asking for it in the middle of a tick would lay the page out once more.
  #measure() {
    const { clientWidth, clientHeight } = this.#stage;
    this.#window = { width: clientWidth, height: clientHeight };
    this.#screen = `${innerWidth} ${innerHeight}`;
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.zoom(Math.exp(-event.deltaY * step * 0.0015), this.#point(event));
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    this.#pointers.set(event.pointerId, { ...this.#point(event), travel: 0 });
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#point(event);
    const travel = before.travel + Math.hypot(now.x - before.x, now.y - before.y);
    // Capturing earlier would take the click away from what is under the pointer.
    if (travel > 4) this.#stage.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 1 && travel > 4) this.pan(now.x - before.x, now.y - before.y);
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, now);
    this.#pointers.set(event.pointerId, { ...now, travel });
  }

  /**
   * @param {number} id
   * @param {Point} before
   * @param {Point} now
   */
  #pinch(id, before, now) {
    const [other] = [...this.#pointers].filter(([key]) => key !== id).map(([, point]) => point);
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(now.x - other.x, now.y - other.y);
    if (was > 0) this.zoom(is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const pointer = this.#pointers.get(event.pointerId);
    this.#pointers.delete(event.pointerId);
    if (pointer && pointer.travel <= 4 && event.target === this.#stage) this.#onBackground();
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  #point(event) {
    const { left, top } = this.#stage.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

/** @param {number} scale */
function clamp(scale) {
  return Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
}
