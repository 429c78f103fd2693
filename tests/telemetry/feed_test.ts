import { assert, assertEquals } from "@std/assert";
import { ClientSet, MAX_CLIENTS, RESERVED_CLIENTS } from "../../src/telemetry/stream/client_set.ts";
import { Feed } from "../../src/telemetry/stream/feed.ts";
import type { Wish } from "../../src/telemetry/stream/feed.ts";
import type { EventMessage } from "../../src/telemetry/wire/frames.ts";
import { LifeLog } from "../../src/telemetry/history/life_log.ts";
import { Observer } from "../../src/telemetry/observe/observer.ts";
import { EventReader } from "./event_reader.ts";
import { FakeGraph } from "./fake_graph.ts";
import { divertErrors } from "../fixtures/diverted.ts";
import { COLUMN_NAMES } from "../../src/telemetry/wire/columns.ts";

/** The column of the messages that were sent, and what a tick calls it. */
const SENT = COLUMN_NAMES.c.indexOf("sent");
const SENT_NAME = `c${SENT}` as const;

const encoder = new TextEncoder();

/** A feed of a small graph that notes every message it frames, and can make frames of any size. */
function watchedFeed(padding = 0, patienceMs?: number) {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const framed: EventMessage["event"][] = [];
  const fails = new Set<number>();
  const waiting: (() => void)[] = [];
  const observer = new Observer(graph.source, { hz: 20 });
  const life = new LifeLog();
  const deafen = graph.source.onLife((event) => life.add(event));
  const feed = new Feed(observer, {
    epoch: "e",
    life,
    paths: { viz: "/viz.js" },
    can: () => ({ profile: null }),
    frame: ({ event, data, id, retry }) => {
      framed.push(event);
      if (fails.has(framed.length)) throw new Error("no frame");
      for (const resolve of waiting.splice(0)) resolve();
      const filler = " ".repeat(padding);
      return Promise.resolve(
        encoder.encode(`event:${event}\nid:${id}\nretry:${retry}\ndata:${data}${filler}\n\n`),
      );
    },
    ...patienceMs === undefined ? {} : { patienceMs },
  });
  async function close(reason = "test"): Promise<void> {
    await feed.close(reason);
    deafen();
    observer.close();
  }
  const nextFrame = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { feed, graph, framed, fails, nextFrame, observer, close };
}

