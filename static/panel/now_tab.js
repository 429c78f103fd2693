// @ts-check
// What an actor or a channel is and does right now: why it asks for attention, its figures, its neighbours, its last crash.

import { detailRows, whyText } from "./detail_rows.js";
import { WhyBox } from "./why_box.js";
import { term } from "../dom/terms.js";
import { html, setText } from "../dom/dom.js";
import { nameText } from "../dom/name_text.js";
import { channelLabel } from "../words/channel_label.js";
import { LEVEL_NAMES } from "../words/levels.js";
import { percentText, rateText } from "../words/numbers.js";
import { clockText } from "../words/clock_text.js";
import { sideOf, sparksOf } from "./looks.js";
import { createSpark } from "../dom/spark.js";
import { lifeEntry } from "../events/life_entry.js";
import { entryAt } from "../lists/entry_at.js";

export class NowTab {
  name = "Now";
  element = html("div");
  #model;
  #history;
  #time;
  #exact;
  #onSelect;
  /** @type {string | null} */
  #id = null;
  #why = html("p", { class: "why" });
  #alerts = html("ul", { class: "rules" });
  #box;
  #list = html("dl", { class: "rows" });
  #crash = html("ol", { class: "crash" });
  #told = "";
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  /** @type {{ index: number, value: HTMLElement }[]} */
  #links = [];
  /** @type {{ spark: ReturnType<typeof createSpark>, series: readonly string[] }[]} */
  #sparks = [];

  /**
   * `exact` holds what `/api/detail` said last.
   * @param {import("./details.js").TabParts} parts
   */
  constructor({ model, history, time, exact, onSelect }) {
    this.#model = model;
    this.#history = history;
    this.#time = time;
    this.#exact = exact;
    this.#onSelect = onSelect;
    this.#box = new WhyBox(model, this.#alerts);
  }

  fits() {
    return true;
  }

  /** @param {string} id */
  show(id) {
    this.#id = id;
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#links = [];
    this.#told = "";
    this.#box.show(id);
    const index = Number(id.slice(1));
    const isActor = id.startsWith("a");
    this.#sparks = sparksOf(this.#model.figures, sideOf(id)).map(([name, look]) => ({
      spark: createSpark(name, look),
      series: look.lines,
    }));
    this.element.replaceChildren(
      this.#why,
      this.#box.element,
      html("div", { class: "sparks" }, ...this.#sparks.map(({ spark }) => spark.element)),
      this.#list,
      html("ul", { class: "links" }, ...(isActor ? this.#ports(index) : this.#ends(index))),
      this.#crash,
    );
    this.update();
    this.updateCharts();
  }

  update() {
    const id = this.#id;
    if (id === null || !this.#model.ready) return;
    setText(this.#why, whyText(this.#model, id));
    this.#box.update(id, this.#exact.figures);
    for (const row of detailRows(this.#model, id, this.#exact.figures)) this.#write(row);
    for (const { index, value } of this.#links) {
      const { level, rate, fill } = this.#model.channel(index);
      value.className = `marked v${level}`;
      setText(value, `${rateText(rate)} · ${percentText(fill)}`);
    }
    this.#tellEvents(id);
  }

  updateCharts() {
    for (const { spark, series } of this.#sparks) {
      spark.update(series.map((name) => this.#history.series(`${this.#id} ${name}`)));
    }
  }

  /**
   * The rules that say why, and the last crash: drawn anew only when there is another.
   * @param {string} id
   */
  #tellEvents(id) {
    const { chronicle, until } = this.#time;
    const about = new Set(this.#subjects(id));
    const active = chronicle.active(until).filter(({ subject }) => about.has(subject));
    const crash = this.#lastCrash(id, chronicle, until);
    const told = JSON.stringify([active, crash?.n]);
    if (told === this.#told) return;
    this.#told = told;
    this.#alerts.replaceChildren(
      ...active.map(({ subject, label, level, rule, value, since }) =>
        html(
          "li",
          { class: `v${level}` },
          html("span", { class: "marked" }, entryAt(LEVEL_NAMES, level)),
          ` since ${clockText(since)}: ${subject === id ? "" : `${nameText(label)}, `}`,
          html("span", { class: "rule" }, rule.replace(/: \w+$/, "")),
          `, at ${value}`,
        )
      ),
    );
    this.#crash.replaceChildren(...(crash ? [lifeEntry(crash)] : []));
  }

  /**
   * Whoever lets a channel run full is to be asked why.
   * @param {string} id
   * @returns {string[]}
   */
  #subjects(id) {
    if (!id.startsWith("a")) return [id];
    const inputs = this.#model.topology.chans.flatMap(({ to }, at) =>
      id === `a${to}` ? [`c${at}`] : []
    );
    return [id, ...inputs];
  }

  /**
   * @param {string} id
   * @param {import("../feed/chronicle.js").Chronicle} chronicle
   * @param {number} until
   */
  #lastCrash(id, chronicle, until) {
    if (!id.startsWith("a")) return null;
    const label = this.#model.topology.actors[Number(id.slice(1))]?.label;
    return chronicle.life.findLast(({ subject, what, time }) =>
      subject === label && what === "crashed" && time <= until
    );
  }

  /** @param {number} actor */
  #ports(actor) {
    const { actors, chans } = this.#model.topology;
    const named = chans.map((channel, at) => ({
      ...channel,
      at,
      name: nameText(channelLabel(channel)),
    }));
    const inputs = named.filter(({ to }) => to === actor).map(({ name, from, at }) =>
      this.#port(`in: ${name} from ${nameText(entryAt(actors, from).label)}`, at)
    );
    const outputs = named.filter(({ from }) => from === actor).map(({ name, to, at }) =>
      this.#port(`out: ${name} to ${nameText(entryAt(actors, to).label)}`, at)
    );
    return [...inputs, ...outputs];
  }

  /**
   * @param {string} text
   * @param {number} index
   */
  #port(text, index) {
    const value = html("span");
    this.#links.push({ index, value });
    return this.#jump(text, `c${index}`, value);
  }

  /** @param {number} channel */
  #ends(channel) {
    const { actors, chans } = this.#model.topology;
    const { from, to } = entryAt(chans, channel);
    return [
      this.#jump(`from ${nameText(entryAt(actors, from).label)}`, `a${from}`),
      this.#jump(`to ${nameText(entryAt(actors, to).label)}`, `a${to}`),
    ];
  }

  /**
   * @param {string} text
   * @param {string} id
   * @param {Node[]} rest
   */
  #jump(text, id, ...rest) {
    const button = html("button", {}, html("bdi", {}, text), ...rest);
    button.addEventListener("click", () => this.#onSelect(id));
    return html("li", {}, button);
  }

  /** @param {import("./detail_rows.js").DetailRow} row */
  #write([name, text, look = "", about = ""]) {
    let value = this.#rows.get(name);
    if (!value) {
      value = html("dd");
      this.#rows.set(name, value);
      this.#list.append(
        html("div", {}, html("dt", {}, about === "" ? name : term(name, about)), value),
      );
    }
    value.className = look;
    setText(value, text);
  }
}
