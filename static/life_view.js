// What happened to the actors, newest first.

import { byId, html, setText } from "./dom.js";

const MAX = 100;

/** How each event is told, and with which mark. */
const LOOKS = {
  started: { mark: "marked v0", word: "started" },
  ended: { mark: "ring", word: "ended" },
  suspected: { mark: "marked v2", word: "may hang" },
  crashed: { mark: "marked v3", word: "crashed" },
  deadLetter: { mark: "marked v3", word: "gave a message up" },
  restarted: { mark: "marked v1", word: "restarted" },
  veto: { mark: "marked v2", word: "refused to stop" },
  stopping: { mark: "ring", word: "is stopping" },
  stopped: { mark: "ring", word: "stopped" },
};

/** Crashes that have a word of their own. */
const CRASHES = {
  hang: { mark: "marked v3", word: "hung" },
  asked: { mark: "marked v1", word: "was asked to start again" },
};
const ZOMBIE = { mark: "marked v3", word: "is a zombie" };

/** How an actor crashed, where neither the word nor the error says it. */
const CAUSES = {
  throw: "it threw",
  uncaught: "thrown outside of its run",
  loadFailure: "it did not load",
};

/** What was decided about a crash. */
const DECISIONS = {
  restart: "starts again",
  escalate: "its supervisor starts again",
  remove: "leaves the graph",
  giveUp: "given up",
  linger: "its thread lives on",
};

export class LifeView {
  #list = byId("life");
  #count = byId("life-count");
  #next = 0;
  #crashes = 0;
  #deadLetters = 0;

  /** Forgets everything. */
  clear() {
    this.#next = 0;
    this.#crashes = 0;
    this.#deadLetters = 0;
    this.#list.replaceChildren();
    setText(this.#count, "");
  }

  /** Adds events, oldest first; those that it has are left out. */
  add(events) {
    for (const event of events) {
      if (event.n < this.#next) continue;
      this.#next = event.n + 1;
      if (event.what === "crashed") this.#crashes++;
      else if (event.what === "deadLetter") this.#deadLetters++;
      this.#list.prepend(entry(event));
      if (this.#list.childElementCount > MAX) this.#list.lastElementChild.remove();
    }
    setText(this.#count, countsOf(this.#crashes, this.#deadLetters));
  }
}

function countsOf(crashes, deadLetters) {
  const counts = [];
  if (crashes > 0) counts.push(`${crashes} crashed`);
  if (deadLetters > 0) counts.push(`${deadLetters} dead letter${deadLetters === 1 ? "" : "s"}`);
  return counts.join(" · ");
}

function entry(event) {
  const { what, detail = "", crash } = event;
  const [first, ...more] = detail.split("\n");
  const element = html("li", { class: `life-${what}` });
  const about = [line(event)];
  if (detail !== "" && !isShort(event)) about.push(html("div", { class: "reason" }, first));
  if (crash) about.push(html("div", { class: "fate" }, fateOf(crash)));
  if (more.length === 0) element.append(...about);
  else {
    element.append(html("details", {}, html("summary", {}, ...about), html("pre", {}, detail)));
  }
  return element;
}

/** Time, mark, who, and what in a word or two. */
function line(event) {
  const { time, subject, detail } = event;
  const { mark, word } = lookOf(event);
  const when = new Date(time);
  const told = html("span", {}, html("bdi", { class: "subject" }, subject), ` ${word}`);
  if (isShort(event)) told.append(html("span", { class: "short" }, ` · ${detail}`));
  return html(
    "div",
    { class: "line" },
    html("time", { datetime: when.toISOString() }, when.toTimeString().slice(0, 8)),
    html("i", { class: mark }),
    told,
  );
}

function lookOf({ what, crash }) {
  if (crash?.decision === "linger") return ZOMBIE;
  return CRASHES[crash?.cause] ?? LOOKS[what] ?? { mark: "ring", word: what };
}

/** Whether an event's detail fits beside it: restarts come in crowds. */
function isShort({ what, detail }) {
  return what === "restarted" && detail !== undefined;
}

function fateOf({ generation, cause, decision, delayMs }) {
  const pause = delayMs > 0 ? ` in ${Math.ceil(delayMs)} ms` : "";
  const fate = `${DECISIONS[decision] ?? decision}${pause}`;
  return [`generation ${generation}`, CAUSES[cause], fate].filter(Boolean).join(" · ");
}
