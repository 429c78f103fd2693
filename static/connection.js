// The stream of events. It reports every frame of the topology that is shown, and the state of the connection.

const EVENTS = ["topology", "key", "tick", "life", "bye"];

/** How long to wait before asking again for a server that went away, in milliseconds. */
const RETRY_MS = 2000;

/**
 * Follows `/events` for as long as the page is open: also beyond an orderly stop, so that a program that is started again
 * shows up by itself.
 */
export function follow({ onHello, onFrame, onState, retryMs = RETRY_MS }) {
  let stopped = false;
  onState("connecting");
  open();

  function open() {
    const source = new EventSource("events");
    let rev = null;
    source.addEventListener("hello", ({ data }) => {
      const hello = JSON.parse(data);
      rev = hello.rev;
      stopped = false;
      onHello(hello);
      onState("live");
    });
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data }) => {
        const frame = JSON.parse(data);
        if (name === "topology") rev = frame.rev;
        if (frame.rev !== rev) return;
        onFrame(name, frame);
        if (name === "bye") end(source);
      });
    }
    source.addEventListener("error", () => {
      if (!stopped) onState("reconnecting");
      if (stopped || source.readyState === EventSource.CLOSED) again(source);
    });
  }

  function end(source) {
    stopped = true;
    onState("stopped");
    again(source);
  }

  function again(source) {
    source.close();
    setTimeout(open, retryMs);
  }
}
