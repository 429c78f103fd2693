// @ts-check
// The lens: who holds the graph up, in one sentence, and who waits for it. Wait cycles are shown with or without it,
// because nothing in them moves by itself.

import { byId, setAttribute, setText } from "../dom/dom.js";
import { speak } from "../dom/speak.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("./culprit.js").Cycle & { kind: "cycle", goal: number | undefined }} FoundCycle
 * @typedef {import("./culprit.js").Culprit & { goal: number }} FoundCulprit
 * @typedef {FoundCycle | FoundCulprit} Found
 * @typedef {{ marks: ReadonlyMap<string, string>, order: readonly string[], dim: boolean,
 *   turning: readonly number[] }} Marking what is to be marked; `turning` are the channels of cycles
 */

/** How often it looks, in milliseconds. */
const PERIOD_MS = 1000;

const ORDER = ["cycle", "culprit", "victim"];

export class LensView {
  /** Whether the rest of the graph is dimmed. */
  on = false;
  #button = byId("lens");
  #line = byId("lens-line");
  #sentence = byId("lens-sentence");
  #advice = byId("lens-advice");
  #follow = byId("lens-follow");
  #next = byId("lens-next");
  #model;
  #find;
  #onMark;
  #onGo;
  #looked = -Infinity;
  /** @type {Found[]} */
  #found = [];
  #at = 0;
  #told = "";
  #marked = "";

  /**
   * `find` finds culprits and cycles; `onMark` is called with what is to be marked, `onGo` with the id of who is to be looked at.
   * @param {object} parts
   * @param {Model} parts.model
   * @param {typeof import("./culprit.js").findCulprits} parts.find
   * @param {(marking: Marking) => void} parts.onMark
   * @param {(id: string) => void} parts.onGo
   * @param {() => void} parts.onChange
   */
  constructor({ model, find, onMark, onGo, onChange }) {
    this.#model = model;
    this.#find = find;
    this.#onMark = onMark;
    this.#onGo = onGo;
    this.#button.addEventListener("click", () => {
      this.set(!this.on);
      onChange();
    });
    this.#follow.addEventListener("click", () => this.#go());
    this.#next.addEventListener("click", () => {
      this.#at++;
      this.#show();
      this.#go();
    });
  }

  /**
   * Turns the lens on or off.
   * @param {boolean} on
   */
  set(on) {
    this.on = on;
    setAttribute(this.#button, "aria-pressed", String(on));
    this.again();
  }

  /** Looks at the next update: there is another picture. */
  again() {
    this.#looked = -Infinity;
    this.#marked = "";
  }

  /**
   * Looks, if it is time.
   * @param {number} now
   */
  update(now) {
    if (now - this.#looked < PERIOD_MS) return;
    this.#looked = now;
    const { culprits, cycles } = this.#find(this.#model.topology, this.#model);
    this.#found = [
      ...cycles.map((cycle) => ({
        ...cycle,
        kind: /** @type {const} */ ("cycle"),
        goal: cycle.actors[0],
      })),
      ...culprits.map((culprit) => ({
        ...culprit,
        goal: culprit.actor,
      })),
    ];
    this.#show();
  }

  #show() {
    const found = this.#found;
    const one = found[this.#at % Math.max(1, found.length)] ?? null;
    this.#line.hidden = one === null && !this.on;
    setAttribute(this.#line, "data-kind", one?.kind ?? "none");
    const sentence = one?.sentence ?? "Nothing holds the graph up.";
    setText(this.#sentence, sentence);
    const advice = one && one.kind !== "cycle" ? one.advice : "";
    setText(this.#advice, advice && `To try: ${advice}`);
    byId("lens-text").title = advice ? `${sentence}\nTo try: ${advice}` : sentence;
    this.#advice.hidden = advice === "";
    this.#follow.hidden = one === null;
    this.#next.hidden = found.length < 2;
    setText(this.#next, `${this.#at % Math.max(1, found.length) + 1} of ${found.length} ›`);
    this.#tell(one);
    this.#mark(one);
  }

  // The numbers in the sentence change all the time; it is said again only when it is about somebody else.
  /** @param {Found | null} one */
  #tell(one) {
    const urgent = one !== null && (this.on || one.kind === "cycle");
    const told = urgent ? `${one.kind} ${one.goal}` : "";
    if (told === this.#told) return;
    this.#told = told;
    if (urgent) speak(one.sentence);
  }

  /** @param {Found | null} one */
  #mark(one) {
    const cycles = this.#found.filter((one) => one.kind === "cycle");
    /** @type {[id: string, mark: string][]} */
    const marks = [];
    for (const { actors, channels } of cycles) {
      marks.push(...idsOf(actors, channels).map((id) => pair(id, "cycle")));
    }
    if (this.on && one && one.kind !== "cycle") {
      marks.push(...idsOf(one.chain, one.channels).map((id) => pair(id, "victim")));
      marks.push([`a${one.actor}`, "culprit"]);
    }
    const text = JSON.stringify([this.on, marks]);
    if (text === this.#marked) return;
    this.#marked = text;
    this.#onMark({
      marks: new Map(marks),
      order: ORDER,
      dim: this.on && marks.length > 0,
      turning: cycles.flatMap(({ channels }) => channels),
    });
  }

  #go() {
    const one = this.#found[this.#at % Math.max(1, this.#found.length)];
    if (!one) return;
    if (!this.on) this.set(true);
    this.#onGo(`a${one.goal}`);
  }
}

/** @param {string} id @param {string} mark @returns {[id: string, mark: string]} */
function pair(id, mark) {
  return [id, mark];
}

/**
 * @param {readonly number[]} actors
 * @param {readonly number[]} channels
 */
function idsOf(actors, channels) {
  return [...actors.map((at) => `a${at}`), ...channels.map((at) => `c${at}`)];
}
