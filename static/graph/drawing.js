// @ts-check
// When the graph is drawn: at a topology, when something is folded, and when the topology changed. A change is not drawn
// under somebody's hands: it is announced, and drawn by itself only while nobody points and nothing is selected.

import { byId, html, setText } from "../dom/dom.js";
import { pictureOf } from "../fold/fold.js";
import { framesOf } from "../fold/frames.js";
import { Around } from "./around.js";
import { lookOf, STANDARD_LOOK } from "./look.js";
import { pictureInPods, withoutPods } from "../pods/pod_words.js";
import { Folding } from "../fold/folding.js";

/**
 * @typedef {import("../feed/model.js").Topology} Topology
 * @typedef {import("../fold/fold.js").Group} Group
 */

/** How long nobody must have pointed or typed, in milliseconds. */
const IDLE_MS = 1000;

export class Drawing {
  folding = new Folding(() => this.redraw());
  around = new Around(() => this.redraw());
  #graph;
  #onDrawn;
  #selected;
  /** @type {Topology | null} */
  #topology = null;
  #viz = "";
  #look = STANDARD_LOOK;
  /** @type {string | null} */
  #anchor = null;
  #banner = byId("banner");
  #told = html("span");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #touched = -Infinity;

  /**
   * `selected` tells what is selected; `onDrawn` is called with whether the graph could be drawn.
   * @param {object} parts
   * @param {import("./graph_view.js").GraphView} parts.graph
   * @param {() => string | null} parts.selected
   * @param {(drawn: boolean) => void} parts.onDrawn
   */
  constructor({ graph, selected, onDrawn }) {
    this.#graph = graph;
    this.#selected = selected;
    this.#onDrawn = onDrawn;
    const button = html("button", {}, "Re-layout");
    button.addEventListener("click", () => this.redraw());
    this.#banner.append(this.#told, button);
    for (const name of ["pointermove", "pointerdown", "wheel", "keydown"]) {
      addEventListener(name, () => this.#touched = performance.now(), { passive: true });
    }
  }

  /**
   * Takes a topology. `same` says that it is the graph that is drawn, changed.
   * @param {Topology} topology
   * @param {string} viz where the layout engine is served
   * @param {boolean} same
   * @param {Partial<import("./look.js").Look>} [told] what is drawn, if that is not the standard
   */
  async adopt(topology, viz, same, told) {
    const before = this.#topology;
    this.#topology = topology;
    this.#viz = viz;
    this.#look = lookOf(told);
    this.folding.adopt(topology.actors, this.#look.foldFrom);
    this.around.adopt(topology.actors);
    const waits = same && before !== null && this.#graph.scene !== null &&
      isAtPlace(before, topology);
    if (!same) this.#graph.clear();
    if (!waits) return await this.redraw();
    setText(this.#told, changeText(before, topology));
    this.#banner.hidden = false;
    this.#await();
  }

  /**
   * Folds a group, or unfolds it, around the place where it is seen.
   * @param {Group} group
   */
  toggle(group) {
    this.#anchor = this.folding.isFolded(group) ? group.id : `a${group.members[0]}`;
    this.folding.toggle(group);
  }

  /** Draws what there is now. */
  async redraw() {
    clearTimeout(this.#timer);
    this.#banner.hidden = true;
    if (this.#topology === null) return;
    const anchor = this.#anchor ?? this.#selected();
    this.#anchor = null;
    const picture = {
      ...pictureOf(this.#topology, this.folding.folded),
      look: this.#look,
    };
    const { kind } = this.around;
    const frames = kind === null ? [] : framesOf(this.#topology.actors, picture.nodes, kind);
    const isInPods = frames.length > 0 && kind === "pods";
    const drawn = await this.#graph.draw({
      topology: isInPods ? withoutPods(this.#topology) : this.#topology,
      picture: isInPods ? pictureInPods(picture, this.#topology) : picture,
      frames,
      viz: this.#viz,
      anchor,
    });
    const { scene } = this.#graph;
    this.around.failed = frames.length > 0 && scene?.geometry.frames?.length !== frames.length;
    this.#onDrawn(drawn);
  }

  #await() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const idle = performance.now() - this.#touched >= IDLE_MS && this.#selected() === null;
      if (idle) this.redraw();
      else this.#await();
    }, IDLE_MS);
  }
}

/**
 * Nodes are drawn by number: while each number means the actor that it meant, the old drawing is not wrong.
 * @param {Topology} before
 * @param {Topology} after
 */
function isAtPlace(before, after) {
  return before.actors.every(({ label }, index) =>
    index >= after.actors.length || after.actors[index]?.label === label
  ) && before.chans.every(({ from, to }, index) =>
    index >= after.chans.length ||
    (after.chans[index]?.from === from && after.chans[index]?.to === to)
  );
}

/**
 * @param {Topology} before
 * @param {Topology} after
 */
function changeText(before, after) {
  const actors = after.actors.length - before.actors.length;
  const channels = after.chans.length - before.chans.length;
  const counts = /** @type {[count: number, what: string][]} */ ([
    [actors, "actor"],
    [channels, "channel"],
  ]);
  const parts = counts.filter(([count]) => count !== 0).map((
    [count, what],
  ) =>
    `${Math.abs(count)} ${what}${Math.abs(count) === 1 ? "" : "s"} ${
      count > 0 ? "added" : "removed"
    }`
  );
  return parts.length > 0 ? parts.join(", ") : "The graph changed";
}
