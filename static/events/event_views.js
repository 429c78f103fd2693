// @ts-check
// All that tells what happened: the short list in the side, the log, the alerts, and their count.

import { byId, setText } from "../dom/dom.js";
import { CRITICAL } from "../words/levels.js";
import { LifeView } from "./life_view.js";
import { AlertsView } from "./alerts_view.js";
import { LogView } from "./log_view.js";

export class EventViews {
  #time;
  #counts;
  #knowsLevel;
  #life = new LifeView();
  #log = new LogView();
  #alerts;
  #shown = "";

  /**
   * `time` is the page's `TimeTravel`; `counts` tells how often it was bad up to the moment that is shown, or `null`; `idOf` gives the id of an actor by its label, or `null`; `onSelect` is called with
   * the id of who is to be shown, `onLog` when the log is.
   * @param {object} parts
   * @param {import("../playback/time_travel.js").TimeTravel} parts.time
   * @param {() => import("./life_view.js").Counts | null} parts.counts
   * @param {() => boolean} parts.knowsLevel whether the server tells from which level on the program logs
   * @param {(label: string) => string | null} parts.idOf
   * @param {(id: string) => void} parts.onSelect
   * @param {() => void} parts.onLog
   */
  constructor({ time, counts, knowsLevel, idOf, onSelect, onLog }) {
    this.#time = time;
    this.#counts = counts;
    this.#knowsLevel = knowsLevel;
    /** @param {string} label */
    const onCrash = (label) => {
      onLog();
      this.#log.filter(label);
    };
    this.#alerts = new AlertsView({ idOf, onSelect, onLog: onCrash });
    byId("life-all").addEventListener("click", onLog);
  }

  /** Paints what has changed. */
  update() {
    const { chronicle, until, bounds } = this.#time;
    if (!byId("log-view").hidden) this.#log.level.look(this.#time.isLive && this.#knowsLevel());
    const now = Math.min(until, bounds.to);
    const past = chronicle.life.length + chronicle.alerts.length === 0 || until === Infinity
      ? 0
      : Math.floor(until / 100);
    const open = ["alerts-view", "log-view"].map((id) => byId(id).hidden).join();
    const second = byId("alerts-view").hidden ? 0 : Math.floor(now / 1000);
    const crashed = chronicle.crashed(now);
    const numbers = crashed.map(({ n }) => n).join();
    const counts = this.#counts();
    const told = `${counts?.crashes} ${counts?.deadLetters}`;
    const shown = [this.#time.file, chronicle.version, past, open, second, numbers, told].join(" ");
    if (shown === this.#shown) return;
    this.#shown = shown;
    const events = chronicle.lifeUntil(until);
    this.#life.show(events, counts);
    if (!byId("log-view").hidden) {
      const file = this.#time.file !== null;
      const count = chronicle.missingUntil(until);
      this.#log.show(events, { count, awaits: chronicle.awaits, file });
    }
    if (!byId("alerts-view").hidden) this.#alerts.show(chronicle, until, now);
    const active = chronicle.active(until);
    const many = active.length + crashed.length;
    const count = byId("alerts-count");
    setText(count, many === 0 ? "" : String(many));
    count.className = `badge v${crashed.length > 0 ? CRITICAL : active[0]?.level ?? 0}`;
  }
}
