// @ts-check
// Holds the one stream of events that all pages of a browser share.

import { Backlog, readLife } from "./backlog.js";
import { CatchUp } from "./catch_up.js";
import { FeedTab } from "./feed_tab.js";
import { OWN_POST } from "../words/own_post.js";
import { EVENTS, VALUES } from "./stream_events.js";

/** Where the page is: the worker that runs this is in a folder of its own. */
const ROOT = new URL("../", import.meta.url);

/** The most frames a second there are. Whoever says a rate promises to acknowledge, and has a place reserved. */
const MAX_HZ = 20;

/** How often the server is told how far the pages are, and how often they are looked at, in milliseconds. */
const ACK_MS = 250;

/** How long the stream goes on while nobody sees a page, in milliseconds. */
const UNSEEN_MS = 60_000;

/** A page that is hidden for a moment, while another tab is looked at, changes nothing for so many milliseconds. */
const GRACE_MS = 500;

/** How long to wait before asking again for a server that went away, in milliseconds. */
export const RETRY_MS = 2000;

/**
 * @typedef {{ postMessage(message: any): void, onmessage: ((event: any) => void) | null }} Port
 */

export class FeedHub {
  /** @type {Set<FeedTab>} */
  #tabs = new Set();
  #catchUp = new CatchUp();
  #backlog;
  #retryMs;
  #open;
  #post;
  #now;
  /** @type {EventSource | null} */
  #source = null;
  #hidden = false;
  #asleep = false;
  #unseenSince = 0;
  #state = "connecting";
  #stopped = false;
  #rev = null;
  #sid = null;
  #sequence = 0;
  #acknowledged = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** The last four stand for the browser's, and for the clock's, in tests. */
  constructor({
    retryMs = RETRY_MS,
    open = (/** @type {string} */ url) => new EventSource(new URL(url, ROOT)),
    post = (/** @type {string} */ url) => fetch(new URL(url, ROOT), OWN_POST),
    read = (/** @type {string} */ url) => readLife(new URL(url, ROOT)),
    now = Date.now,
  } = {}) {
    this.#retryMs = retryMs;
    this.#open = open;
    this.#post = post;
    this.#now = now;
    const tell = (/** @type {readonly import("./chronicle.js").Life[]} */ events) =>
      this.#tell("life", { rev: this.#rev, events });
    this.#backlog = new Backlog({ read, tell, retryMs });
  }

  /**
   * Lets a page follow.
   * @param {Port} port
   */
  join(port) {
    const tab = new FeedTab(port, this.#now);
    this.#tabs.add(tab);
    port.onmessage = ({ data }) => this.#hear(tab, data);
    tab.tellState(this.#state);
    tab.tell(this.#catchUp.frames());
    if (!this.#source && !this.#asleep) this.#connect();
    this.#timer ??= setInterval(() => this.look(), ACK_MS);
    this.look();
  }

  /** Sees who sees, and tells the server how far the pages are. */
  look() {
    const seen = [...this.#tabs].some(({ visible }) => visible);
    if (seen) this.#unseenSince = this.#now();
    const unseen = this.#now() - this.#unseenSince;
    if (seen && (this.#asleep || this.#hidden)) this.#wake();
    else if (unseen >= UNSEEN_MS && !this.#asleep) this.#sleep();
    else if (unseen >= GRACE_MS && !this.#hidden && !this.#asleep) this.#calm();
    this.#acknowledge();
  }

  /** @param {FeedTab} tab @param {{ visible?: boolean, taken?: boolean, again?: boolean, left?: boolean }} message */
  #hear(tab, { visible, taken, again, left }) {
    if (visible !== undefined) tab.setVisible(visible);
    if (taken) tab.taken();
    if (again) tab.tell(this.#catchUp.frames());
    if (left) this.#tabs.delete(tab);
    if (!left && visible !== undefined) this.#tabs.add(tab);
    if (visible || left) this.look();
    if (this.#tabs.size === 0) this.#sleep();
  }

  #wake() {
    this.#asleep = false;
    this.#hidden = false;
    this.#connect();
  }

  /** Nobody sees: one frame a second keeps the titles true. */
  #calm() {
    this.#hidden = true;
    this.#connect();
  }

  #sleep() {
    this.#asleep = true;
    this.#source?.close();
    this.#source = null;
    if (this.#tabs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #connect() {
    this.#source?.close();
    const source = this.#source = this.#open(`events?hz=${this.#hidden ? 1 : MAX_HZ}`);
    this.#sid = null;
    this.#rev = null;
    this.#listen(source, "hello", (hello) => {
      this.#rev = hello.rev;
      this.#sid = hello.sid ?? null;
      this.#sequence = this.#acknowledged = 0;
      this.#stopped = false;
      if (hello.epoch !== this.#catchUp.epoch) this.#backlog.clear();
      this.#tell("hello", { ...hello, received: Date.now() });
      this.#setState("live");
    });
    for (const name of EVENTS) {
      this.#listen(source, name, (frame) => {
        if (name === "topology") this.#rev = frame.rev;
        if (frame.rev !== this.#rev) return;
        this.#tell(name, frame);
        if (name === "bye") this.#end(source);
      });
    }
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      if (!this.#stopped) this.#setState("reconnecting");
      if (this.#stopped || source.readyState === EventSource.CLOSED) this.#again(source);
    });
  }

  /** @param {EventSource} source @param {string} name @param {(frame: any) => void} take */
  #listen(source, name, take) {
    source.addEventListener(name, ({ data }) => {
      if (source === this.#source) take(JSON.parse(data));
    });
  }

  /** @param {string} name @param {any} frame */
  #tell(name, frame) {
    if (name === "life") frame = this.#whole(frame);
    this.#catchUp.take(name, frame);
    const values = VALUES.includes(name);
    if (values) this.#sequence = frame.s;
    for (const tab of this.#tabs) {
      if (values) tab.offer(name, frame, () => this.#catchUp.key);
      else tab.tell([[name, frame]]);
    }
  }

  /**
   * The frame, and whether more is to come: of very many events the stream tells the last.
   * @param {{ events: readonly { n: number }[] }} frame
   */
  #whole(frame) {
    const first = frame.events[0]?.n ?? 0;
    const next = this.#catchUp.nextLife;
    if (first > next) this.#backlog.want(next, first);
    return { ...frame, awaits: this.#backlog.awaits };
  }

  /** @param {string} state */
  #setState(state) {
    this.#state = state;
    for (const tab of this.#tabs) tab.tellState(state);
  }

  /** @param {EventSource} source */
  #end(source) {
    this.#stopped = true;
    this.#setState("stopped");
    this.#again(source);
  }

  /** @param {EventSource} source */
  #again(source) {
    source.close();
    setTimeout(() => {
      if (source === this.#source) this.#connect();
    }, this.#retryMs);
  }

  // What the pages have not taken yet is counted tab by tab: the hub itself takes all there is, so it can say so.
  #acknowledge() {
    if (this.#sid === null || this.#sequence === this.#acknowledged) return;
    this.#acknowledged = this.#sequence;
    // One that is lost is made good by the next.
    Promise.resolve(this.#post(`ack/${this.#sid}/${this.#sequence}`)).catch(() => {});
  }
}
