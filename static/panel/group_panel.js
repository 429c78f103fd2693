// @ts-check
// The details of a folded group or edge: its figures, and its members, worst first.

import { channelLabel } from "../words/channel_label.js";
import { byId, html, setText } from "../dom/dom.js";
import { nameElement } from "../dom/name.js";
import { nameText } from "../dom/name_text.js";
import { term } from "../dom/terms.js";
import { countText, percentText, rateText } from "../words/numbers.js";
import { unitText } from "../words/unit_text.js";
import { levelRow } from "./detail_rows.js";
import { titleOf } from "../graph/group_view.js";
import { awakeText, groupValues, linkValues } from "../fold/summary.js";
import { entryAt } from "../lists/entry_at.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("../fold/fold.js").Group} Group
 * @typedef {import("./detail_rows.js").DetailRow} DetailRow
 * @typedef {{ group: Group, title?: undefined, channels?: undefined }} ShownGroup
 * @typedef {{ group?: undefined, title: string, channels: readonly number[] }} ShownEdge
 * @typedef {ShownGroup | ShownEdge} Shown
 */

/** So many members are listed. */
const LISTED = 40;

/** How often the list is sorted, in milliseconds. */
const PERIOD_MS = 1000;

export class GroupPanel {
  #element = byId("group");
  #model;
  #onSelect;
  #onToggle;
  /** @type {Shown | null} */
  #shown = null;
  /** The figures that are shown. */
  #figures;
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  #list = html("ul", { class: "links" });
  #sorted = -Infinity;

  /**
   * `onToggle` is called with a group to unfold.
   * @param {object} parts
   * @param {Model} parts.model
   * @param {(id: string | null) => void} parts.onSelect
   * @param {(group: Group) => void} parts.onToggle
   */
  constructor({ model, onSelect, onToggle }) {
    this.#model = model;
    this.#figures = model.figures;
    this.#onSelect = onSelect;
    this.#onToggle = onToggle;
  }

