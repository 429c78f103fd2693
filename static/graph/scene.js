// What is drawn of one picture: its nodes and edges with where they are. It paints what changed, where it can be seen.

import { channelLabel } from "../words/channel_label.js";
import { createEdge, edgeBox, isBrief } from "./edge_view.js";
import { createNode, nodeBox } from "./node_view.js";
import { createGroup, groupBox } from "./group_view.js";
import { linkValues } from "../fold/summary.js";

/** From which level of detail on the text of nodes and edges is seen. */
const NODE_TEXT = 1;
const EDGE_TEXT = 2;

/** Boxes and links of a picture, as the layout needs them. */
export function boxesOf(picture, topology) {
  const brief = isBrief(picture.links.length);
  return {
    nodes: picture.nodes.map(({ actor, group }) =>
      group ? groupBox(group) : nodeBox(topology.actors[actor])
    ),
    links: picture.links.map((link) => ({
      from: link.from,
      to: link.to,
      box: edgeBox(titleOf(link, topology), brief, link.channels.length > 1),
    })),
  };
}

export class Scene {
  /** Nodes and edges in the order of the picture; each has `id`, `element` and `area`. */
  nodes;
  edges;
  picture;
  geometry;
  #all;
  #ofActor = [];
  #ofChannel = [];

  constructor({ topology, picture, boxes, geometry }) {
    this.picture = picture;
    this.geometry = geometry;
    const labels = topology.actors.map(({ label }) => label);
    const brief = isBrief(picture.links.length);
    this.edges = picture.links.map((link, at) => edgeOf(link, topology, brief, geometry.edges[at]));
    this.nodes = picture.nodes.map((node, at) => nodeOf(node, topology, labels, boxes[at]));
    this.nodes.forEach((node, at) => {
      const { x, y } = geometry.nodes[at];
      const { width, height } = boxes[at];
      node.area = { x: x - width / 2, y: y - height / 2, width, height };
      node.element.setAttribute("transform", `translate(${node.area.x} ${node.area.y})`);
      for (const actor of node.members) this.#ofActor[actor] = node;
    });
    for (const edge of this.edges) {
      for (const channel of edge.channels) this.#ofChannel[channel] = edge;
    }
    this.#all = [...this.nodes, ...this.edges];
  }

  /** The elements, edges first: nodes lie over them. */
  get elements() {
    return [...this.edges, ...this.nodes].map(({ element }) => element);
  }

  /** The node or edge that shows an id: a folded actor is shown by its group. */
  holderOf(id) {
    const index = Number(id.slice(1));
    if (id.startsWith("a")) return this.#ofActor[index] ?? null;
    if (id.startsWith("c")) return this.#ofChannel[index] ?? null;
    return this.#all.find((view) => view.id === id) ?? null;
  }

  /** Marks what changed in the model since the last call. */
  note(model) {
    for (const index of model.takeChanged("a")) {
      const node = this.#ofActor[index];
      if (node) node.due = true;
    }
    for (const index of model.takeChanged("c")) {
      const edge = this.#ofChannel[index];
      if (edge) edge.due = true;
    }
  }

  /** Paints what is due in this part of the graph; text only where it can be read. */
  paint(model, area, lod) {
    for (const view of this.#all) {
      const text = lod >= view.textFrom;
      if (!view.due && !(view.stale && text)) continue;
      if (!meet(view.area, area)) continue;
      view.paint(model, text);
      view.due = false;
      view.stale = !text;
    }
  }
}

function nodeOf({ id, actor, group }, { actors }, labels, box) {
  if (group) {
    const view = createGroup(group, labels, box);
    const { element, columns } = view;
    return base(id, element, NODE_TEXT, view.update, { members: group.members, columns });
  }
  const { element, update } = createNode(actor, actors[actor], box);
  const paint = (model, text) => update(model.actor(actor), text);
  return base(id, element, NODE_TEXT, paint, { members: [actor], columns: 1 });
}

function edgeOf(link, topology, brief, shape) {
  const { id, channels } = link;
  const many = channels.length > 1;
  const { kind, capacity } = topology.chans[channels[0]];
  const title = titleOf(link, topology);
  const about = many ? "folded" : `${kind}, at most ${capacity}`;
  const { element, update } = createEdge(
    { id, title, about, brief, many, width: edgeBox(title, brief, many).width },
    shape,
  );
  const paint = many
    ? (model, text) => update(linkValues(model, channels), text)
    : (model, text) => update(model.channel(channels[0]), text);
  const room = shape.label ? 70 : 8;
  const { x, y, width, height } = shape.area;
  const area = { x: x - room, y: y - room, width: width + 2 * room, height: height + 2 * room };
  return base(id, element, EDGE_TEXT, paint, {
    title,
    channels,
    area,
    middle: shape.middle,
  });
}

function base(id, element, textFrom, paint, rest) {
  return { id, element, textFrom, paint, due: true, stale: true, ...rest };
}

function titleOf({ channels }, { chans }) {
  if (channels.length === 1) return channelLabel(chans[channels[0]]);
  const { name } = chans[channels[0]];
  const one = channels.every((channel) => chans[channel].name === name);
  return one ? `${name} ×${channels.length}` : `${channels.length} channels`;
}

function meet(one, other) {
  return one.x < other.x + other.width && other.x < one.x + one.width &&
    one.y < other.y + other.height && other.y < one.y + one.height;
}
