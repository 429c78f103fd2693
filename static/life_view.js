// What happened to the actors, newest first.

import { byId, html, setText } from "./dom.js";

const MAX = 100;

/** How each event is told, and with which mark. */
const LOOKS = {
  started: { mark: "marked v0", word: "started" },
  ended: { mark: "ring", word: "ended" },
  crashed: { mark: "marked v3", word: "crashed" },
  restarted: { mark: "marked v1", word: "restarted" },
  veto: { mark: "marked v2", word: "refused to stop" },
  stopping: { mark: "ring", word: "is stopping" },
  stopped: { mark: "ring", word: "stopped" },
};

export class LifeView {
  #list = byId("life");
  #count = byId("life-count");
  #next = 0;
  #crashes = 0;

  /** Forgets everything. */
  clear() {
    this.#next = 0;
    this.#crashes = 0;
    this.#list.replaceChildren();
    setText(this.#count, "");
  }

  /** Adds events, oldest first; those that it has are left out. */
  add(events) {
    for (const event of events) {
      if (event.n < this.#next) continue;
      this.#next = event.n + 1;
      if (event.what === "crashed") this.#crashes++;
      this.#list.prepend(entry(event));
      if (this.#list.childElementCount > MAX) this.#list.lastElementChild.remove();
    }
    setText(this.#count, this.#crashes === 0 ? "" : `${this.#crashes} crashed`);
  }
}

function entry({ time, subject, what, detail }) {
  const { mark, word } = LOOKS[what] ?? { mark: "ring", word: what };
  const when = new Date(time);
  const line = [
    html("time", { datetime: when.toISOString() }, when.toTimeString().slice(0, 8)),
    html("i", { class: mark }),
    html("span", {}, html("bdi", { class: "subject" }, subject), ` ${word}`),
  ];
  const element = html("li", { class: `life-${what}` });
  if (detail === undefined || detail === "") {
    element.append(html("div", { class: "line" }, ...line));
    return element;
  }
  const [first, ...more] = detail.split("\n");
  const reason = html("div", { class: "reason" }, first);
  if (more.length === 0) element.append(html("div", { class: "line" }, ...line), reason);
  else {
    const stack = html("pre", {}, detail);
    element.append(
      html(
        "details",
        {},
        html("summary", {}, html("div", { class: "line" }, ...line), reason),
        stack,
      ),
    );
  }
  return element;
}
