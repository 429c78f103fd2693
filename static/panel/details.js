// @ts-check
// What is known about the selected actor or channel, in a few tabs.

import { channelLabel } from "../words/channel_label.js";
import { byId, html } from "../dom/dom.js";
import { Exact } from "./exact.js";
import { ProfileTab } from "../flame/profile_tab.js";
import { ChartsTab } from "./charts_tab.js";
import { LatencyTab } from "./latency_tab.js";
import { NowTab } from "./now_tab.js";
import { entryAt } from "../lists/entry_at.js";

/**
 * @typedef {object} TabParts what the tabs are made of
 * @property {import("../feed/model.js").Model} model
 * @property {import("./history.js").History} history
 * @property {import("../playback/time_travel.js").TimeTravel} time
 * @property {Exact} exact
 * @property {(id: string | null) => void} onSelect
 */
/**
 * @typedef {object} Tab
 * @property {string} name
 * @property {HTMLElement} element
 * @property {(id: string) => boolean} fits
 * @property {(id: string) => void} show
 * @property {() => void} update
 * @property {() => void} [hide]
 * @property {() => void} [updateCharts]
 */

export class Details {
  #element = byId("details");
  #model;
  #onSelect;
  #exact;
  #now;
  /** @type {Tab[]} */
  #tabs;
  /** @type {string | null} */
  #id = null;
  /** @type {Tab} */
  #tab;
  /** The figures that are shown. */
  #figures;
  #panel = html("div", { role: "tabpanel", id: "details-panel", tabindex: "-1" });
  /** @type {Map<Tab, HTMLElement>} */
  #buttons = new Map();

  /**
   * `time` is the page's `TimeTravel`.
   * @param {Omit<TabParts, "exact">} parts
   */
  constructor({ model, history, time, onSelect }) {
    this.#model = model;
    this.#figures = model.figures;
    this.#onSelect = onSelect;
    const exact = this.#exact = new Exact(() => time.isLive);
    const parts = { model, history, time, exact, onSelect };
    const now = new NowTab(parts);
    this.#tabs = [
      now,
      new ChartsTab(parts),
      new LatencyTab(parts),
      new ProfileTab(parts),
    ];
    this.#tab = this.#now = now;
    this.show(null);
  }

  /**
   * Shows the actor or channel of `id`, or nothing.
   * @param {string | null} id
   */
  show(id) {
    this.#tab.hide?.();
    this.#id = id;
    // What scrolls can be reached by keys.
    this.#element.tabIndex = id === null ? -1 : 0;
    this.#exact.follow(id);
    if (id === null) {
      this.#element.replaceChildren();
      return;
    }
    const fitting = this.#tabs.filter((tab) => tab.fits(id));
    if (!fitting.includes(this.#tab)) this.#tab = this.#now;
    this.#element.replaceChildren(this.#head(id), this.#bar(fitting), this.#panel);
    this.#open(this.#tab);
  }

  /** Paints the current values. */
  update() {
    if (this.#id === null || !this.#model.ready) return;
    // Another server, or a recording of one, can tell of other figures.
    if (this.#figures !== this.#model.figures) this.#tab.show(this.#id);
    this.#figures = this.#model.figures;
    this.#tab.update();
  }

  /** Draws the small charts anew. */
  updateCharts() {
    if (this.#id !== null) this.#tab.updateCharts?.();
  }

  /** @param {string} id */
  #head(id) {
    const { actors, chans } = this.#model.topology;
    const index = Number(id.slice(1));
    const title = id.startsWith("a")
      ? entryAt(actors, index).label
      : channelLabel(entryAt(chans, index));
    const close = html("button", { class: "close", "aria-label": "Close details" }, "×");
    close.addEventListener("click", () => this.#onSelect(null));
    return html("h2", {}, html("bdi", {}, title), close);
  }

  /** @param {readonly Tab[]} tabs */
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
      if (!next) return;
      this.#open(next);
      this.#buttons.get(next)?.focus();
    });
    return bar;
  }

  /** @param {Tab} tab */
  #open(tab) {
    if (tab !== this.#tab) this.#tab.hide?.();
    this.#tab = tab;
    for (const [one, button] of this.#buttons) {
      button.setAttribute("aria-selected", String(one === tab));
      button.setAttribute("tabindex", one === tab ? "0" : "-1");
    }
    this.#panel.setAttribute("aria-label", tab.name);
    this.#panel.replaceChildren(tab.element);
    if (this.#id !== null) tab.show(this.#id);
  }
}
