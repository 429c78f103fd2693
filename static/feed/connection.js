// @ts-check
// The stream of events, as this page sees it. It reports every frame of the topology that is shown, and the state of the
// connection. The stream itself is held by a worker that all pages share; where there is none, by this page.

import { FeedHub } from "./feed_hub.js";
import { VALUES } from "./stream_events.js";

/**
 * @typedef {import("./feed_hub.js").Port} Port
 * @typedef {import("./model.js").Hello} Hello
 * @typedef {{ onHello(hello: Hello): void, onFrame(name: string, frame: any): void, onState(state: string): void }} Told
 */

/** How often a page that is seen says so, in milliseconds. */
const BEAT_MS = 5000;

/** How long the shared worker may take to answer at first, in milliseconds. */
const WORKER_MS = 3000;

/**
 * What is used of the browser. Tests run this where there is neither.
 * @typedef {{ visibilityState: string, addEventListener(name: string, listener: () => void): void }} Sight
 * @typedef {{ port: MessagePort, addEventListener(name: string, listener: () => void): void }} Shared
 * @typedef {{ document?: Sight, SharedWorker?: new (url: URL, options: object) => Shared }} Browser
 */
const browser = /** @type {Browser} */ (/** @type {unknown} */ (globalThis));

/** Another protocol between page and worker has another name, so that old and new pages do not meet. */
const WORKER_NAME = "steady-state telemetry 3";

/**
 * Follows `/events` for as long as the page is open: also beyond an orderly stop, so that a program that is started again
 * shows up by itself. `again()` of the result tells everything anew, `close()` ends it; `retryMs` is how long to wait for a
 * server that went away.
 * @param {Told & { retryMs?: number }} told
 * @returns {{ again(): void, close(): void }}
 */
export function follow({ onHello, onFrame, onState, retryMs }) {
  /** @type {Port} */
  let port;
  let answered = false;
  onState("connecting");
  if (browser.SharedWorker === undefined) take(ownHub(retryMs));
  else {
    const worker = new browser.SharedWorker(new URL("feed_worker.js", import.meta.url), {
      type: "module",
      name: WORKER_NAME,
    });
    worker.addEventListener("error", retreat);
    setTimeout(retreat, WORKER_MS);
    take(worker.port);
  }
  if (browser.document) watchSight(browser.document);
  return {
    again: () => port.postMessage({ again: true }),
    close: () => port.postMessage({ left: true }),
  };

  function retreat() {
    if (answered) return;
    port.postMessage({ left: true });
    port.onmessage = null;
    take(ownHub(retryMs));
  }

  /** @param {Port} taken */
  function take(taken) {
    port = taken;
    port.onmessage = ({ data }) => {
      answered = true;
      hear(data);
    };
    sight();
  }

  /** @param {{ state?: string, name: string, frame: any }} message */
  function hear({ state, name, frame }) {
    if (state !== undefined) {
      if (state !== "connecting") onState(state);
      return;
    }
    if (name === "hello") onHello(frame);
    else onFrame(name, frame);
    if (VALUES.includes(name)) port.postMessage({ taken: true });
  }

  function sight() {
    port.postMessage({ visible: browser.document?.visibilityState !== "hidden" });
  }

  /** @param {Sight} document */
  function watchSight(document) {
    document.addEventListener("visibilitychange", sight);
    addEventListener("pageshow", sight);
    addEventListener("pagehide", () => port.postMessage({ left: true }));
    setInterval(() => {
      if (document.visibilityState === "visible") sight();
    }, BEAT_MS);
  }
}

/**
 * The near end of a pair whose far end is in a hub of this page's own.
 * @param {number | undefined} retryMs
 * @returns {Port}
 */
function ownHub(retryMs) {
  /** @type {Port} */
  const near = { onmessage: null, postMessage: (data) => far.onmessage?.({ data }) };
  /** @type {Port} */
  const far = { onmessage: null, postMessage: (data) => near.onmessage?.({ data }) };
  /** @type {{ data: any }[]} */
  const waiting = [];
  near.onmessage = (event) => waiting.push(event);
  new FeedHub({ retryMs }).join(far);
  return {
    postMessage: near.postMessage,
    get onmessage() {
      return near.onmessage;
    },
    set onmessage(listener) {
      near.onmessage = listener;
      for (const event of waiting.splice(0)) listener?.(event);
    },
  };
}
