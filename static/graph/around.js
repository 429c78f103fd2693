// @ts-check
// The switch by which frames are drawn around what belongs together. It shows while there is something to choose.

import { byId, html } from "../dom/dom.js";
import { frameKindsOf } from "../fold/frames.js";

/** @typedef {import("../fold/frames.js").FrameKind} FrameKind */

/** @type {Readonly<Record<FrameKind, string>>} */
const WORDS = { pods: "Pods", troupes: "Troupes", supervisors: "Supervisors" };

/** What is chosen where frames are drawn by themselves, and none are wanted. */
const NONE = "none";

export class Around {
  #select = /** @type {HTMLSelectElement} */ (byId("around"));
  /** @type {FrameKind[]} */
  #kinds = [];
  /** What was asked for, be there such a thing in this graph or not. */
  #wanted = "";
  #failed = false;

  /** @param {() => void} onChange called when somebody chose */
  constructor(onChange) {
    this.#select.addEventListener("change", () => {
      this.#wanted = this.#select.value;
      onChange();
    });
    this.#write();
  }

  /**
   * Takes the actors of a topology.
   * @param {readonly import("../fold/frames.js").Member[]} actors
   */
  adopt(actors) {
    this.#kinds = frameKindsOf(actors);
    this.#write();
  }

  /** What frames are around, or `null` for no frames. */
  get kind() {
    const wanted = this.#kinds.find((kind) => kind === this.#wanted);
    // Around pods they are drawn unless somebody wants others, or none.
    return wanted ?? this.#kinds.find((kind) => kind === "pods" && this.#wanted === "") ?? null;
  }

  /** The kind as the address says it; empty for no frames. */
  get name() {
    return this.#wanted;
  }

  set name(name) {
    this.#wanted = name;
    this.#write();
  }

  /** Whether the frames that were asked for could not be drawn. */
  set failed(/** @type {boolean} */ failed) {
    this.#failed = failed;
    this.#write();
  }

  #write() {
    const none = this.#kinds.includes("pods") ? NONE : "";
    this.#select.replaceChildren(
      html("option", { value: none }, "No frames"),
      ...this.#kinds.map((kind) => {
        const more = this.#failed && kind === this.kind ? " (too large to draw)" : "";
        return html("option", { value: kind }, `${WORDS[kind]}${more}`);
      }),
    );
    this.#select.value = this.kind ?? none;
    this.#select.hidden = this.#kinds.length === 0;
  }
}
