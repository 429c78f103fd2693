// @ts-check
// The drawn graph. It is laid out once for each picture; ticks only touch what changed.

import { byId, svg } from "../dom/dom.js";
import { enterCells, walkCells } from "../fold/cells.js";
import { Minimap } from "./minimap.js";
import { moveFrom } from "../layout/moves.js";
import { boxesOf, Scene } from "./scene.js";
import { stepFromEdge, stepFromNode } from "./steps.js";
import { Tip } from "./tip.js";
import { tipLines } from "./tip_lines.js";
import { layOut } from "../layout/layout.js";
import { RESTART_SHAPE } from "../dom/marks.js";
import { Viewport } from "./viewport.js";
import { entryAt } from "../lists/entry_at.js";
import { messageOf } from "../words/error_text.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("../feed/model.js").Topology} Topology
 * @typedef {import("./scene.js").NodeView} NodeView
 * @typedef {import("./scene.js").EdgeView} EdgeView
 */

/** Room around the middle of an edge, for its label. */
const LABEL_ROOM = 90;

export class GraphView {
  #stage = byId("graph");
  #hint = byId("hint");
  #world = svg("g", { class: "world" });
  #turning = svg("g", { class: "turnings" });
  #viewport;
  #minimap;
  #onSelect;
  #tip = new Tip(this.#world, (id) => this.#model ? tipLines(this.#model, this.#scene, id) : []);
  /** @type {Scene | null} */
  #scene = null;
  /** @type {Model | null} what was painted last */
  #model = null;
  /** @type {string | null} */
  #selected = null;
  #drawing = 0;

