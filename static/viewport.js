// Pan, zoom and fit of the graph: with the mouse, with one or two fingers, or with keys.

const MIN_SCALE = 0.05;
const MAX_SCALE = 4;

/** Beyond this scale a small graph is not enlarged to fill the window. */
const MAX_FIT = 1.35;

const MARGIN = 22;

/** Below these scales first the edges' text goes, then all text. */
const LABELS_FROM = 0.56;
const TEXT_FROM = 0.4;

export class Viewport {
  #stage;
  #world;
  #size = { width: 1, height: 1 };
  #view = { x: 0, y: 0, scale: 1 };
  #moved = false;
  #pointers = new Map();
  #onBackground;

  constructor(stage, world, onBackground) {
    this.#stage = stage;
    this.#world = world;
    this.#onBackground = onBackground;
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      stage.addEventListener(name, (event) => this.#up(event));
    }
    new ResizeObserver(() => {
      if (!this.#moved) this.fit();
    }).observe(stage);
  }

  /** The room that a graph has. */
  get room() {
    const { clientWidth, clientHeight } = this.#stage;
    return {
      width: Math.max(50, clientWidth - 2 * MARGIN),
      height: Math.max(50, clientHeight - 2 * MARGIN),
    };
  }

  /** Shows a graph of this size, whole. */
  show(size) {
    this.#size = size;
    this.fit();
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

  /** Zooms by `factor` around a point of the stage, or around its middle. */
  zoom(factor, at = { x: this.#stage.clientWidth / 2, y: this.#stage.clientHeight / 2 }) {
    const { x, y, scale } = this.#view;
    const next = Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale * factor));
    const ratio = next / scale;
    this.#moved = true;
    this.#set({ scale: next, x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio });
  }

  #pan(dx, dy) {
    this.#moved = true;
    this.#set({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  #set(view) {
    this.#view = view;
    this.#world.setAttribute(
      "transform",
      `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.scale.toFixed(4)})`,
    );
    const lod = view.scale < TEXT_FROM ? 0 : view.scale < LABELS_FROM ? 1 : 2;
    this.#stage.setAttribute("data-lod", String(lod));
  }

  #wheel(event) {
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.zoom(Math.exp(-event.deltaY * step * 0.0015), this.#point(event));
  }

  #down(event) {
    if (event.button !== 0) return;
    this.#pointers.set(event.pointerId, { ...this.#point(event), travel: 0 });
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#point(event);
    const travel = before.travel + Math.hypot(now.x - before.x, now.y - before.y);
    // Capturing earlier would take the click away from what is under the pointer.
    if (travel > 4) this.#stage.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 1 && travel > 4) this.#pan(now.x - before.x, now.y - before.y);
    if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, now);
    this.#pointers.set(event.pointerId, { ...now, travel });
  }

  #pinch(id, before, now) {
    const [other] = [...this.#pointers].filter(([key]) => key !== id).map(([, point]) => point);
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(now.x - other.x, now.y - other.y);
    if (was > 0) this.zoom(is / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  #up(event) {
    const pointer = this.#pointers.get(event.pointerId);
    this.#pointers.delete(event.pointerId);
    if (pointer && pointer.travel <= 4 && event.target === this.#stage) this.#onBackground();
  }

  #point(event) {
    const { left, top } = this.#stage.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}