function body(feed: Feed, wish?: Wish): ReadableStream<Uint8Array<ArrayBuffer>> {
  return feed.connect(wish) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Follows, and acknowledges all it reads. */
function follow(feed: Feed, wish?: Wish): EventReader {
  return new EventReader(body(feed, wish), (sid, s) => feed.acknowledge(sid, s));
}

Deno.test("Feed: a client is told who there is, then everything, then changes", async () => {
  const { feed, graph, close } = watchedFeed();
  graph.tell({ subject: "a", what: "started", time: 5 });
  await using reader = follow(feed);
  const names: (string | undefined)[] = [];
  for (let count = 0; count < 6; count++) names.push((await reader.next())?.event);
  assertEquals(names, ["hello", "topology", "life", "alert", "key", "tick"]);
  await close();
});

Deno.test("Feed: changed cells arrive in ticks, life events once", async () => {
  const { feed, graph, close } = watchedFeed();
  await using reader = follow(feed);
  await reader.until("key");
  graph.send(0, 64);
  graph.tell({ subject: "b", what: "crashed", detail: "Error: why" });
  const life = await reader.until("life");
  assertEquals(life.events.map(({ n, subject, detail }) => [n, subject, detail]), [
    [0, "b", "Error: why"],
  ]);
  const tick = await reader.until("tick", (data) => SENT_NAME in data);
  assertEquals(tick[SENT_NAME], [64]);
  graph.tell({ subject: "b", what: "restarted" });
  assertEquals((await reader.until("life")).events.map(({ n }) => n), [1]);
  await close();
});

Deno.test("Feed: of very many life events the last two hundred are told, and how many there were", async () => {
  const { feed, graph, close } = watchedFeed();
  graph.tell({ subject: "b", what: "restarted" });
  for (let n = 0; n < 300; n++) graph.tell({ subject: "a", what: "crashed", time: n * 10 });
  await using reader = follow(feed);
  const { events, total, crashes } = await reader.until("life");
  assertEquals([events.length, events[0]!.n], [200, 101]);
  assertEquals(total, { restarted: 1, crashed: 300 });
  assertEquals(crashes, { step: 1000, stretches: [[0, 100], [1000, 100], [2000, 100]] });
  graph.tell({ subject: "a", what: "crashed", time: 2500 });
  assertEquals((await reader.until("life")).crashes, { step: 1000, stretches: [[2000, 101]] });
  graph.tell({ subject: "a", what: "restarted", time: 2600 });
  assertEquals((await reader.until("life")).crashes, undefined);
  await close();
});

Deno.test("Feed: alerts come as they are raised; who comes later is told those that are active", async () => {
  const { feed, graph, close } = watchedFeed();
  await using reader = follow(feed);
  assertEquals((await reader.until("alert")).alerts, []);
  graph.send(0, 64);
  const { alerts } = await reader.until("alert");
  assertEquals(alerts.map(({ subject, cleared }) => [subject, cleared])[0], ["c0", false]);
  await using late = follow(feed);
  const known = (await late.until("alert")).alerts;
  assert(known.length > 0);
  assertEquals(known.map(({ n }) => n), known.map(({ n }) => n).toSorted((a, b) => a - b));
  await close();
});

Deno.test("Feed: a frame is encoded once for all clients", async () => {
  const { feed, framed, close } = watchedFeed();
  const readers = [follow(feed), follow(feed), follow(feed)];
  for (const reader of readers) await reader.until("tick");
  const from = framed.length;
  const last = (await readers[0]!.until("tick")).s + 5;
  for (const reader of readers) await reader.until("tick", ({ s }) => s === last);
  const ticks = framed.slice(from).filter((event) => event === "tick").length;
  // One each for the five rounds since, and perhaps one that was under way.
  assertEquals(ticks >= 5 && ticks <= 7, true, `${ticks} frames`);
  await close();
  for (const reader of readers) await reader[Symbol.asyncDispose]();
});

Deno.test("Feed: each client has its own rate, and its frames are numbered without a gap", async () => {
  const { feed, framed, close } = watchedFeed();
  await using fast = follow(feed);
  await using slow = follow(feed, { hz: 5 });
  assertEquals((await fast.until("hello")).hz, 20);
  assertEquals((await slow.until("hello")).hz, 5);
  const slowKey = await slow.until("key");
  const slowTicks = [await slow.until("tick"), await slow.until("tick"), await slow.until("tick")];
  assertEquals(slowTicks.map(({ s }) => s - slowKey.s), [1, 2, 3]);
  const [first, , last] = slowTicks;
  assert(last!.t - first!.t >= 300, `${last!.t - first!.t} ms for two periods of 200 ms`);
  const fastTick = await fast.until("tick", ({ t }) => t >= last!.t);
  assert(fastTick.s > last!.s * 2, "the fast one has had many more");
  assert(framed.includes("tick"));
  await close();
});

Deno.test("Feed: nothing is encoded when nobody follows", async () => {
  const { feed, framed, observer, close } = watchedFeed();
  const reader = follow(feed);
  await reader.until("tick");
  await reader[Symbol.asyncDispose]();
  assertEquals(feed.clients, 0);
  const before = framed.length;
  for (let sample = 0; sample < 10; sample++) observer.tick();
  await close();
  assertEquals(framed.slice(before), []);
});

Deno.test("Feed: a client that acknowledges nothing has four frames on the way, then one full one a second", async () => {
  const { feed, close } = watchedFeed();
  await using reader = new EventReader(body(feed));
  const events: [string, number][] = [];
  while (events.length < 10) {
    const { event, data } = (await reader.next())!;
    if (event === "key" || event === "tick") events.push([event, data.t]);
  }
  // At 20 Hz, 0.4 seconds are 8 frames.
  assertEquals(events.map(([event]) => event), ["key", ...Array(7).fill("tick"), "key", "key"]);
  const gap = events[9]![1] - events[8]![1];
  assert(gap >= 900, `${gap} ms between two full frames`);
  await close();
});

Deno.test("Feed: acknowledgements give credit, and a client that was late gets a key", async () => {
  const { feed, close } = watchedFeed();
  await using reader = new EventReader(body(feed, { hz: 20 }));
  let last = 0;
  for (let count = 0; count < 8;) {
    const { event, data } = (await reader.next())!;
    if (event !== "key" && event !== "tick") continue;
    last = data.s;
    count++;
  }
  while (feed.skipped < 5) await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals(feed.acknowledge(reader.sid, last), true);
  const next = (await reader.next())!;
  assertEquals(next.event, "key");
  assert((next.data as { s: number }).s > last + 5);
  assertEquals(feed.acknowledge("somebody else", last), false);
  await close();
});

Deno.test("Feed: a client that promised to acknowledge and does not is let go", async () => {
  const { feed, close } = watchedFeed(0, 300);
  const silent = new EventReader(body(feed, { hz: 20 }));
  await using good = follow(feed, { hz: 20 });
  const goodTicks = good.until("tick", ({ s }) => s > 12);
  let ended = false;
  try {
    while (await silent.next() !== null);
  } catch {
    ended = true;
  }
  assertEquals(ended, true, "its stream was not cut off");
  await goodTicks;
  assertEquals(feed.clients, 1);
  await close();
});

Deno.test("Feed: a client that does not read misses frames, and gets a key when it reads again", async () => {
  const { feed, nextFrame, graph, close } = watchedFeed(70_000);
  const keeping = follow(feed);
  await keeping.until("key");
  const stalled = body(feed);
  while (feed.skipped < 5) await Promise.race([nextFrame(), keeping.next()]);

  // What waits for it is bounded by the buffer and one round of frames, whatever it misses.
  graph.send(0, 7);
  const reader = new EventReader(stalled, (sid, s) => feed.acknowledge(sid, s));
  const events: string[] = [];
  for (;;) {
    const received = await reader.next();
    events.push(received!.event);
    if (received!.event !== "key") continue;
    if (received!.data.c[SENT]![0] === 7) break;
  }
  assertEquals(events.slice(0, 4), ["hello", "topology", "alert", "key"]);
  assertEquals(events.length < 9, true, String(events));
  await close();
  await keeping[Symbol.asyncDispose]();
  await reader[Symbol.asyncDispose]();
});

Deno.test("Feed: who comes back is given what it missed, without a key", async () => {
  const { feed, graph, close } = watchedFeed();
  const first = follow(feed);
  let seen = await first.next();
  while (seen?.event !== "tick") seen = await first.next();
  await using other = follow(feed);
  await other.until("key");
  await first[Symbol.asyncDispose]();
  graph.tell({ subject: "a", what: "restarted" });
  graph.send(0, 3);
  await other.until("tick", (data) => SENT_NAME in data);
  await other.until("tick");
  await using again = follow(feed, { lastId: seen.id! });
  assertEquals((await again.until("hello")).resumed, true);
  let s = seen.data.s;
  let found = false;
  for (let count = 0; count < 6;) {
    const { event, data } = (await again.next())!;
    if (event === "life") assertEquals(data.events.map(({ what }) => what), ["restarted"]);
    if (event === "life") found = true;
    if (event === "life" || event === "alert") continue;
    assertEquals([event, (data as { s: number }).s], ["tick", ++s]);
    count++;
  }
  assert(found, "the life event was missed");
  await close();
});

Deno.test("Feed: who comes back with an id that is not kept begins anew", async () => {
  const { feed, close } = watchedFeed();
  for (const lastId of ["e.1.99999", "other.1.1", "e.1", "", "e.1.-1", "e.2.1"]) {
    await using reader = follow(feed, { lastId });
    const names: (string | undefined)[] = [];
    for (let count = 0; count < 4; count++) names.push((await reader.next())?.event);
    assertEquals(names, ["hello", "topology", "alert", "key"], lastId);
  }
  await close();
});

Deno.test("Feed: at the end everybody gets the last values and a bye", async () => {
  const { feed, graph, close } = watchedFeed();
  await using reader = follow(feed);
  await reader.until("key");
  graph.send(0, 9);
  graph.lifecycle = "stopped";
  await close("done");
  const key = await reader.until("key");
  assertEquals([key.c[SENT], key.life], [[9], "stopped"]);
  assertEquals((await reader.next())?.data, { rev: 1, reason: "done" });
  assertEquals(await reader.next(), null);
  assertEquals(graph.listeners, 0);
  assertEquals(feed.connect(), null);
});

Deno.test("Feed: a frame that cannot be made is told once, and the next one is whole", async () => {
  const { feed, graph, framed, fails, close } = watchedFeed();
  const said: string[] = [];
  const restore = divertErrors(said);
  try {
    await using reader = follow(feed);
    await reader.until("tick");
    for (let n = 1; n <= 3; n++) fails.add(framed.length + n);
    graph.send(0, 5);
    assertEquals((await reader.until("key", ({ c }) => c[SENT]![0] === 5)).c[SENT], [5]);
    await reader.until("tick");
    assertEquals(said.length, 1);
    assert(said[0]!.startsWith("Cannot tell telemetry: Error: no frame"), said[0]);
    await close();
  } finally {
    restore();
  }
});

Deno.test("Feed: takes no more clients than it has room for", async () => {
  const { feed, close } = watchedFeed();
  const bodies = Array.from({ length: MAX_CLIENTS }, () => feed.connect({ hz: 1 }));
  assertEquals(bodies.includes(null), false);
  assertEquals(feed.connect({ hz: 1 }), null);
  await bodies[0]!.cancel();
  assertEquals(feed.connect({ hz: 1 }) === null, false);
  await close();
});

Deno.test("Feed: those that acknowledge nothing cannot shut out those that do", async () => {
  const { feed, close } = watchedFeed();
  await using page = follow(feed);
  await page.until("tick");
  const silent = Array.from({ length: MAX_CLIENTS }, () => feed.connect());
  assertEquals(silent.filter((body) => body !== null).length, MAX_CLIENTS - RESERVED_CLIENTS);
  assertEquals(feed.connect({ hz: 20 }) === null, false);
  await close();
});

Deno.test("Feed: whoever may long be gone makes room for the next, and the last that came do not", () => {
  const clients = new ClientSet();
  let sids = 0;
  const add = (now: number, acknowledges = false) =>
    clients.add({ sid: `s${sids++}`, every: 1, hz: 10, acknowledges, now, patienceMs: 100 });
  const places = MAX_CLIENTS - RESERVED_CLIENTS;
  for (let i = 0; i < places; i++) assert(add(i));
  assertEquals(add(99), null);
  assert(add(100));
  assertEquals(clients.get("s0"), undefined);
  assert(clients.get("s1"));
  assertEquals(clients.size, places);
  // Those who say how far they are have the rest, and none of them makes room for others.
  for (let i = 0; i < RESERVED_CLIENTS; i++) assert(add(101, true));
  assert(add(201, true));
  assertEquals(clients.size, MAX_CLIENTS);
  assertEquals(clients.get("s1"), undefined);
  assert(clients.get(`s${places + 2}`));
});

Deno.test("Feed: a wall clock that is set changes nothing for anybody", async () => {
  const { feed, close } = watchedFeed(0, 300);
  const { now } = Date;
  try {
    for (const byMs of [-3_600_000, 3_600_000]) {
      Date.now = () => now() + byMs;
      // It is always one frame behind, as one far away.
      const late = (sid: string, s: number) => feed.acknowledge(sid, s - 1);
      await using acknowledging = new EventReader(body(feed, { hz: 20 }), late);
      const { now: told } = await acknowledging.until("hello");
      const last = await acknowledging.until("tick", ({ s }) => s > 12);
      assert(Math.abs(told - last.t) < 60_000, "the server's time is not that of its samples");
      await using silent = new EventReader(body(feed));
      await silent.until("tick");
      const [hello, key] = [await silent.next(), await silent.until("key")];
      assert(hello !== null && key.t > told);
    }
    assertEquals(feed.clients, 0);
  } finally {
    Date.now = now;
  }
  await close();
});
