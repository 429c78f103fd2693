// @ts-check
// The line at the top: the graph's name, the state of the connection, and the figures of the whole graph.

import { byId, setText } from "../dom/dom.js";
import { nameElement } from "../dom/name.js";
import { speak } from "../dom/speak.js";
import { CRITICAL } from "../words/levels.js";
import { countText, durationText, latencyText } from "../words/numbers.js";

/** @typedef {import("../feed/model.js").Model} Model */

/** @type {Readonly<Record<string, string>>} */
const STATES = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  stopping: "Stopping",
  stopped: "Stopped",
  lagging: "Lagging",
  paused: "Paused",
};

export class HeaderView {
  #state = "";
  #text = STATES.connecting;
  /** What was said of the connection. @type {readonly [state: string, text: string | undefined]} */
  #said = ["connecting", undefined];
  #name = "";
  #critical = 0;

  /**
   * Shows the state of the connection, in words of its own where more is to be said.
   * @param {string} state
   * @param {string} [text]
   */
  setState(state, text) {
    this.#said = [state, text];
    this.#show(state, text);
  }

  /**
   * @param {string} state
   * @param {string} [text]
   */
  #show(state, text = STATES[state] ?? state) {
    if (state === this.#state && text === this.#text) return;
    this.#state = state;
    this.#text = text;
    const pill = byId("state");
    pill.dataset.state = state;
    setText(pill, text);
    // Where there is no room for all of it.
    pill.title = text;
    this.#title();
  }

  /**
   * Paints the figures.
   * @param {Model} model
   */
  update(model) {
    const { topology, life } = model;
    if (this.#name !== topology.graph) {
      this.#name = topology.graph;
      byId("graph-name").replaceChildren(nameElement(topology.graph));
      this.#title();
    }
    // While the server answers, its graph says whether it ends; the next graph at the address has not.
    const ending = life === "stopping" || life === "stopped";
    const [state, text] = this.#said;
    if (state === "live" && ending) this.#show(life);
    else this.#show(state, text);
    setText(byId("figure-actors"), String(topology.actors.length));
    setText(byId("figure-channels"), String(topology.chans.length));
    setText(byId("figure-rate"), countText(model.rate));
    setText(byId("figure-slowest"), latencyText(model.slowest));
    setText(byId("figure-restarts"), countText(model.restarts));
    setText(byId("figure-uptime"), durationText(model.time - (model.hello?.started ?? model.time)));
    this.#attention(model);
  }

  /** @param {Model} model */
  #attention(model) {
    // Whoever lets a channel run full is as urgent as the channel, so counting actors counts each trouble once.
    const levels = model.column("a", "level");
    const troubled = levels.reduce(
      (/** @type {number} */ count, level) => count + ((level ?? 0) > 0 ? 1 : 0),
      0,
    );
    const figure = byId("figure-attention");
    figure.className = `v${
      levels.reduce((/** @type {number} */ worst, level) => Math.max(worst, level ?? 0), 0)
    }`;
    setText(figure, String(troubled));
    const critical = levels.flatMap((level, index) => (level ?? 0) >= CRITICAL ? [index] : []);
    if (critical.length > this.#critical) {
      speak(`Critical: ${model.topology.actors[critical.at(-1) ?? 0]?.label}`);
    }
    this.#critical = critical.length;
  }

  #title() {
    document.title = `${this.#name || "Telemetry"} · ${this.#text}`;
  }
}