  /**
   * `onSelect` is called with the id of what was chosen, or `null`; `onMove` when something else comes into view.
   * @param {{ onSelect: (id: string | null) => void, onMove: () => void }} told
   */
  constructor({ onSelect, onMove }) {
    this.#onSelect = onSelect;
    this.#stage.append(this.#world);
    this.#viewport = new Viewport(this.#stage, this.#world, {
      onBackground: () => onSelect(null),
      onMove: () => {
        this.#minimap?.look(this.#viewport.area);
        onMove();
      },
    });
    this.#minimap = new Minimap(this.#viewport);
    this.#world.addEventListener("click", (event) => this.#choose(event.target));
    this.#world.addEventListener("keydown", (event) => this.#key(event));
    this.#world.addEventListener("focusin", (event) => this.#rove(event.target));
    byId("zoom-in").addEventListener("click", () => this.#viewport.zoom(1.3));
    byId("zoom-out").addEventListener("click", () => this.#viewport.zoom(1 / 1.3));
    byId("zoom-fit").addEventListener("click", () => this.#viewport.fit());
  }

  get viewport() {
    return this.#viewport;
  }

  /** What is drawn, or `null`. */
  get scene() {
    return this.#scene;
  }

  /**
   * Draws a picture of a topology; resolves to whether it could be. What `anchor` names stays where it is seen.
   * @param {object} wanted
   * @param {Topology} wanted.topology
   * @param {import("../fold/fold.js").Picture} wanted.picture
   * @param {readonly import("../fold/frames.js").Frame[]} [wanted.frames]
   * @param {string} wanted.viz where the layout engine is served
   * @param {string | null} [wanted.anchor]
   * @returns {Promise<boolean>}
   */
  async draw({ topology, picture, frames = [], viz, anchor = null }) {
    const drawing = ++this.#drawing;
    if (!this.#scene) this.#clear("Drawing the graph …");
    if (picture.nodes.length === 0) {
      this.#clear("The graph has no actors");
      return true;
    }
    const { nodes, ...rest } = boxesOf(picture, topology, frames);
    this.#stage.setAttribute("aria-busy", "true");
    try {
      const geometry = await layOut({ viz, nodes, ...rest, stage: this.#viewport.room });
      if (drawing !== this.#drawing) return true;
      this.#build(new Scene({ topology, picture, boxes: nodes, geometry, frames }), anchor);
      this.#stage.dataset.drawn = String(topology.rev);
    } catch (error) {
      if (drawing === this.#drawing) this.#clear(`Cannot draw the graph: ${messageOf(error)}`);
      return drawing !== this.#drawing;
    } finally {
      if (drawing === this.#drawing) this.#stage.removeAttribute("aria-busy");
    }
    return true;
  }

  /** Forgets the picture: what comes next has nothing to do with it. */
  clear() {
    this.#drawing++;
    this.#clear("Drawing the graph …");
  }

  /**
   * Paints what changed and can be seen.
   * @param {Model} model
   */
  update(model) {
    this.#model = model;
    if (!this.#scene || !this.#viewport.shown) return;
    this.#scene.note(model);
    this.#scene.paint(model, this.#viewport.area, this.#viewport.lod);
    this.#minimap.update(this.#scene, model);
  }

  /**
   * Paints everything, seen or not.
   * @param {Model} model
   */
  paintAll(model) {
    if (!this.#scene) return;
    const { width, height } = this.#scene.geometry;
    this.#scene.note(model);
    this.#scene.paint(model, { x: -200, y: -200, width: width + 400, height: height + 400 }, 2);
  }

  /**
   * Puts a mark that goes around on these channels.
   * @param {readonly number[]} channels
   */
  markTurning(channels) {
    const edges = new Set(channels.flatMap((channel) => this.#scene?.edgeOfChannel(channel) ?? []));
    this.#turning.replaceChildren(
      ...[...edges].map(({ middle }) =>
        svg("path", {
          class: "turning",
          d: RESTART_SHAPE,
          transform: `translate(${middle.x} ${middle.y}) scale(2.4)`,
        })
      ),
    );
  }

  /**
   * Marks what is selected.
   * @param {string | null} id
   */
  select(id) {
    this.#selected = id;
    for (const name of ["data-selected", "data-holds"]) {
      for (const marked of this.#world.querySelectorAll(`[${name}]`)) marked.removeAttribute(name);
    }
    const holder = id === null ? null : this.#scene?.holderOf(id);
    if (!holder) return;
    const element = document.getElementById(/** @type {string} */ (id)) ?? holder.element;
    element.setAttribute("data-selected", "");
    if (element !== holder.element) holder.element.setAttribute("data-holds", "");
  }

  /**
   * Moves until an actor, a channel or a group is seen.
   * @param {string} id
   */
  reveal(id) {
    const holder = this.#scene?.holderOf(id);
    if (holder) this.#viewport.reveal(holder.area);
  }

  /**
   * Keeps an actor, a channel or a group in sight, where its details have just taken a part of the stage.
   * @param {string} id
   */
  keepSeen(id) {
    const holder = this.#scene?.holderOf(id);
    if (holder) this.#viewport.keepSeen(holder.area);
  }

  /**
   * @param {Scene} scene
   * @param {string | null} anchor
   */
  #build(scene, anchor) {
    this.#tip.hide();
    const before = this.#scene;
    const active = document.activeElement;
    const focused = active && this.#world.contains(active) ? active.id : null;
    this.#scene = scene;
    this.#hint.hidden = true;
    this.#turning.replaceChildren();
    this.#world.replaceChildren(...scene.elements, this.#turning);
    const held = (/** @type {Scene | null} */ from) =>
      anchor === null ? null : from?.holderOf(anchor)?.area ?? null;
    this.#viewport.show(scene.geometry, held(before), held(scene));
    this.#minimap.show(scene);
    if (before) moveFrom(before, scene);
    this.#rove(scene.nodes[0]?.element ?? null);
    if (focused !== null) scene.holderOf(focused)?.element.focus();
    this.select(this.#selected);
  }

  /** @param {string} hint */
  #clear(hint) {
    this.#scene = null;
    this.#tip.hide();
    this.#turning.replaceChildren();
    this.#world.replaceChildren();
    this.#hint.textContent = hint;
    this.#hint.hidden = false;
    delete this.#stage.dataset.drawn;
  }

  /** @param {EventTarget | null} target */
  #choose(target) {
    const chosen = /** @type {Element} */ (target).closest(".cell, .actor, .chan");
    if (chosen) this.#onSelect(chosen.id);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key } = event;
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const scene = this.#scene;
    if (!scene) return;
    const node = scene.nodes.find(({ element }) => element.contains(target));
    const view = node ?? scene.edges.find(({ element }) => element.contains(target));
    if (!view) return;
    if (key === "Enter" || key === " ") {
      const again = target.hasAttribute("data-selected") && enterCells(target);
      if (!again) this.#choose(target);
    } else if (node && walkCells(target, key, node.columns)) {
      event.stopPropagation();
    } else if (key.startsWith("Arrow")) {
      this.#step(scene, view, key);
    } else return;
    event.preventDefault();
  }

  /**
   * @param {Scene} scene
   * @param {NodeView | EdgeView} from
   * @param {string} key
   */
  #step({ nodes, edges, geometry, picture }, from, key) {
    const map = {
      nodes: geometry.nodes,
      edges: edges.map(({ middle }) => middle),
      links: picture.links,
    };
    const at = nodes.findIndex((node) => node === from);
    const step = at < 0
      ? stepFromEdge(map, edges.findIndex((edge) => edge === from), key)
      : stepFromNode(map, at, key);
    if (step === null) return;
    const next = step.node === undefined ? entryAt(edges, step.edge) : entryAt(nodes, step.node);
    next.element.focus({ preventScroll: true });
    this.#viewport.reveal("middle" in next ? around(next.middle) : next.area);
  }

  /**
   * One node or edge at a time can be reached by Tab; the arrows lead on from there.
   * @param {EventTarget | null} target
   */
  #rove(target) {
    const scene = this.#scene;
    const view = scene &&
      [...scene.nodes, ...scene.edges].find(({ element }) =>
        element.contains(/** @type {Node | null} */ (target))
      );
    if (!view) return;
    for (const element of this.#world.querySelectorAll('[tabindex="0"]')) {
      element.setAttribute("tabindex", "-1");
    }
    view.element.setAttribute("tabindex", "0");
  }
}

/**
 * The part of an edge that is to be seen where somebody goes to it: it can be longer than the window.
 * @param {import("../layout/geometry.js").Point} middle
 */
function around({ x, y }) {
  return { x: x - LABEL_ROOM, y: y - LABEL_ROOM / 2, width: 2 * LABEL_ROOM, height: LABEL_ROOM };
}
