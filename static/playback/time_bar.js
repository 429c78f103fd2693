// @ts-check
// The time bar: where in time the page is, and the ways to another moment.

import { byId, html, setAttribute, setText } from "../dom/dom.js";
import { clockText } from "../words/clock_text.js";
import { takeFiles } from "./dropped.js";
import { StripView } from "./strip_view.js";

const SPEEDS = [1, 2, 4, 16];

/**
 * How far a key moves the slider, in milliseconds.
 * @type {Readonly<Record<string, number>>}
 */
const STEPS = { ArrowLeft: -1000, ArrowRight: 1000, PageDown: -10_000, PageUp: 10_000 };

export class TimeBar {
  #time;
  #strip = new StripView();
  #run = html("button", { id: "time-run", class: "run" });
  #speed = html("select", { id: "time-speed", "aria-label": "Speed", title: "Speed" });
  #slider = html("input", {
    id: "time-slider",
    type: "range",
    step: "any",
    "aria-label": "Moment",
  });
  #from = html("span", { id: "time-from", class: "bound" });
  #to = html("span", { id: "time-to", class: "bound" });
  #moment = html("output", { id: "time-moment", for: "time-slider" });
  #live = html(
    "button",
    { id: "time-live", class: "now", title: "Back to the present ( n )" },
    "Live",
  );
  #fault = html("p", { id: "time-fault", role: "alert" });
  #file = html("input", { id: "time-file", type: "file", accept: ".ndjson,.json,.txt" });

  /** @param {import("./time_travel.js").TimeTravel} time */
  constructor(time) {
    this.#time = time;
    for (const speed of SPEEDS) {
      this.#speed.append(html("option", { value: String(speed) }, `${speed}×`));
    }
    const back = html("button", { id: "time-back", class: "back", title: "One frame back ( , )" });
    const on = html("button", { id: "time-on", class: "on", title: "One frame on ( . )" });
    back.setAttribute("aria-label", "One frame back");
    on.setAttribute("aria-label", "One frame on");
    const open = html("label", { class: "file", title: "Play a recorded file; or drop it here" });
    open.append("Open…", this.#file);
    byId("time").append(
      html("div", { class: "controls" }, this.#run, back, on, this.#speed, this.#moment),
      html("div", { class: "track" }, this.#from, this.#rail(), this.#to),
      html("div", { class: "controls" }, this.#live, open),
      this.#fault,
    );
    this.#run.addEventListener("click", () => this.toggle());
    back.addEventListener("click", () => time.step(-1));
    on.addEventListener("click", () => time.step(1));
    this.#live.addEventListener("click", () => time.live());
    this.#speed.addEventListener("change", () => {
      if (time.speed) time.play(this.#pace);
    });
    this.#slider.addEventListener("input", () => time.seek(Number(this.#slider.value)));
    this.#slider.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      time.seek((time.position ?? time.bounds.to) + step);
    });
    takeFiles(this.#file, (file) => time.open(file));
    addEventListener("keydown", (event) => this.#onKey(event));
    this.update();
  }

  /** Stands still, or plays on. */
  toggle() {
    if (this.#time.speed === 0) this.#time.play(this.#pace);
    else this.#time.pause();
  }

  /** Paints where we are. */
  update() {
    const { bounds, position, speed, chronicle, fault } = this.#time;
    const standing = speed === 0;
    setText(this.#run, standing ? "Play" : "Pause");
    setAttribute(this.#run, "data-run", standing ? "play" : "pause");
    setAttribute(this.#run, "title", standing ? "Play ( p )" : "Pause ( p )");
    setAttribute(byId("time"), "data-mode", position === null ? "live" : "past");
    setText(this.#from, bounds.from > 0 ? clockText(bounds.from) : "");
    setText(this.#to, bounds.to > 0 ? clockText(bounds.to) : "");
    const shown = position ?? bounds.to;
    setText(this.#moment, shown > 0 ? clockText(shown) : "");
    setAttribute(this.#slider, "min", String(Math.floor(bounds.from)));
    setAttribute(this.#slider, "max", String(Math.ceil(bounds.to)));
    setAttribute(this.#slider, "aria-valuetext", position === null ? "now" : clockText(shown));
    if (Number(this.#slider.value) !== shown) this.#slider.value = String(shown);
    this.#live.disabled = position === null;
    setText(this.#fault, fault);
    this.#strip.update(chronicle, bounds.from, bounds.to);
  }

  get #pace() {
    return Number(this.#speed.value);
  }

  #rail() {
    return html("div", { class: "rail" }, this.#strip.element, this.#slider);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = /** @type {Partial<Element>} */ (event.target);
    if (target.closest?.("input:not([type=range]), select, textarea")) return;
    if (event.key === "p") this.toggle();
    else if (event.key === " " && !target.closest?.("button, a, summary, [role]")) {
      event.preventDefault();
      this.toggle();
    } else if (event.key === ",") this.#time.step(-1);
    else if (event.key === ".") this.#time.step(1);
    else if (event.key === "n") this.#time.live();
  }
}
