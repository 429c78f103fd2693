// The drawn graph. It is built once per topology; ticks only touch what changed.

import { byId, svg } from "./dom.js";
import { createEdge, edgeBox, isBrief } from "./edge_view.js";
import { layOut } from "./layout.js";
import { createNode, nodeBox } from "./node_view.js";
import { Viewport } from "./viewport.js";

export class GraphView {
  #stage = byId("graph");
  #hint = byId("hint");
  #world = svg("g", { class: "world" });
  #viewport;
  #onSelect;
  #nodes = [];
  #edges = [];
  #drawing = 0;

  /** `onSelect` is called with the id of what was chosen, or `null`. */
  constructor(onSelect) {
    this.#onSelect = onSelect;
    this.#stage.append(this.#world);
    this.#viewport = new Viewport(this.#stage, this.#world, () => onSelect(null));
    this.#world.addEventListener("click", (event) => this.#choose(event));
    this.#world.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.#choose(event);
    });
    byId("zoom-in").addEventListener("click", () => this.#viewport.zoom(1.3));
    byId("zoom-out").addEventListener("click", () => this.#viewport.zoom(1 / 1.3));
    byId("zoom-fit").addEventListener("click", () => this.#viewport.fit());
  }

  get viewport() {
    return this.#viewport;
  }

  /** Draws a topology; resolves to whether it could be. */
  async draw(topology, viz) {
    const drawing = ++this.#drawing;
    this.#clear("Drawing the graph …");
    const boxes = topology.actors.map((actor) => nodeBox(actor));
    const brief = isBrief(topology.chans.length);
    const links = topology.chans.map((channel) => ({
      from: channel.from,
      to: channel.to,
      box: edgeBox(channel, brief),
    }));
    if (boxes.length === 0) {
      this.#clear("The graph has no actors");
      return true;
    }
    let geometry;
    try {
      geometry = await layOut({ viz, nodes: boxes, links, stage: this.#viewport.room });
    } catch (error) {
      if (drawing === this.#drawing) this.#clear(`Cannot draw the graph: ${error.message}`);
      return false;
    }
    if (drawing !== this.#drawing) return true;
    this.#build(topology, boxes, geometry);
    return true;
  }

  /** Paints the changed actors and channels. */
  update(model) {
    for (const index of model.takeChanged("a")) this.#nodes[index]?.update(model.actor(index));
    for (const index of model.takeChanged("c")) this.#edges[index]?.update(model.channel(index));
  }

  /** Marks what is selected. */
  select(id) {
    for (const marked of this.#world.querySelectorAll("[data-selected]")) {
      marked.removeAttribute("data-selected");
    }
    if (id !== null) byId(id)?.setAttribute("data-selected", "");
  }

  #build(topology, boxes, geometry) {
    const brief = isBrief(topology.chans.length);
    this.#hint.hidden = true;
    this.#edges = topology.chans.map((channel, index) =>
      createEdge(index, channel, brief, geometry.edges[index])
    );
    this.#nodes = topology.actors.map((actor, index) => {
      const node = createNode(index, actor, boxes[index]);
      const { x, y } = geometry.nodes[index];
      const { width, height } = boxes[index];
      node.element.setAttribute("transform", `translate(${x - width / 2} ${y - height / 2})`);
      return node;
    });
    this.#world.replaceChildren(
      ...this.#edges.map(({ element }) => element),
      ...this.#nodes.map(({ element }) => element),
    );
    this.#viewport.show(geometry);
    this.#stage.dataset.drawn = String(topology.rev);
  }

  #clear(hint) {
    this.#nodes = [];
    this.#edges = [];
    this.#world.replaceChildren();
    this.#hint.textContent = hint;
    this.#hint.hidden = false;
    delete this.#stage.dataset.drawn;
  }

  #choose(event) {
    const chosen = event.target.closest(".actor, .chan");
    if (chosen) this.#onSelect(chosen.id);
  }
}
