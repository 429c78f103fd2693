// @ts-check
// Why something has its level: the rule, the figures that it is judged by, and what to try. It opens on demand.

import { html, setText } from "../dom/dom.js";
import { term } from "../dom/terms.js";
import { findAdvice } from "../lens/advice.js";
import { entryAt } from "../lists/entry_at.js";
import { LEVELS } from "../words/levels.js";
import { channelLabel } from "../words/channel_label.js";
import { unitText } from "../words/unit_text.js";
import { sideOf } from "./looks.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("../feed/figures.js").Side} Side
 */

/**
 * The figures by which it is judged who keeps up and who does not.
 * @type {Readonly<Record<Side, readonly string[]>>}
 */
const EVIDENCE = { a: ["busy", "outside", "blocked", "waiting"], c: ["pressure", "fill"] };

/** What `/api/detail` alone tells, and advice goes by. */
const OF_DETAIL = ["full", "burst"];

const PERCENT = 100;

export class WhyBox {
  element = html("details", { class: "why-box" });
  #model;
  #summary = html("summary");
  #level = html("p");
  #rules;
  #figures = html("dl", { class: "evidence" });
  #advice = html("p", { class: "advice" });
  /** @type {Map<string, HTMLElement>} */
  #values = new Map();

  /**
   * `rules` lists the alerts that are active.
   * @param {Model} model
   * @param {HTMLElement} rules
   */
  constructor(model, rules) {
    this.#model = model;
    this.#rules = rules;
    this.element.append(this.#summary, this.#level, this.#rules, this.#figures, this.#advice);
  }

  /** @param {string} id */
  show(id) {
    this.element.open = false;
    this.#values.clear();
    this.#figures.replaceChildren();
    this.update(id, null);
  }

  /**
   * `exact` is what `/api/detail` says of `id`, or `null`.
   * @param {string} id
   * @param {Readonly<Record<string, any>> | null} exact
   */
  update(id, exact) {
    const side = sideOf(id);
    const index = Number(id.slice(1));
    const level = Number(this.#model.column(side, "level")[index] ?? 0);
    const channel = side === "c" ? index : this.#worstInput(index);
    const advice = this.#adviceOn([id, `c${channel}`], index, side === "c" ? exact : null);
    const { name, about } = entryAt(LEVELS, level);
    this.element.hidden = level === 0 && advice === "";
    if (this.element.hidden) return;
    setText(
      this.#summary,
      level === 0 ? "What to try" : `Why ${name}${advice && ", and what to try"}`,
    );
    setText(this.#level, `${name}: ${about}.`);
    this.#tell("a", side === "a" ? index : this.#model.topology.chans[index]?.to);
    this.#tell("c", channel);
    setText(this.#advice, advice === "" ? "" : `To try: ${advice}`);
  }

  /**
   * The figures of an actor, or of a channel.
   * @param {Side} side
   * @param {number | undefined} index
   */
  #tell(side, index) {
    if (index === undefined) return;
    const { actors, chans } = this.#model.topology;
    const label = side === "a" ? actors[index]?.label : channelLabel(entryAt(chans, index));
    for (const { name, unit, about } of this.#model.figures.of(side)) {
      if (!EVIDENCE[side].includes(name)) continue;
      const key = `${side}${index} ${name}`;
      let value = this.#values.get(key);
      if (!value) {
        value = html("dd");
        this.#values.set(key, value);
        const word = html("dt", {}, html("bdi", {}, `${label} `), term(name, about));
        this.#figures.append(html("div", {}, word, value));
      }
      const cell = /** @type {import("../words/unit_text.js").Cell} */ (
        this.#model.column(side, name)[index]
      );
      setText(value, unitText(unit, cell));
    }
  }

  /**
   * The input of an actor that is under most pressure; none where it has no input.
   * @param {number} actor
   */
  #worstInput(actor) {
    const pressure = this.#model.column("c", "pressure");
    const inputs = this.#model.topology.chans.flatMap(({ to }, at) => to === actor ? [at] : []);
    return inputs.sort((one, other) =>
      Number(pressure[other] ?? 0) - Number(pressure[one] ?? 0)
    )[0];
  }

  /**
   * What to try about any of `ids`. What the columns do not have, the details of channel `index` may.
   * @param {readonly string[]} ids
   * @param {number} index
   * @param {Readonly<Record<string, any>> | null} exact
   */
  #adviceOn(ids, index, exact) {
    const column = (/** @type {Side} */ side, /** @type {string} */ name) => {
      if (side !== "c" || !OF_DETAIL.includes(name)) return this.#model.column(side, name);
      const value = exact?.[name] ?? null;
      const told = /** @type {unknown[]} */ ([]);
      told[index] = name === "full" && value !== null ? value * PERCENT : value;
      return told;
    };
    const { topology } = this.#model;
    return findAdvice(topology, { column }).find(({ subject }) => ids.includes(subject))?.text ??
      "";
  }
}
