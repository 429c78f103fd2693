// The lens: who holds the graph up, in one sentence, and who waits for it. Wait cycles are shown with or without it,
// because nothing in them moves by itself.

import { byId, setAttribute, setText } from "../dom/dom.js";
import { speak } from "../dom/speak.js";

/** How often it looks, in milliseconds. */
const PERIOD_MS = 1000;

const ORDER = ["cycle", "culprit", "victim"];

export class LensView {
  /** Whether the rest of the graph is dimmed. */
  on = false;
  #button = byId("lens");
  #line = byId("lens-line");
  #sentence = byId("lens-sentence");
  #follow = byId("lens-follow");
  #next = byId("lens-next");
  #model;
  #find;
  #onMark;
  #onGo;
  #looked = -Infinity;
  #found = [];
  #at = 0;
  #told = "";
  #marked = "";

  /**
   * `find` finds culprits and cycles; `onMark` is called with what is to be marked, `onGo` with the id of who is to be looked at.
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

  /** Turns the lens on or off. */
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

  /** Looks, if it is time. */
  update(now) {
    if (now - this.#looked < PERIOD_MS) return;
    this.#looked = now;
    const { topology, columns } = this.#model;
    const { culprits, cycles } = this.#find(topology, columns.a, columns.c);
    this.#found = [
      ...cycles.map((cycle) => ({ ...cycle, kind: "cycle", goal: cycle.actors[0] })),
      ...culprits.map((culprit) => ({ ...culprit, kind: "culprit", goal: culprit.actor })),
    ];
    this.#show();
  }

  #show() {
    const found = this.#found;
    const one = found[this.#at % Math.max(1, found.length)] ?? null;
    this.#line.hidden = one === null && !this.on;
    setAttribute(this.#line, "data-kind", one?.kind ?? "none");
    setText(this.#sentence, one?.sentence ?? "Nothing holds the graph up.");
    this.#follow.hidden = one === null;
    this.#next.hidden = found.length < 2;
    setText(this.#next, `${this.#at % Math.max(1, found.length) + 1} of ${found.length} ›`);
    this.#tell(one);
    this.#mark(one);
  }

  // The numbers in the sentence change all the time; it is said again only when it is about somebody else.
  #tell(one) {
    const urgent = one !== null && (this.on || one.kind === "cycle");
    const told = urgent ? `${one.kind} ${one.goal}` : "";
    if (told === this.#told) return;
    this.#told = told;
    if (urgent) speak(one.sentence);
  }

  #mark(one) {
    const cycles = this.#found.filter(({ kind }) => kind === "cycle");
    const marks = [];
    for (const { actors, channels } of cycles) {
      marks.push(...idsOf(actors, channels).map((id) => [id, "cycle"]));
    }
    if (this.on && one?.kind === "culprit") {
      marks.push(...idsOf(one.chain, one.channels).map((id) => [id, "victim"]));
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

function idsOf(actors, channels) {
  return [...actors.map((at) => `a${at}`), ...channels.map((at) => `c${at}`)];
}
