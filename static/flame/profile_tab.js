// @ts-check
// Where an actor spends its time: takes a profile of the worker that runs it, and shows it.

import { html, setText } from "../dom/dom.js";
import { bytesText } from "../words/numbers.js";
import { OWN_POST } from "../words/own_post.js";
import { messageOf } from "../words/error_text.js";
import { flameTree } from "./flame_tree.js";
import { hotTable, showProfile, summaryText } from "./profile_dialog.js";

/** @typedef {import("./profile_dialog.js").TakenProfile} TakenProfile */

const SECONDS = 5;

/** So many functions are listed beside the graph. */
const LISTED = 8;

/**
 * Profiles by the actor's id: they stay until another graph is shown.
 * @type {Map<string, TakenProfile>}
 */
const taken = new Map();

export class ProfileTab {
  name = "Profile";
  element = html("div", { class: "profile-tab" });
  #model;
  #time;
  /** @type {string | null} */
  #id = null;
  #button = html("button", { class: "wide" }, `Profile ${SECONDS} s`);
  #note = html("p", { class: "note", role: "status" });
  #result = html("div");
  /** @type {string | null} the actor whose profile is being taken */
  #busy = null;

  /** @param {{ model: import("../feed/model.js").Model, time: import("../playback/time_travel.js").TimeTravel }} parts */
  constructor({ model, time }) {
    this.#model = model;
    this.#time = time;
    this.#button.addEventListener("click", () => this.#take());
    this.element.append(
      html(
        "p",
        { class: "quiet" },
        "See in which functions the worker of this actor spends its time.",
      ),
      this.#button,
      this.#note,
      this.#result,
    );
  }

  /**
   * Whether there is a profile to take of `id`.
   * @param {string} id
   */
  fits(id) {
    return id.startsWith("a");
  }

  /** @param {string} id */
  show(id) {
    this.#id = id;
    setText(this.#note, "");
    this.#draw();
    this.update();
  }

  update() {
    const reason = this.#obstacle();
    this.#button.disabled = reason !== null || this.#busy !== null;
    if (this.#busy !== null) setText(this.#button, `Profiling for ${SECONDS} s …`);
    else setText(this.#button, `Profile ${SECONDS} s`);
    if (reason !== null) setText(this.#note, reason);
  }

  #obstacle() {
    const { can } = this.#model.hello ?? {};
    if (!this.#time.isLive) return "A profile is of the present: go back to Live to take one.";
    if (!can) return "This server takes no profiles.";
    return can.profile === null ? null : sentence(can.profile);
  }

  async #take() {
    const id = this.#busy = this.#id;
    const epoch = this.#model.hello?.epoch;
    if (id === null) return;
    setText(this.#note, "");
    this.update();
    try {
      const response = await fetch(`api/profile/${id}?seconds=${SECONDS}`, OWN_POST);
      const text = await response.text();
      if (!response.ok) throw new Error(text.trim());
      const profile = JSON.parse(text);
      const { heapBytes = null, cutShort = false, actors: mates = [] } = profile;
      const label = this.#model.topology.actors[Number(id.slice(1))]?.label ?? id;
      if (epoch === this.#model.hello?.epoch) {
        const tree = flameTree(profile);
        taken.set(`${epoch} ${id}`, { label, tree, heapBytes, mates, cutShort, text });
      }
      if (id === this.#id) {
        this.#draw();
        this.#open();
      }
    } catch (error) {
      setText(this.#note, sentence(`The profile could not be taken: ${messageOf(error)}`));
    } finally {
      this.#busy = null;
      this.update();
    }
  }

  get #profile() {
    return taken.get(`${this.#model.hello?.epoch} ${this.#id}`);
  }

  #open() {
    const profile = this.#profile;
    if (profile) showProfile(profile);
  }

  #draw() {
    const profile = this.#profile;
    this.#result.replaceChildren();
    if (!profile) return;
    const { tree, heapBytes, mates, cutShort } = profile;
    const open = html("button", { class: "wide" }, "Show the flame graph");
    open.addEventListener("click", () => this.#open());
    this.#result.append(
      html("p", {}, summaryText(tree, null)),
      html(
        "dl",
        { class: "rows" },
        html("div", {}, html("dt", {}, "heap in use"), html("dd", {}, bytesText(heapBytes))),
      ),
      html("p", { class: "quiet" }, caveatText(mates, cutShort)),
      open,
      hotTable(tree.root, LISTED),
    );
  }
}

/**
 * @param {readonly string[]} mates
 * @param {boolean} cutShort
 */
function caveatText(mates, cutShort) {
  const texts = [];
  if (mates.length > 1) texts.push(`It is of the whole worker, which runs ${mates.join(", ")}.`);
  if (cutShort) texts.push("It was cut short: a thread had to be ended.");
  return texts.join(" ");
}

/** @param {string} text */
function sentence(text) {
  const [first = "", ...rest] = text;
  return `${first.toUpperCase()}${rest.join("")}${/[.!?]$/.test(text) ? "" : "."}`;
}
