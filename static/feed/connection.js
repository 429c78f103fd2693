// The stream of events, as this page sees it. It reports every frame of the topology that is shown, and the state of the
// connection. The stream itself is held by a worker that all pages share; where there is none, by this page.

import { FeedHub } from "./feed_hub.js";

/** How often a page that is seen says so, in milliseconds. */
const BEAT_MS = 5000;

/** How long the shared worker may take to answer at first, in milliseconds. */
const WORKER_MS = 3000;

/** Another protocol between page and worker has another name, so that old and new pages do not meet. */
const WORKER_NAME = "steady-state telemetry 2";

/**
 * Follows `/events` for as long as the page is open: also beyond an orderly stop, so that a program that is started again
 * shows up by itself. `again()` of the result tells everything anew, `close()` ends it; `retryMs` is how long to wait for a
 * server that went away.
 */
export function follow({ onHello, onFrame, onState, retryMs }) {
  let port = null;
  let answered = false;
  onState("connecting");
  if (globalThis.SharedWorker === undefined) take(ownHub(retryMs));
  else {
    const worker = new SharedWorker(new URL("feed_worker.js", import.meta.url), {
      type: "module",
      name: WORKER_NAME,
    });
    worker.addEventListener("error", retreat);
    setTimeout(retreat, WORKER_MS);
    take(worker.port);
  }
  if (globalThis.document) watchSight();
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

  function take(taken) {
    port = taken;
    port.onmessage = ({ data }) => {
      answered = true;
      hear(data);
    };
    sight();
  }

  function hear({ state, name, frame }) {
    if (state !== undefined) {
      if (state !== "connecting") onState(state);
      return;
    }
    if (name === "hello") onHello(frame);
    else onFrame(name, frame);
    if (name === "key" || name === "tick") port.postMessage({ taken: true });
  }

  function sight() {
    port.postMessage({ visible: globalThis.document?.visibilityState !== "hidden" });
  }

  function watchSight() {
    document.addEventListener("visibilitychange", sight);
    addEventListener("pageshow", sight);
    addEventListener("pagehide", () => port.postMessage({ left: true }));
    setInterval(() => {
      if (document.visibilityState === "visible") sight();
    }, BEAT_MS);
  }
}

/** The near end of a pair whose far end is in a hub of this page's own. */
function ownHub(retryMs) {
  const near = { onmessage: null, postMessage: (data) => far.onmessage?.({ data }) };
  const far = { onmessage: null, postMessage: (data) => near.onmessage?.({ data }) };
  const waiting = [];
  near.onmessage = (event) => waiting.push(event);
  new FeedHub({ retryMs }).join(far);
  return {
    postMessage: near.postMessage,
    set onmessage(listener) {
      near.onmessage = listener;
      for (const event of waiting.splice(0)) listener?.(event);
    },
  };
}