  /**
   * Shows a group (`{ group }`), a folded edge (`{ title, channels }`), or nothing.
   * @param {Shown | null} shown
   */
  show(shown) {
    this.#shown = shown;
    this.#element.hidden = shown === null;
    if (shown === null) return;
    const { group } = shown;
    const title = group ? titleOf(group) : shown.title;
    const close = html("button", { class: "close", "aria-label": "Close details" }, "×");
    close.addEventListener("click", () => this.#onSelect(null));
    this.#rows.clear();
    this.#element.replaceChildren(
      html("h2", {}, html("bdi", {}, title), close),
      html("dl", { class: "rows" }),
      this.#list,
    );
    if (group) {
      const unfold = html("button", { class: "wide" }, "Unfold ( f )");
      unfold.addEventListener("click", () => this.#onToggle(group));
      this.#list.before(unfold);
    }
    this.#sorted = -Infinity;
    this.update();
  }

  /** Paints the current values. */
  update() {
    if (this.#shown === null || !this.#model.ready) return;
    // Another server, or a recording of one, can tell of other figures.
    if (this.#figures !== this.#model.figures) {
      this.#rows.clear();
      this.#element.querySelector(".rows")?.replaceChildren();
    }
    this.#figures = this.#model.figures;
    const { group, channels } = this.#shown;
    for (const row of group ? this.#groupRows(group) : this.#linkRows(channels)) this.#write(row);
    const now = performance.now();
    if (now - this.#sorted < PERIOD_MS || this.#list.matches(":hover, :focus-within")) return;
    this.#sorted = now;
    this.#list.replaceChildren(...(group ? this.#members(group.members) : this.#lanes(channels)));
  }

  /**
   * @param {Group} group
   * @returns {DetailRow[]}
   */
  #groupRows({ members }) {
    const values = groupValues(this.#model, members);
    return [
      ...this.#figureRows("a", { ...values }),
      ["not ok", countText(values.troubled)],
      ["down", countText(values.down)],
      ["awake", awakeText(values.sleeping, members.length)],
    ];
  }

  /**
   * @param {readonly number[]} channels
   * @returns {DetailRow[]}
   */
  #linkRows(channels) {
    const first = entryAt(this.#model.topology.chans, channels[0]);
    const [from, to] = this.#endsOf(first).map((label) => nameText(label));
    return [
      .../** @type {DetailRow[]} */ (this.#isOne(channels) ? [["from", from], ["to", to]] : []),
      ...this.#figureRows("c", { ...linkValues(this.#model, channels) }),
      ["channels", countText(channels.length)],
    ];
  }

  /**
   * @param {import("../feed/figures.js").Side} side
   * @param {Readonly<Record<string, import("../words/unit_text.js").Cell>>} values
   * @returns {DetailRow[]}
   */
  #figureRows(side, values) {
    return this.#model.figures.of(side).flatMap(
      ({ name, unit, groupRow, about, ifKnown, ofSome }) => {
        if (groupRow === undefined) return [];
        if ((ifKnown || ofSome) && (values[name] ?? null) === null) return [];
        return unit === "level"
          ? [levelRow(groupRow, Number(values[name] ?? 0), about)]
          : [[groupRow, unitText(unit, values[name]), "", about]];
      },
    );
  }

  /** @param {readonly number[]} members */
  #members(members) {
    const { actors } = this.#model.topology;
    const rows = members.map((index) => ({ index, ...this.#model.actor(index) }));
    rows.sort((one, other) =>
      (other.level ?? 0) - (one.level ?? 0) || (other.busy ?? 0) - (one.busy ?? 0) ||
      one.index - other.index
    );
    return this.#entries(
      rows,
      ({ index, level, busy, up }) => [
        `a${index}`,
        nameElement(entryAt(actors, index).label),
        level,
        up === false ? "down" : `${percentText(busy)} busy`,
      ],
    );
  }

  /** @param {readonly number[]} channels */
  #lanes(channels) {
    const { chans } = this.#model.topology;
    const one = this.#isOne(channels);
    const rows = channels.map((index) => ({ index, ...this.#model.channel(index) }));
    rows.sort((one, other) =>
      (other.level ?? 0) - (one.level ?? 0) || (other.fill ?? 0) - (one.fill ?? 0)
    );
    return this.#entries(rows, ({ index, level, rate, fill }) => {
      const channel = entryAt(chans, index);
      const label = channelLabel(channel);
      const ends = one
        ? ""
        : `: ${this.#endsOf(channel).map((label) => nameText(label)).join(" → ")}`;
      const name = html("span", {}, nameElement(label), ends);
      return [`c${index}`, name, level, `${rateText(rate)} · ${percentText(fill)}`];
    });
  }

  /**
   * Whether all of them lead from one actor to one other.
   * @param {readonly number[]} channels
   */
  #isOne(channels) {
    const { chans } = this.#model.topology;
    const { from, to } = entryAt(chans, channels[0]);
    return channels.every((at) => chans[at]?.from === from && chans[at]?.to === to);
  }

  /** @param {{ from: number, to: number }} channel */
  #endsOf({ from, to }) {
    return [from, to].map((at) => entryAt(this.#model.topology.actors, at).label);
  }

  /**
   * @template R
   * @param {readonly R[]} rows
   * @param {(row: R) => [id: string, name: Node, level: number | null, text: string]} tell
   */
  #entries(rows, tell) {
    const entries = rows.slice(0, LISTED).map((row) => {
      const [id, name, level, text] = tell(row);
      const button = html(
        "button",
        {},
        name,
        html("span", { class: `marked v${level ?? 0}` }, text),
      );
      button.addEventListener("click", () => this.#onSelect(id));
      return html("li", {}, button);
    });
    const rest = rows.length - entries.length;
    if (rest > 0) entries.push(html("li", { class: "quiet" }, `and ${rest} more, in the table`));
    return entries;
  }

  /** @param {DetailRow} row */
  #write([name, text, look = "", about = ""]) {
    let value = this.#rows.get(name);
    if (!value) {
      value = html("dd");
      this.#rows.set(name, value);
      this.#element.querySelector(".rows")?.append(
        html("div", {}, html("dt", {}, about === "" ? name : term(name, about)), value),
      );
    }
    value.className = look;
    setText(value, text);
  }
}
