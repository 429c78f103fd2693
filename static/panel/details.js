// What is known about the selected actor or channel, in a few tabs.

import { channelLabel } from "../words/channel_label.js";
import { byId, html } from "../dom/dom.js";
import { Exact } from "./exact.js";
import { ProfileTab } from "../flame/profile_tab.js";
import { ChartsTab } from "./charts_tab.js";
import { LatencyTab } from "./latency_tab.js";
import { NowTab } from "./now_tab.js";

export class Details {
  #element = byId("details");
  #model;
  #onSelect;
  #exact;
  #tabs;
  #id = null;
  #tab;
  #panel = html("div", { role: "tabpanel", id: "details-panel", tabindex: "-1" });
  #buttons = new Map();

  /** `time` is the page's `TimeTravel`. */
  constructor({ model, history, time, onSelect }) {
    this.#model = model;
    this.#onSelect = onSelect;
    const exact = this.#exact = new Exact(() => time.isLive);
    const parts = { model, history, time, exact, onSelect };
    this.#tabs = [
      new NowTab(parts),
      new ChartsTab(parts),
      new LatencyTab(parts),
      new ProfileTab(parts),
    ];
    this.#tab = this.#tabs[0];
    this.show(null);
  }

  /** Shows the actor or channel of `id`, or nothing. */
  show(id) {
    this.#tab.hide?.();
    this.#id = id;
    // What scrolls can be reached by keys.
    this.#element.tabIndex = id === null ? -1 : 0;
    this.#exact.follow(id);
    if (id === null) {
      this.#element.replaceChildren(
        html("h2", {}, "Details"),
        html("p", { class: "quiet" }, "Select an actor or a channel."),
      );
      return;
    }
    const fitting = this.#tabs.filter((tab) => tab.fits(id));
    if (!fitting.includes(this.#tab)) this.#tab = this.#tabs[0];
    this.#element.replaceChildren(this.#head(), this.#bar(fitting), this.#panel);
    this.#open(this.#tab);
  }

  /** Paints the current values. */
  update() {
    if (this.#id !== null && this.#model.ready) this.#tab.update();
  }

  /** Draws the small charts anew. */
  updateCharts() {
    if (this.#id !== null) this.#tab.updateCharts?.();
  }

  #head() {
    const { actors, chans } = this.#model.topology;
    const index = Number(this.#id.slice(1));
    const title = this.#id.startsWith("a") ? actors[index].label : channelLabel(chans[index]);
    const close = html("button", { class: "close", "aria-label": "Close details" }, "×");
    close.addEventListener("click", () => this.#onSelect(null));
    return html("h2", {}, html("bdi", {}, title), close);
  }

  #bar(tabs) {
    const bar = html("div", { class: "tabs", role: "tablist", "aria-label": "Details" });
    this.#buttons.clear();
    for (const tab of tabs) {
      const button = html("button", { role: "tab", "aria-controls": "details-panel" }, tab.name);
      button.addEventListener("click", () => this.#open(tab));
      this.#buttons.set(tab, button);
      bar.append(button);
    }
    bar.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step === 0) return;
      const next = tabs[(tabs.indexOf(this.#tab) + step + tabs.length) % tabs.length];
      this.#open(next);
      this.#buttons.get(next).focus();
    });
    return bar;
  }

  #open(tab) {
    if (tab !== this.#tab) this.#tab.hide?.();
    this.#tab = tab;
    for (const [one, button] of this.#buttons) {
      button.setAttribute("aria-selected", String(one === tab));
      button.setAttribute("tabindex", one === tab ? "0" : "-1");
    }
    this.#panel.setAttribute("aria-label", tab.name);
    this.#panel.replaceChildren(tab.element);
    tab.show(this.#id);
  }
}
