// The line at the top: the graph's name, the state of the connection, and the figures of the whole graph.

import { byId, setText } from "./dom.js";
import { CRITICAL } from "./levels.js";
import { countText, durationText } from "./numbers.js";

const STATES = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  stopping: "Stopping",
  stopped: "Stopped",
};

/** At most one spoken line in so many milliseconds. */
const SPEAK_MS = 5000;

export class HeaderView {
  #state = "connecting";
  #name = "";
  #spoken = -Infinity;
  #critical = 0;

  /** Whether the server answers. */
  get isLive() {
    return this.#state === "live" || this.#state === "stopping";
  }

  /** Shows the state of the connection. */
  setState(state) {
    this.#state = state;
    const pill = byId("state");
    pill.dataset.state = state;
    setText(pill, STATES[state]);
    this.#title();
  }

  /** Paints the figures. */
  update(model) {
    const { topology, life } = model;
    if (this.#name !== topology.graph) {
      this.#name = topology.graph;
      setText(byId("graph-name"), topology.graph);
      this.#title();
    }
    const ending = life === "stopping" || life === "stopped";
    if (this.isLive && ending && life !== this.#state) this.setState(life);
    setText(byId("figure-actors"), String(topology.actors.length));
    setText(byId("figure-channels"), String(topology.chans.length));
    setText(byId("figure-rate"), countText(model.rate));
    setText(byId("figure-restarts"), countText(model.restarts));
    setText(byId("figure-uptime"), durationText(model.time - (model.hello?.started ?? model.time)));
    this.#attention(model);
  }

  #attention(model) {
    // Whoever lets a channel run full is as urgent as the channel, so counting actors counts each trouble once.
    const troubled = model.topology.actors.map(({ label }, index) => ({
      label,
      level: model.actor(index).level ?? 0,
    })).filter(({ level }) => level > 0);
    const worst = Math.max(0, ...troubled.map(({ level }) => level));
    const figure = byId("figure-attention");
    figure.className = `v${worst}`;
    setText(figure, String(troubled.length));
    const critical = troubled.filter(({ level }) => level === CRITICAL);
    const now = performance.now();
    if (critical.length > this.#critical && now - this.#spoken > SPEAK_MS) {
      this.#spoken = now;
      setText(byId("announce"), `Critical: ${critical.at(-1).label}`);
    }
    this.#critical = critical.length;
  }

  #title() {
    document.title = `${this.#name || "Telemetry"} · ${STATES[this.#state]}`;
  }
}
