// What an actor or a channel is and does right now: why it asks for attention, its figures, its neighbours, its last crash.

import { detailRows, whyText } from "./detail_rows.js";
import { html, setText } from "../dom/dom.js";
import { channelLabel } from "../words/channel_label.js";
import { LEVEL_NAMES } from "../words/levels.js";
import { percentText, rateText } from "../words/numbers.js";
import { clockText } from "../words/clock_text.js";
import { createSpark } from "../dom/spark.js";
import { lifeEntry } from "../events/life_entry.js";

const ACTOR_CHARTS = [
  ["busy, outside and blocked", {
    top: 100,
    text: percentText,
    lines: ["busy", "outside", "blocked"],
  }],
];
const CHANNEL_CHARTS = [
  ["fill", { top: 100, text: percentText, lines: ["fill"] }],
  ["rate", { text: rateText, lines: ["rate"] }],
];

export class NowTab {
  name = "Now";
  element = html("div");
  #model;
  #history;
  #time;
  #exact;
  #onSelect;
  #id = null;
  #why = html("p", { class: "why" });
  #alerts = html("ul", { class: "rules" });
  #list = html("dl", { class: "rows" });
  #crash = html("ol", { class: "crash" });
  #told = "";
  #rows = new Map();
  #links = [];
  #sparks = [];

  /** `exact` holds what `/api/detail` said last. */
  constructor({ model, history, time, exact, onSelect }) {
    this.#model = model;
    this.#history = history;
    this.#time = time;
    this.#exact = exact;
    this.#onSelect = onSelect;
  }

  fits() {
    return true;
  }

  show(id) {
    this.#id = id;
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#links = [];
    this.#told = "";
    const index = Number(id.slice(1));
    const isActor = id.startsWith("a");
    this.#sparks = (isActor ? ACTOR_CHARTS : CHANNEL_CHARTS).map(([name, look]) => ({
      spark: createSpark(name, look),
      series: look.lines,
    }));
    this.element.replaceChildren(
      this.#why,
      this.#alerts,
      html("div", { class: "sparks" }, ...this.#sparks.map(({ spark }) => spark.element)),
      this.#list,
      html("ul", { class: "links" }, ...(isActor ? this.#ports(index) : this.#ends(index))),
      this.#crash,
    );
    this.update();
    this.updateCharts();
  }

  update() {
    if (!this.#model.ready) return;
    setText(this.#why, whyText(this.#model, this.#id));
    for (const row of detailRows(this.#model, this.#id, this.#exact.figures)) this.#write(row);
    for (const { index, value } of this.#links) {
      const { level, rate, fill } = this.#model.channel(index);
      value.className = `marked v${level}`;
      setText(value, `${rateText(rate)} · ${percentText(fill)}`);
    }
    this.#tellEvents();
  }

  updateCharts() {
    for (const { spark, series } of this.#sparks) {
      spark.update(series.map((name) => this.#history.series(`${this.#id} ${name}`)));
    }
  }

  // The rules that say why, and the last crash: drawn anew only when there is another.
  #tellEvents() {
    const { journal, until } = this.#time;
    const about = new Set(this.#subjects());
    const active = journal.active(until).filter(({ subject }) => about.has(subject));
    const crash = this.#lastCrash(journal, until);
    const told = JSON.stringify([active, crash?.n]);
    if (told === this.#told) return;
    this.#told = told;
    this.#alerts.replaceChildren(
      ...active.map(({ subject, label, level, rule, value, since }) =>
        html(
          "li",
          { class: `v${level}` },
          html("span", { class: "marked" }, LEVEL_NAMES[level]),
          ` since ${clockText(since)}: ${subject === this.#id ? "" : `${label}, `}`,
          html("span", { class: "rule" }, rule.replace(/: \w+$/, "")),
          `, at ${value}`,
        )
      ),
    );
    this.#crash.replaceChildren(...(crash ? [lifeEntry(crash)] : []));
  }

  // Whoever lets a channel run full is to be asked why.
  #subjects() {
    if (!this.#id.startsWith("a")) return [this.#id];
    const inputs = this.#model.topology.chans.flatMap(({ to }, at) =>
      this.#id === `a${to}` ? [`c${at}`] : []
    );
    return [this.#id, ...inputs];
  }

  #lastCrash(journal, until) {
    if (!this.#id.startsWith("a")) return null;
    const { label } = this.#model.topology.actors[Number(this.#id.slice(1))];
    return journal.life.findLast(({ subject, what, time }) =>
      subject === label && what === "crashed" && time <= until
    );
  }

  #ports(actor) {
    const { actors, chans } = this.#model.topology;
    const named = chans.map((channel, at) => ({ ...channel, at, name: channelLabel(channel) }));
    const inputs = named.filter(({ to }) => to === actor).map(({ name, from, at }) =>
      this.#port(`in: ${name} from ${actors[from].label}`, at)
    );
    const outputs = named.filter(({ from }) => from === actor).map(({ name, to, at }) =>
      this.#port(`out: ${name} to ${actors[to].label}`, at)
    );
    return [...inputs, ...outputs];
  }

  #port(text, index) {
    const value = html("span");
    this.#links.push({ index, value });
    return this.#jump(text, `c${index}`, value);
  }

  #ends(channel) {
    const { actors, chans } = this.#model.topology;
    const { from, to } = chans[channel];
    return [
      this.#jump(`from ${actors[from].label}`, `a${from}`),
      this.#jump(`to ${actors[to].label}`, `a${to}`),
    ];
  }

  #jump(text, id, ...rest) {
    const button = html("button", {}, html("bdi", {}, text), ...rest);
    button.addEventListener("click", () => this.#onSelect(id));
    return html("li", {}, button);
  }

  #write([name, text, look = ""]) {
    let value = this.#rows.get(name);
    if (!value) {
      value = html("dd");
      this.#rows.set(name, value);
      this.#list.append(html("div", {}, html("dt", {}, name), value));
    }
    value.className = look;
    setText(value, text);
  }
}
