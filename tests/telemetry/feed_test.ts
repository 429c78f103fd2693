import { assertEquals } from "@std/assert";
import { MAX_CLIENTS } from "../../src/telemetry/client_set.ts";
import { Feed } from "../../src/telemetry/feed.ts";
import type { EventMessage } from "../../src/telemetry/frames.ts";
import { EventReader } from "./event_reader.ts";
import { FakeGraph } from "./fake_graph.ts";

const encoder = new TextEncoder();

/** A feed of a small graph that notes every message it frames, and can make frames of any size. */
function watchedFeed(padding = 0) {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const framed: EventMessage["event"][] = [];
  const waiting: (() => void)[] = [];
  const feed = new Feed(graph.source, {
    hz: 20,
    epoch: "e",
    viz: "/viz.js",
    frame: ({ event, data, id }) => {
      framed.push(event);
      for (const resolve of waiting.splice(0)) resolve();
      const filler = " ".repeat(padding);
      return Promise.resolve(encoder.encode(`event:${event}\nid:${id}\ndata:${data}${filler}\n\n`));
    },
  });
  const nextFrame = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { feed, graph, framed, nextFrame };
}

function follow(feed: Feed): EventReader {
  return new EventReader(feed.connect() as ReadableStream<Uint8Array<ArrayBuffer>>);
}

Deno.test("Feed: a client is told who there is, then everything, then changes", async () => {
  const { feed, graph } = watchedFeed();
  graph.tell({ subject: "a", what: "started", time: 5 });
  await using reader = follow(feed);
  const names: (string | undefined)[] = [];
  for (let count = 0; count < 5; count++) names.push((await reader.next())?.event);
  assertEquals(names, ["hello", "topology", "life", "key", "tick"]);
  await feed.close("test");
});

Deno.test("Feed: changed cells arrive in ticks, life events once", async () => {
  const { feed, graph } = watchedFeed();
  await using reader = follow(feed);
  await reader.until("key");
  graph.send(0, 64);
  graph.tell({ subject: "b", what: "crashed", detail: "Error: why" });
  const life = await reader.until("life");
  assertEquals(life.events.map(({ n, subject, detail }) => [n, subject, detail]), [
    [0, "b", "Error: why"],
  ]);
  const tick = await reader.until("tick", (data) => "c3" in data);
  assertEquals(tick.c3, [64]);
  graph.tell({ subject: "b", what: "restarted" });
  assertEquals((await reader.until("life")).events.map(({ n }) => n), [1]);
  await feed.close("test");
});

Deno.test("Feed: a frame is encoded once for all clients", async () => {
  const { feed, framed } = watchedFeed();
  const readers = [follow(feed), follow(feed), follow(feed)];
  for (const reader of readers) await reader.until("tick");
  const from = framed.length;
  const last = (await readers[0]!.until("tick")).s + 5;
  for (const reader of readers) await reader.until("tick", ({ s }) => s === last);
  const ticks = framed.slice(from).filter((event) => event === "tick").length;
  // One each for the five rounds since, and perhaps one that was under way.
  assertEquals(ticks >= 5 && ticks <= 7, true, `${ticks} frames`);
  await feed.close("test");
  for (const reader of readers) await reader[Symbol.asyncDispose]();
});

Deno.test("Feed: nothing is encoded when nobody follows", async () => {
  const { feed, framed } = watchedFeed();
  const reader = follow(feed);
  await reader.until("tick");
  await reader[Symbol.asyncDispose]();
  assertEquals(feed.clients, 0);
  const before = framed.length;
  for (let sample = 0; sample < 10; sample++) feed.sample();
  await feed.close("test");
  assertEquals(framed.slice(before), []);
});

Deno.test("Feed: a client that does not read misses frames, and gets a key when it reads again", async () => {
  const { feed, nextFrame, graph } = watchedFeed(70_000);
  const keeping = follow(feed);
  await keeping.until("key");
  const stalled = feed.connect()!;
  while (feed.skipped < 5) await Promise.race([nextFrame(), keeping.next()]);

  // What waits for it is bounded by the buffer and one round of frames, whatever it misses.
  graph.send(0, 7);
  const reader = new EventReader(stalled as ReadableStream<Uint8Array<ArrayBuffer>>);
  const events: string[] = [];
  for (;;) {
    const received = await reader.next();
    events.push(received!.event);
    if (received!.event !== "key") continue;
    if (received!.data.c[3]![0] === 7) break;
  }
  assertEquals(events.slice(0, 3), ["hello", "topology", "key"]);
  assertEquals(events.length < 8, true, String(events));
  await feed.close("test");
  await keeping[Symbol.asyncDispose]();
  await reader[Symbol.asyncDispose]();
});

Deno.test("Feed: at the end everybody gets the last values and a bye", async () => {
  const { feed, graph } = watchedFeed();
  await using reader = follow(feed);
  await reader.until("key");
  graph.send(0, 9);
  graph.lifecycle = "stopped";
  await feed.close("done");
  const key = await reader.until("key");
  assertEquals([key.c[3], key.life], [[9], "stopped"]);
  assertEquals((await reader.next())?.data, { rev: 1, reason: "done" });
  assertEquals(await reader.next(), null);
  assertEquals(graph.listeners, 0);
  assertEquals(feed.connect(), null);
});

Deno.test("Feed: takes no more clients than it has room for", async () => {
  const { feed } = watchedFeed();
  const bodies = Array.from({ length: MAX_CLIENTS }, () => feed.connect());
  assertEquals(bodies.includes(null), false);
  assertEquals(feed.connect(), null);
  await bodies[0]!.cancel();
  assertEquals(feed.connect() === null, false);
  await feed.close("test");
});
