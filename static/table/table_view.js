// The table: everything that the graph says, for those who do not look at pictures, and when there is none.

import { byId } from "../dom/dom.js";
import { channelLabel } from "../words/channel_label.js";
import { pictureOf } from "../fold/fold.js";
import { titleOf } from "../graph/group_view.js";
import { groupValues, linkValues } from "../fold/summary.js";
import { Table } from "../dom/table.js";
import { ACTOR_COLUMNS, CHANNEL_COLUMNS } from "./table_columns.js";

/** How often the rows are written and sorted, in milliseconds. */
const PERIOD_MS = 500;

export class TableView {
  #element = byId("table-view");
  #model;
  #folding;
  #matches = null;
  #selected = null;
  #written = 0;
  #actors = new Table("Actors", ACTOR_COLUMNS);
  #channels = new Table("Channels", CHANNEL_COLUMNS);

  /** `onToggle` is called with a group to unfold, `onSelect` with the id of a row. */
  constructor({ model, folding, onSelect, onToggle }) {
    this.#model = model;
    this.#folding = folding;
    this.#element.append(this.#actors.element, this.#channels.element);
    this.#element.addEventListener("click", ({ target }) => {
      const row = target.closest("tr[data-id]");
      if (!row) return;
      if (target.closest(".unfold")) onToggle(folding.groupOf(row.dataset.id));
      else onSelect(row.dataset.id);
    });
  }

  /** Shows what matches only; `null` shows all. What is found shows with its own row, folded or not. */
  filter(matches) {
    this.#matches = matches;
    this.due();
  }

  /** Writes the rows, if the table is seen and it is time. */
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

  /** Marks what is selected. */
  select(id) {
    this.#selected = id;
    for (const table of [this.#actors, this.#channels]) table.select(id);
  }

  /** Writes the rows at the next update. */
  due() {
    this.#written = 0;
  }

  #write() {
    const { topology } = this.#model;
    const folded = this.#matches ? [] : this.#folding.folded;
    const { nodes, links } = pictureOf(topology, folded);
    this.#actors.update(this.#only(nodes.map((node) => this.#actor(node))));
    this.#channels.update(this.#only(links.map((link) => this.#channel(link, nodes))));
    this.select(this.#selected);
  }

  #only(rows) {
    const matches = this.#matches;
    return matches
      ? rows.filter(({ name, troupe }) => matches(name) || matches(troupe ?? ""))
      : rows;
  }

  #actor({ id, actor, group }) {
    if (group) {
      const values = groupValues(this.#model, group.members);
      const status = values.troubled > 0 ? `${values.troubled} not ok` : "";
      return { ...values, id, name: titleOf(group), folds: `Unfold ${group.name}`, status };
    }
    const { label, troupe } = this.#model.topology.actors[actor];
    return { ...this.#model.actor(actor), id, name: label, troupe };
  }

  #channel({ id, from, to, channels }, nodes) {
    const { chans } = this.#model.topology;
    const [first] = channels;
    const many = channels.length > 1;
    const values = many ? linkValues(this.#model, channels) : this.#model.channel(first);
    return {
      ...values,
      id,
      name: many ? `${chans[first].name} ×${channels.length}` : channelLabel(chans[first]),
      kind: chans[first].kind,
      from: this.#label(nodes[from]),
      to: this.#label(nodes[to]),
    };
  }

  #label({ actor, group }) {
    return group ? titleOf(group) : this.#model.topology.actors[actor].label;
  }
}
