// What is known about the selected actor or channel.

import { detailRows, whyText } from "./detail_rows.js";
import { byId, html, setText } from "./dom.js";
import { channelName } from "./edge_view.js";
import { Exact } from "./exact.js";
import { percentText, rateText } from "./numbers.js";
import { createSpark } from "./spark.js";

const ACTOR_CHARTS = [
  ["busy and blocked", { top: 100, text: percentText, lines: ["busy", "blocked"] }],
];
const CHANNEL_CHARTS = [
  ["fill", { top: 100, text: percentText, lines: ["fill"] }],
  ["rate", { text: rateText, lines: ["rate"] }],
];

export class Details {
  #element = byId("details");
  #model;
  #history;
  #onSelect;
  #exact;
  #id = null;
  #why = null;
  #rows = new Map();
  #links = [];
  #sparks = [];

  constructor({ model, history, isLive, onSelect }) {
    this.#model = model;
    this.#history = history;
    this.#onSelect = onSelect;
    this.#exact = new Exact(isLive);
    this.show(null);
  }

  /** Shows the actor or channel of `id`, or nothing. */
  show(id) {
    this.#id = id;
    this.#rows.clear();
    this.#links = [];
    this.#sparks = [];
    this.#exact.follow(id);
    if (id === null) {
      this.#element.replaceChildren(
        html("h2", {}, "Details"),
        html("p", { class: "quiet" }, "Select an actor or a channel."),
      );
      return;
    }
    this.#build();
    this.update();
    this.updateCharts();
  }

  /** Paints the current values. */
  update() {
    if (this.#id === null || !this.#model.ready) return;
    setText(this.#why, whyText(this.#model, this.#id));
    for (const row of detailRows(this.#model, this.#id, this.#exact.figures)) this.#write(row);
    for (const { index, value } of this.#links) {
      const { level, rate, fill } = this.#model.channel(index);
      value.className = `marked v${level}`;
      setText(value, `${rateText(rate)} · ${percentText(fill)}`);
    }
  }

  /** Draws the charts anew. */
  updateCharts() {
    for (const { spark, series } of this.#sparks) {
      spark.update(series.map((name) => this.#history.series(`${this.#id} ${name}`)));
    }
  }

  #build() {
    const { actors, chans } = this.#model.topology;
    const index = Number(this.#id.slice(1));
    const isActor = this.#id.startsWith("a");
    const close = html("button", { class: "close", "aria-label": "Close details" }, "×");
    close.addEventListener("click", () => this.#onSelect(null));
    const title = isActor ? actors[index].label : channelName(chans[index]);
    this.#why = html("p", { class: "why" });
    this.#sparks = (isActor ? ACTOR_CHARTS : CHANNEL_CHARTS).map(([name, look]) => ({
      spark: createSpark(name, look),
      series: look.lines,
    }));
    this.#element.replaceChildren(
      html("h2", {}, html("bdi", {}, title), close),
      this.#why,
      html("div", { class: "sparks" }, ...this.#sparks.map(({ spark }) => spark.element)),
      html("dl", { class: "rows" }),
      html("ul", { class: "links" }, ...(isActor ? this.#ports(index) : this.#ends(index))),
    );
  }

  #ports(actor) {
    const { actors, chans } = this.#model.topology;
    const named = chans.map((channel, at) => ({ ...channel, at, name: channelName(channel) }));
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
      this.#element.querySelector(".rows").append(html("div", {}, html("dt", {}, name), value));
    }
    value.className = look;
    setText(value, text);
  }
}
