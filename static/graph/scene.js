// @ts-check
// What is drawn of one picture: its nodes and edges with where they are. It paints what changed, where it can be seen.

import { channelLabel } from "../words/channel_label.js";
import { STANDARD_LOOK } from "./look.js";
import { createEdge, edgeBox, isBrief } from "./edge_view.js";
import { createNode, nodeBox } from "./node_view.js";
import { createFrame, frameBox, frameName } from "./frame_view.js";
import { createGroup, groupBox, titleOf as groupTitle } from "./group_view.js";
import { linkValues } from "../fold/summary.js";
import { entryAt } from "../lists/entry_at.js";
import { goneOf } from "../pods/pod_words.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("../feed/model.js").Topology} Topology
 * @typedef {import("../fold/fold.js").Picture} Picture
 * @typedef {import("../fold/fold.js").PictureNode} PictureNode
 * @typedef {import("../fold/frames.js").Frame} Frame
 * @typedef {import("../fold/fold.js").PictureLink} PictureLink
 * @typedef {import("../layout/geometry.js").Area} Area
 * @typedef {import("../layout/geometry.js").EdgeShape} EdgeShape
 * @typedef {import("../layout/layout_dot.js").Box} Box
 * @typedef {import("./group_view.js").GroupBox} GroupBox
 */
/**
 * @typedef {object} View what is drawn; `due` while it is to be painted, `stale` while its text is
 * @property {string} id
 * @property {SVGGElement} element
 * @property {number} textFrom
 * @property {(model: Model, text: boolean) => void} paint
 * @property {boolean} due
 * @property {boolean} stale
 * @property {Area} area
 */
/**
 * @typedef {View & { members: readonly number[], columns: number }} NodeView an actor or a folded group
 * @typedef {View & { title: string, channels: readonly number[],
 *   middle: import("../layout/geometry.js").Point }} EdgeView a channel or a folded edge
 */

/** From which level of detail on the text of nodes and edges is seen. */
const NODE_TEXT = 1;
const EDGE_TEXT = 2;

/**
 * What somebody who listens is told that it is, by the first letter of the id.
 * @type {Readonly<Record<string, string>>}
 */
const KINDS = { a: "actor", g: "actors", c: "channel", e: "channels" };

/** Where a node is until it has a place. */
const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

/**
 * Boxes and links of a picture, as the layout needs them.
 * @param {Picture} picture
 * @param {Topology} topology
 * @param {readonly Frame[]} [frames]
 */
export function boxesOf(picture, topology, frames = []) {
  const brief = isBrief(picture.links.length);
  const { look = STANDARD_LOOK } = picture;
  return {
    nodes: picture.nodes.map(({ actor, group }) =>
      group ? groupBox(group) : nodeBox(entryAt(topology.actors, actor))
    ),
    links: picture.links.map((link) => ({
      from: link.from,
      to: link.to,
      both: link.both,
      beside: link.beside,
      box: edgeBox(
        labelOf(link, topology, look),
        brief,
        shownAt(link, topology),
        isFromPodToPod(link, topology),
      ),
    })),
    frames: frames.map((frame) => {
      const { parent, nodes } = frame;
      return { parent, nodes, box: frameBox(frameName(frame)) };
    }),
  };
}

export class Scene {
  /**
   * Nodes and edges in the order of the picture; each has `id`, `element` and `area`.
   * @type {NodeView[]}
   */
  nodes;
  /** @type {EdgeView[]} */
  edges;
  picture;
  geometry;
  /** @type {{ view: ReturnType<typeof createFrame>, actor: number | undefined }[]} frames, and an actor in each */
  #frames;
  /** @type {(NodeView | EdgeView)[]} */
  #all;
  /** @type {NodeView[]} by actor */
  #ofActor = [];
  /** @type {EdgeView[]} by channel */
  #ofChannel = [];

