// @ts-check
// The table: everything that the graph says, for those who do not look at pictures, and when there is none.

import { byId } from "../dom/dom.js";
import { channelLabel } from "../words/channel_label.js";
import { pictureOf } from "../fold/fold.js";
import { titleOf } from "../graph/group_view.js";
import { groupValues, linkValues } from "../fold/summary.js";
import { Table } from "../dom/table.js";
import { actorColumns, channelColumns } from "./table_columns.js";
import { entryAt } from "../lists/entry_at.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("../find/search.js").Matcher} Matcher
 * @typedef {import("../fold/fold.js").Group} Group
 * @typedef {import("../fold/fold.js").PictureNode} PictureNode
 * @typedef {import("../fold/fold.js").PictureLink} PictureLink
 * @typedef {import("./table_columns.js").ActorRow} ActorRow
 * @typedef {import("./table_columns.js").ChannelRow} ChannelRow
 */

/** How often the rows are written and sorted, in milliseconds. */
const PERIOD_MS = 500;

export class TableView {
  #element = byId("table-view");
  #model;
  #folding;
  /** @type {Matcher | null} */
  #matches = null;
  /** @type {string | null} */
  #selected = null;
  #written = 0;
  /** The figures that the tables were built for. */
  #figures;
  #actors;
  #channels;

  /**
   * `onToggle` is called with a group to unfold, `onSelect` with the id of a row.
   * @param {object} parts
   * @param {Model} parts.model
   * @param {import("../fold/folding.js").Folding} parts.folding
   * @param {(id: string) => void} parts.onSelect
   * @param {(group: Group) => void} parts.onToggle
   */
  constructor({ model, folding, onSelect, onToggle }) {
    this.#model = model;
    this.#folding = folding;
    this.#figures = model.figures;
    this.#actors = new Table("Actors", actorColumns(model.figures));
    this.#channels = new Table("Channels", channelColumns(model.figures));
    this.#show();
    this.#element.addEventListener("click", ({ target }) => {
      const element = /** @type {Element} */ (target);
      const id = element.closest("tr[data-id]")?.getAttribute("data-id") ?? null;
      if (id === null) return;
      const group = element.closest(".unfold") ? folding.groupOf(id) : null;
      if (group) onToggle(group);
      else onSelect(id);
    });
  }

  /**
   * Shows what matches only; `null` shows all. What is found shows with its own row, folded or not.
   * @param {Matcher | null} matches
   */
  filter(matches) {
    this.#matches = matches;
    this.due();
  }

  /**
   * Writes the rows, if the table is seen and it is time.
   * @param {number} now
   */
  update(now) {
    if (this.#element.hidden || now - this.#written < PERIOD_MS) return;
    this.#written = now;
    this.#write();
  }

  /** The tables of now by name, for an export. */
  export() {
    this.#write();
    return { actors: this.#actors.export(), channels: this.#channels.export() };
  }

  /**
   * Marks what is selected.
   * @param {string | null} id
   */
  select(id) {
    this.#selected = id;
    for (const table of [this.#actors, this.#channels]) table.select(id);
  }

  /** Writes the rows at the next update. */
  due() {
    this.#written = 0;
  }

  #show() {
    this.#element.replaceChildren(this.#actors.element, this.#channels.element);
  }

  /** Another server, or a recording of one, can tell of other figures. */
  #build() {
    const { figures } = this.#model;
    if (figures === this.#figures) return;
    this.#figures = figures;
    this.#actors = new Table("Actors", actorColumns(figures));
    this.#channels = new Table("Channels", channelColumns(figures));
    this.#show();
  }

  #write() {
    this.#build();
    const { topology } = this.#model;
    const folded = this.#matches ? [] : this.#folding.folded;
    const { nodes, links } = pictureOf(topology, folded, { apart: true });
    this.#actors.update(this.#only(nodes.map((node) => this.#actor(node))));
    this.#channels.update(this.#only(links.map((link) => this.#channel(link, nodes))));
    this.select(this.#selected);
  }

  /**
   * @template {{ name: string, troupe?: string | null }} R
   * @param {R[]} rows
   * @returns {R[]}
   */
  #only(rows) {
    const matches = this.#matches;
    return matches
      ? rows.filter(({ name, troupe }) => matches(name) || matches(troupe ?? ""))
      : rows;
  }

  /**
   * @param {PictureNode} node
   * @returns {ActorRow}
   */
  #actor({ id, actor, group }) {
    if (group) {
      const values = groupValues(this.#model, group.members);
      const status = values.troubled > 0 ? `${values.troubled} not ok` : "";
      return { ...values, id, name: titleOf(group), folds: `Unfold ${group.name}`, status };
    }
    const { label, troupe } = entryAt(this.#model.topology.actors, actor);
    return { ...this.#model.actor(actor), id, name: label, troupe };
  }

  /**
   * @param {PictureLink} link
   * @param {readonly PictureNode[]} nodes
   * @returns {ChannelRow}
   */
  #channel({ id, from, to, channels, partner, both = false }, nodes) {
    const { chans } = this.#model.topology;
    const first = entryAt(channels, 0);
    const channel = entryAt(chans, first);
    const many = channels.length > 1;
    const values = many ? linkValues(this.#model, channels) : this.#model.channel(first);
    return {
      ...values,
      id,
      name: many
        ? `${partner ?? channel.name} ×${channels.length}${both ? ", both ways" : ""}`
        : channelLabel(channel),
      kind: channel.kind,
      from: this.#label(entryAt(nodes, from)),
      to: this.#label(entryAt(nodes, to)),
    };
  }

  /** @param {PictureNode} node */
  #label({ actor, group }) {
    return group ? titleOf(group) : entryAt(this.#model.topology.actors, actor).label;
  }
}
