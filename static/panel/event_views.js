// All that tells what happened: the short list in the side, the log, the alerts, and their count.

import { byId, setText } from "../dom.js";
import { LifeView } from "../life_view.js";
import { AlertsView } from "./alerts_view.js";
import { LogView } from "./log_view.js";

export class EventViews {
  #time;
  #life = new LifeView();
  #log = new LogView();
  #alerts;
  #shown = "";

  /** `time` is the page's `TimeTravel`; `onSelect` is called with the id of who an alert is about. */
  constructor({ time, onSelect }) {
    this.#time = time;
    this.#alerts = new AlertsView(onSelect);
  }

  /** Paints what has changed. */
  update() {
    const { journal, until, bounds } = this.#time;
    const now = Math.min(until, bounds.to);
    const past = journal.life.length + journal.alerts.length === 0 || until === Infinity
      ? 0
      : Math.floor(until / 100);
    const open = ["alerts-view", "log-view"].map((id) => byId(id).hidden).join();
    const second = byId("alerts-view").hidden ? 0 : Math.floor(now / 1000);
    const shown = [this.#time.file, journal.version, past, open, second].join(" ");
    if (shown === this.#shown) return;
    this.#shown = shown;
    const events = journal.lifeUntil(until);
    this.#life.show(events);
    if (!byId("log-view").hidden) this.#log.show(events);
    if (!byId("alerts-view").hidden) this.#alerts.show(journal, until, now);
    const active = journal.active(until);
    const count = byId("alerts-count");
    setText(count, active.length === 0 ? "" : String(active.length));
    count.className = `badge v${active[0]?.level ?? 0}`;
  }
}