  /**
   * @param {object} parts
   * @param {Topology} parts.topology
   * @param {Picture} parts.picture
   * @param {readonly Box[]} parts.boxes
   * @param {import("../layout/geometry.js").Geometry} parts.geometry
   * @param {readonly Frame[]} parts.frames
   */
  constructor({ topology, picture, boxes, geometry, frames }) {
    this.picture = picture;
    this.geometry = geometry;
    const labels = topology.actors.map(({ label }) => label);
    const brief = isBrief(picture.links.length);
    this.edges = picture.links.map((link, at) =>
      edgeOf(link, topology, brief, {
        shape: entryAt(geometry.edges, at),
        ends: endsOf(link, picture, labels),
        look: picture.look ?? STANDARD_LOOK,
      })
    );
    this.nodes = picture.nodes.map((node, at) =>
      nodeOf(node, topology, labels, entryAt(boxes, at))
    );
    this.nodes.forEach((node, at) => {
      const { x, y } = entryAt(geometry.nodes, at);
      const { width, height } = entryAt(boxes, at);
      node.area = { x: x - width / 2, y: y - height / 2, width, height };
      node.element.setAttribute("transform", `translate(${node.area.x} ${node.area.y})`);
      for (const actor of node.members) this.#ofActor[actor] = node;
    });
    for (const edge of this.edges) {
      for (const channel of edge.channels) this.#ofChannel[channel] = edge;
    }
    this.#frames = (geometry.frames ?? []).map((area, at) => {
      const frame = entryAt(frames, at);
      const { nodes, isPod = false } = frame;
      const [actor] = nodes.flatMap((node) => this.nodes[node]?.members ?? []);
      return { view: createFrame(frame, area), actor: isPod ? actor : undefined };
    });
    this.#all = [...this.nodes, ...this.edges];
  }

  /** The elements, frames and edges first: names of frames lie over those, and nodes over all of them. */
  get elements() {
    return [
      ...this.#frames.map(({ view }) => view.element),
      ...this.edges.map(({ element }) => element),
      ...this.#frames.map(({ view }) => view.title),
      ...this.nodes.map(({ element }) => element),
    ];
  }

  /**
   * The node or edge that shows an id: a folded actor is shown by its group.
   * @param {string} id
   * @returns {NodeView | EdgeView | null}
   */
  holderOf(id) {
    const index = Number(id.slice(1));
    if (id.startsWith("a")) return this.#ofActor[index] ?? null;
    if (id.startsWith("c")) return this.#ofChannel[index] ?? null;
    return this.#all.find((view) => view.id === id) ?? null;
  }

  /**
   * The edge that shows a channel.
   * @param {number} channel
   * @returns {EdgeView | null}
   */
  edgeOfChannel(channel) {
    return this.#ofChannel[channel] ?? null;
  }

  /**
   * Marks what changed in the model since the last call.
   * @param {Model} model
   */
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

  /**
   * Paints what is due in this part of the graph; text only where it can be read.
   * @param {Model} model
   * @param {Area} area
   * @param {number} lod
   */
  paint(model, area, lod) {
    const [silent, ended] = [model.column("a", "silentMs"), model.column("a", "endedMs")];
    for (const { view, actor } of this.#frames) {
      if (actor === undefined) continue;
      view.update(goneOf({ silentMs: silent[actor] ?? null, endedMs: ended[actor] ?? null }));
    }
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

/**
 * @param {PictureNode} node
 * @param {Topology} topology
 * @param {readonly string[]} labels
 * @param {Box} box
 * @returns {NodeView}
 */
function nodeOf({ id, actor, group }, { actors }, labels, box) {
  if (group) {
    const view = createGroup(group, labels, /** @type {GroupBox} */ (box));
    const { element, columns } = view;
    const rest = { members: group.members, columns, area: NOWHERE };
    return base(id, element, NODE_TEXT, view.update, rest);
  }
  const { element, update } = createNode(actor, entryAt(actors, actor), box);
  /** @type {View["paint"]} */
  const paint = (model, text) => update(model.actor(actor), text);
  return base(id, element, NODE_TEXT, paint, { members: [actor], columns: 1, area: NOWHERE });
}

/**
 * @param {PictureLink} drawn
 * @param {Topology} topology
 * @param {boolean} brief
 * @param {{ shape: EdgeShape, ends: string, look: import("./look.js").Look }} place
 * @returns {EdgeView}
 */
function edgeOf(drawn, topology, brief, { shape, ends, look }) {
  const { id, channels } = drawn;
  const many = channels.length > 1;
  const { link } = entryAt(topology.chans, channels[0]);
  const title = titleOf(drawn, topology);
  const label = labelOf(drawn, topology, look);
  const shown = shownAt(drawn, topology);
  const isLink = isFromPodToPod(drawn, topology);
  const { width: labelWidth } = edgeBox(label, brief, shown, isLink);
  const { element, update } = createEdge(
    { id, title, label, ends, brief, many, look, shown, width: labelWidth, link },
    shape,
  );
  /** @type {View["paint"]} */
  const paint = (model, text) => {
    const values = many ? linkValues(model, channels) : model.channel(entryAt(channels, 0));
    update(values, text, isInGonePod(model, channels));
  };
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

/**
 * Whether channels are within a pod that is gone: an edge from pod to pod is still of the other.
 * @param {Model} model
 * @param {readonly number[]} channels
 */
function isInGonePod(model, channels) {
  const columns = [model.column("a", "silentMs"), model.column("a", "endedMs")];
  const isGone = (/** @type {number} */ actor) =>
    columns.some((column) => typeof column[actor] === "number");
  return columns.some(({ length }) => length > 0) && channels.every((channel) => {
    const { from, to } = entryAt(model.topology.chans, channel);
    return isGone(from) && isGone(to);
  });
}

/**
 * @template Rest
 * @param {string} id
 * @param {SVGGElement} element
 * @param {number} textFrom
 * @param {View["paint"]} paint
 * @param {Rest} rest
 */
function base(id, element, textFrom, paint, rest) {
  // Who listens is told by the element's own name: what is written in it changes all the time. A button would have to be called
  // by all that is written in it, so it is a group, of a kind that has a word of its own.
  element.setAttribute("aria-roledescription", KINDS[id.charAt(0)] ?? "");
  for (const text of element.querySelectorAll("text")) text.setAttribute("aria-hidden", "true");
  return { id, element, textFrom, paint, due: true, stale: true, ...rest };
}

/**
 * From where to where a link leads, in words.
 * @param {PictureLink} link
 * @param {Picture} picture
 * @param {readonly string[]} labels
 */
function endsOf({ from, to, both }, { nodes }, labels) {
  const [source, target] = [from, to].map((at) => {
    const { actor, group } = entryAt(nodes, at);
    return group ? groupTitle(group) : entryAt(labels, actor);
  });
  return both ? `between ${source} and ${target}` : `from ${source} to ${target}`;
}

/**
 * How many statistics stand at an edge: those of its channel, if it has one alone.
 * @param {PictureLink} link
 * @param {Topology} topology
 */
function shownAt({ channels }, { chans }) {
  return channels.length === 1 ? entryAt(chans, channels[0]).shown ?? 0 : 0;
}

/**
 * Whether an edge is an aqueduct, from pod to pod.
 * @param {PictureLink} link
 * @param {Topology} topology
 */
function isFromPodToPod({ channels }, { chans }) {
  return entryAt(chans, channels[0]).link !== undefined;
}

/**
 * What stands at an edge: its name and what it carries, as far as the look has them.
 * @param {PictureLink} link
 * @param {Topology} topology
 * @param {import("./look.js").Look} look
 */
function labelOf(link, topology, { channelNames, kinds }) {
  const carried = new Set(link.channels.map((at) => entryAt(topology.chans, at).kind));
  return [
    ...(channelNames ? [titleOf(link, topology)] : []),
    ...(kinds ? [[...carried].join(", ")] : []),
  ].join(" · ");
}

/**
 * @param {PictureLink} link
 * @param {Topology} topology
 */
function titleOf({ channels, partner }, { chans }) {
  if (channels.length === 1) return channelLabel(entryAt(chans, channels[0]));
  const names = channels.map((channel) => entryAt(chans, channel).name);
  const [name] = names;
  const count = new Set(names).size;
  if (partner !== undefined) {
    const times = Math.ceil(channels.length / count);
    return times === 1 ? partner : `${partner} ×${times}`;
  }
  return count === 1 ? `${name} ×${channels.length}` : `${channels.length} channels`;
}

/**
 * @param {Area} one
 * @param {Area} other
 */
function meet(one, other) {
  return one.x < other.x + other.width && other.x < one.x + one.width &&
    one.y < other.y + other.height && other.y < one.y + one.height;
}
