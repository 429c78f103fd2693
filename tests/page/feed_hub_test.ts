import { assertEquals } from "@std/assert";
import { FeedHub } from "../../static/feed/feed_hub.js";
import type { WireEvents } from "../../src/telemetry/wire/wire.ts";
import { EVENTS } from "../../static/feed/stream_events.js";

/** Stands for the browser's EventSource. */
class FakeSource extends EventTarget {
  readyState = 1;
  constructor(readonly url: string) {
    super();
  }

  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }

  close(): void {
    this.readyState = 2;
  }
}

/** What a test reads of a frame. */
interface Told {
  readonly s?: number;
  readonly events?: readonly { n: number }[];
  readonly awaits?: boolean;
}

/** A page that follows. It takes each frame at once, unless it is told to be slow. */
class FakeTab {
  readonly told: string[] = [];
  readonly lives: number[][] = [];
  readonly awaits: (boolean | undefined)[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  slow = false;

  postMessage({ state, name, frame }: Record<string, Told & string>): void {
    if (name === "life") {
      this.lives.push(frame!.events!.map(({ n }) => n));
      this.awaits.push(frame!.awaits);
    }
    this.told.push(
      name === undefined ? state! : frame?.s === undefined ? name : `${name} ${frame.s}`,
    );
    if ((name === "key" || name === "tick") && !this.slow) this.say({ taken: true });
  }

  say(data: unknown): void {
    this.onmessage?.({ data });
  }
}

function start(kept: readonly number[] = []) {
  const sources: FakeSource[] = [];
  const posts: string[] = [];
  const asked: string[] = [];
  const clock = { now: 0 };
  const hub = new FeedHub({
    open: (url: string) => {
      sources.push(new FakeSource(url));
      return sources.at(-1) as unknown as EventSource;
    },
    post: (url: string) => {
      posts.push(url);
      return Promise.resolve(new Response());
    },
    read: (url: string) => {
      asked.push(url);
      return Promise.resolve(kept.map((n) => ({ n, time: n, subject: "a", what: "crashed" })));
    },
    now: () => clock.now,
  });
  const tabs: FakeTab[] = [];
  const join = (): FakeTab => {
    const tab = new FakeTab();
    tabs.push(tab);
    hub.join(tab);
    return tab;
  };
  const begin = (sid: string | undefined): void => {
    const source = sources.at(-1)!;
    source.say("hello", { rev: 1, epoch: "e", sid });
    source.say("topology", { rev: 1 });
    source.say("key", { rev: 1, s: 1, a: [], c: [] });
  };
  const tick = (s: number): void => sources.at(-1)!.say("tick", { rev: 1, s });
  const pass = (ms: number): void => {
    clock.now += ms;
    hub.look();
  };
  const end = (): void => tabs.forEach((tab) => tab.say({ left: true }));
  return { sources, posts, asked, join, begin, tick, pass, end };
}

/** The events behind `hello`, as the server's types have them, but for those that a hub alone asks for. */
const SENT: Readonly<Record<Exclude<keyof WireEvents, "hello" | "links">, true>> = {
  topology: true,
  key: true,
  tick: true,
  life: true,
  alert: true,
  bye: true,
};

Deno.test("the page listens to every event that the server sends", () => {
  assertEquals(EVENTS, Object.keys(SENT));
});

Deno.test("FeedHub: all tabs share one stream, and who comes later is told everything", () => {
  const { sources, join, begin, tick, end } = start();
  const first = join();
  begin("s");
  tick(2);
  const second = join();
  tick(3);
  end();
  assertEquals(sources.length, 1);
  assertEquals(first.told, [
    "connecting",
    "hello",
    "live",
    "topology",
    "key 1",
    "tick 2",
    "tick 3",
  ]);
  assertEquals(second.told, ["live", "hello", "topology", "key 2", "tick 3"]);
});

Deno.test("FeedHub acknowledges the last frame, and does not where the server knows no such thing", () => {
  const modern = start();
  modern.join();
  modern.begin("abc");
  modern.tick(2);
  modern.tick(3);
  modern.pass(250);
  modern.pass(250);
  modern.tick(4);
  modern.pass(250);
  modern.end();
  assertEquals(modern.posts, ["ack/abc/3", "ack/abc/4"]);
  const old = start();
  old.join();
  old.begin(undefined);
  old.pass(250);
  old.end();
  assertEquals(old.posts, []);
});

Deno.test("FeedHub gives a slow tab no more than it takes, then everything at once", () => {
  const { join, begin, tick, end } = start();
  const slow = join();
  const swift = join();
  begin("s");
  slow.slow = true;
  for (let s = 2; s <= 9; s++) tick(s);
  assertEquals(slow.told.slice(-2), ["tick 4", "tick 5"]);
  assertEquals(swift.told.at(-1), "tick 9");
  slow.say({ taken: true });
  tick(10);
  end();
  assertEquals(slow.told.at(-1), "key 10");
});

Deno.test("FeedHub: a hidden tab is given at most a frame a second", () => {
  const { join, begin, tick, pass, end } = start();
  const seen = join();
  const hidden = join();
  begin("s");
  hidden.say({ visible: false });
  const before = hidden.told.length;
  for (let s = 2; s <= 31; s++) {
    pass(100);
    seen.say({ visible: true });
    tick(s);
  }
  end();
  assertEquals(hidden.told.slice(before), ["key 11", "key 21", "key 31"]);
  assertEquals(seen.told.at(-1), "tick 31");
});

Deno.test("FeedHub slows down when nobody sees, lets go after a minute, and comes back", () => {
  const { sources, join, begin, pass, end } = start();
  const tab = join();
  begin("s");
  tab.say({ visible: false });
  pass(400);
  assertEquals(sources.map(({ url }) => url), ["events?hz=20"]);
  pass(200);
  assertEquals(sources.map(({ url }) => url), ["events?hz=20", "events?hz=1"]);
  assertEquals(sources[0]!.readyState, 2);
  pass(59_000);
  assertEquals(sources[1]!.readyState, 1);
  pass(1000);
  assertEquals(sources[1]!.readyState, 2);
  tab.say({ visible: true });
  assertEquals(sources.map(({ url }) => url), ["events?hz=20", "events?hz=1", "events?hz=20"]);
  end();
  assertEquals(sources[2]!.readyState, 2);
});

Deno.test("FeedHub: a tab that died counts as one that nobody sees", () => {
  const { sources, join, begin, pass, end } = start();
  join();
  begin("s");
  for (let second = 0; second < 16; second++) pass(1000);
  end();
  assertEquals(sources.at(-1)!.url, "events?hz=1");
});

Deno.test("FeedHub asks for the life events that the stream leaves out, and tells them to all tabs", async () => {
  const { sources, asked, join, begin, end } = start([0, 1, 2]);
  const tab = join();
  begin("s");
  const life = (...numbers: number[]) =>
    sources[0]!.say("life", {
      rev: 1,
      events: numbers.map((n) => ({ n, time: n, subject: "a", what: "crashed" })),
    });
  life(3, 4);
  life(5);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(asked, ["api/life?from=0&to=3&last=1000"]);
  const lives = (of: FakeTab) => of.lives.flat().toSorted((one, other) => one - other);
  assertEquals(tab.lives, [[3, 4], [5], [0, 1, 2]]);
  assertEquals(tab.awaits, [true, true, false]);
  assertEquals(lives(join()), [0, 1, 2, 3, 4, 5]);
  life(900);
  assertEquals(asked.at(-1), "api/life?from=6&to=900&last=1000");
  end();
});
