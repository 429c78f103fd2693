import { assertEquals } from "@std/assert";
import { follow } from "../../static/feed/connection.js";

/** Stands for the browser's EventSource, which Deno's main thread has too, but which would want a server. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: FakeEventSource[] = [];
  static onOpen: (() => void) | null = null;
  readyState = 1;

  constructor() {
    super();
    FakeEventSource.opened.push(this);
    FakeEventSource.onOpen?.();
  }

  /** Says an event, as a server would. */
  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  /** Fails: for good as with an HTTP error, or so that the browser tries again. */
  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }

  close(): void {
    this.readyState = 2;
  }
}

function start() {
  const told: string[] = [];
  FakeEventSource.opened.length = 0;
  const real = globalThis.EventSource;
  Object.assign(globalThis, { EventSource: FakeEventSource });
  const connection = follow({
    onHello: ({ epoch }: { epoch: string }) => told.push(`hello ${epoch}`),
    onFrame: (name: string, { rev }: { rev: number }) => told.push(`${name} ${rev}`),
    onState: (state: string) => told.push(state),
    retryMs: 0,
  });
  const stop = (): void => {
    connection.close();
    Object.assign(globalThis, { EventSource: real });
  };
  return { told, source: FakeEventSource.opened[0]!, stop };
}

/** Resolves when the page has opened the stream anew. */
async function reopened(): Promise<FakeEventSource> {
  await new Promise<void>((resolve) => FakeEventSource.onOpen = resolve);
  FakeEventSource.onOpen = null;
  return FakeEventSource.opened.at(-1)!;
}

Deno.test("follow passes on frames of the topology that is shown, and drops all others", () => {
  const { told, source, stop } = start();
  source.say("tick", { rev: 1 });
  source.say("hello", { rev: 1, epoch: "e" });
  source.say("topology", { rev: 1 });
  source.say("key", { rev: 1, a: [], c: [] });
  source.say("tick", { rev: 2 });
  source.say("topology", { rev: 2 });
  source.say("tick", { rev: 1 });
  source.say("tick", { rev: 2 });
  stop();
  assertEquals(told, [
    "connecting",
    "hello e",
    "live",
    "topology 1",
    "key 1",
    "topology 2",
    "tick 2",
  ]);
});

Deno.test("follow lets the browser reconnect where it does, and does so itself where it does not", async () => {
  const { told, source, stop } = start();
  source.say("hello", { rev: 1, epoch: "e" });
  source.fail(0);
  assertEquals(FakeEventSource.opened.length, 1);
  source.fail(2);
  const next = await reopened();
  next.say("hello", { rev: 1, epoch: "f" });
  stop();
  assertEquals(told.slice(3), ["reconnecting", "reconnecting", "hello f", "live"]);
});

Deno.test("follow says stopped after a bye, until there is another server", async () => {
  const { told, source, stop } = start();
  source.say("hello", { rev: 1, epoch: "e" });
  source.say("bye", { rev: 1 });
  const next = await reopened();
  next.fail(0);
  const later = await reopened();
  later.say("hello", { rev: 1, epoch: "f" });
  stop();
  assertEquals(told.slice(3), ["bye 1", "stopped", "hello f", "live"]);
});
