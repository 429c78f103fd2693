import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { UrlReach } from "../../../src/telemetry/hub/pod_reach.ts";
import { serveHub } from "../../../src/telemetry/hub/mod.ts";
import { serveTelemetry, type TelemetryOptions } from "../../../src/telemetry/mod.ts";
import { systemClock } from "../../../src/world.ts";
import { EventReader } from "../event_reader.ts";
import { FakeGraph } from "../fake_graph.ts";
import { parsePrometheus } from "../prometheus_parser.ts";
import { until } from "./until.ts";

const HOUR = 3_600_000;

/** A graph of two, whose second actor works. */
function shop(name = "shop"): FakeGraph {
  const graph = new FakeGraph(name, ["SOURCE", { name: "WORK", instance: 3 }], [
    { name: "orders", from: 0, to: 1, capacity: 10 },
  ]);
  graph.send(0, 1234);
  graph.take(0, 1230);
  return graph;
}

async function served(graph: FakeGraph, options: TelemetryOptions = {}) {
  const server = await serveTelemetry(graph.source, { port: 0, history: false, ...options });
  return Object.assign(server, { address: { url: new URL(server.url) } });
}

interface PodLine {
  readonly name: string;
  readonly state: string;
  readonly clockAheadMs: number | null;
  readonly trouble: string | null;
}

async function podsOf(url: string): Promise<PodLine[]> {
  return await (await fetch(new URL("api/pods", url))).json();
}

function states(pods: readonly PodLine[]): string {
  return pods.map(({ name, state }) => `${name} ${state}`).join(", ");
}

interface Sampled {
  readonly actors: readonly {
    readonly label: string;
    readonly up: boolean;
    readonly silentMs: unknown;
  }[];
  readonly channels: readonly { readonly name: string; readonly sent: number }[];
}

async function sampleOf(url: string): Promise<Sampled> {
  return await (await fetch(new URL("graph.json", url))).json();
}

Deno.test("two programs are one graph, and what is asked of a part is asked of its pod", async () => {
  await using one = await served(shop());
  await using other = await served(shop("till"), { pod: "till-1" });
  await using hub = await serveHub({ port: 0, pods: [one.address, other.address] });
  const { actors, channels } = await until(
    () => sampleOf(hub.url),
    (sample) => sample.channels.length === 2 && sample.channels.every(({ sent }) => sent === 1234),
    "both are seen",
  );
  assertEquals(actors.map(({ label }) => label).toSorted(), [
    "shop/SOURCE",
    "shop/WORK 3",
    "till-1/SOURCE",
    "till-1/WORK 3",
  ]);
  assertEquals(channels.map(({ name }) => name), ["orders", "orders"]);
  const id = `a${actors.findIndex(({ label }) => label === "till-1/WORK 3")}`;
  const detail = await (await fetch(new URL(`api/detail/${id}`, hub.url))).json();
  // The stream tells three digits; the pods all.
  assertEquals([detail.id, detail.label, detail.messages], [id, "till-1/WORK 3", 1230]);
  const channel = await (await fetch(new URL("api/detail/c1", hub.url))).json();
  assertEquals([channel.sent, channel.capacity, channel.from], [1234, 10, "a2"]);
  const none = await fetch(new URL("api/detail/a9", hub.url));
  assertEquals(none.status, 404);
  await none.body?.cancel();
  const dot = await (await fetch(new URL("graph.dot", hub.url))).text();
  assertStringIncludes(dot, 'label="till-1"');
});

Deno.test("metrics are those of the pods, exactly, each with its pod", async () => {
  await using one = await served(shop());
  await using other = await served(shop("till"));
  await using hub = await serveHub({ port: 0, pods: [one.address, other.address] });
  await until(
    () => podsOf(hub.url),
    (pods) => states(pods) === "shop live, till live",
    "both live",
  );
  const text = await (await fetch(new URL("metrics", hub.url))).text();
  const scraped = parsePrometheus(text);
  const of = (metric: string) => scraped.filter(({ name }) => name === metric);
  const sent = of("steady_channel_sent_messages_total");
  assertEquals(sent.map(({ labels, value }) => [labels.pod, labels.channel, value]), [
    ["shop", "orders", 1234],
    ["till", "orders", 1234],
  ]);
  assertEquals(of("steady_pod_up").map(({ value }) => value), [1, 1]);
});

Deno.test("a pod that vanishes stays, with the age of its last word, until it is dismissed", async () => {
  await using one = await served(shop());
  const other = await served(shop("till"));
  await using hub = await serveHub({ port: 0, pods: [one.address, other.address] });
  await until(
    () => podsOf(hub.url),
    (pods) => states(pods) === "shop live, till live",
    "both live",
  );
  const early = await fetch(new URL("api/dismiss/till", hub.url), { method: "POST" });
  assertEquals(early.status, 409);
  assertStringIncludes(await early.text(), "it is there");
  // Without a word of farewell: nobody reads its stream any more.
  hub.pods.all.find(({ name }) => name === "till")!.reach = {
    place: "nowhere",
    ask: () => Promise.reject(new Error("cable pulled")),
  };
  await other.close();
  for (const pod of hub.pods.all) if (pod.name === "till") pod.ending = null;
  await until(() => podsOf(hub.url), (pods) => states(pods) === "shop live, till lost", "lost");
  const lost = await until(
    () => sampleOf(hub.url),
    ({ actors }) => actors.some(({ silentMs }) => typeof silentMs === "number"),
    "it is grey",
  );
  assertEquals(lost.actors.map(({ silentMs }) => silentMs === null), [true, true, false, false]);
  assertEquals(lost.actors.slice(2).map(({ up }) => up), [false, false]);
  const { active } = await until(
    async () => await (await fetch(new URL("api/alerts", hub.url))).json(),
    ({ active }) => active.length > 0,
    "an alert is raised",
  );
  assertEquals(active.map(({ label, level }: { label: string; level: number }) => [label, level]), [
    ["till", 3],
  ]);
  assertMatch(active[0].rule, /^podLost/);
  assertStringIncludes(active[0].value, "cable pulled");
  const dismissed = await fetch(new URL("api/dismiss/till", hub.url), { method: "POST" });
  assertEquals([dismissed.status, await dismissed.json()], [200, { dismissed: "till" }]);
  assertEquals((await sampleOf(hub.url)).actors.length, 2);
  const { active: none } = await (await fetch(new URL("api/alerts", hub.url))).json();
  assertEquals(none, []);
});

Deno.test("a pod that comes back takes the place of its old self", async () => {
  const first = await served(shop());
  const { port } = first;
  await using hub = await serveHub({ port: 0, pods: [first.address] });
  await until(() => podsOf(hub.url), (pods) => states(pods) === "shop live", "live");
  const { epoch } = hub.pods.all[0]!.view.hello!;
  const history = await until(
    async () => (await fetch(new URL("api/history?id=a0", hub.url))).text(),
    (text) => text.startsWith("{") && JSON.parse(text).series.busy.length > 1,
    "there is a past",
  );
  await first.close();
  await until(() => podsOf(hub.url), (pods) => states(pods) === "shop ended", "it ended");
  const scraped = parsePrometheus(await (await fetch(new URL("metrics", hub.url))).text());
  const told = scraped.filter(({ name }) => /^steady_pod_(up|ended)$/.test(name));
  assertEquals(told.map(({ name, value }) => [name, value]), [
    ["steady_pod_up", 0],
    ["steady_pod_ended", 1],
  ]);
  const graph = shop();
  graph.send(0, 7766);
  await using _ = await served(graph, { port });
  await until(() => podsOf(hub.url), (pods) => states(pods) === "shop live", "live again");
  await until(() => sampleOf(hub.url), ({ channels }) => channels[0]?.sent === 9000, "its counts");
  assert(hub.pods.all[0]!.view.hello!.epoch !== epoch);
  // It is the same graph, so its past goes on.
  const later = await (await fetch(new URL("api/history?id=a0", hub.url))).json();
  assertEquals(later.from, JSON.parse(history).from);
  assertEquals((await sampleOf(hub.url)).actors.length, 2);
});

Deno.test("the past of who stays goes on when a pod comes, and when one goes", async () => {
  await using one = await served(shop("zoo"));
  const { port } = one;
  const late = { url: new URL(`http://127.0.0.1:${port}/late/`) };
  await using hub = await serveHub({ port: 0, pods: [late, one.address] });
  const pastOf = async (label: string) => {
    const { actors }: { actors: { id: string; label: string }[] } =
      await (await fetch(new URL("graph.json", hub.url))).json();
    const id = actors.find((actor) => actor.label === label)?.id;
    const answer = await fetch(new URL(`api/history?id=${id}`, hub.url));
    return answer.ok ? { id, ...await answer.json() } : (await answer.body?.cancel(), null);
  };
  const before = await until(
    () => pastOf("zoo/SOURCE"),
    (past) => past?.series.turnRate.filter((n: number | null) => n !== null).length > 1,
    "there is a past",
  );
  await using other = await served(shop("ant"));
  // It is the first of both.
  hub.pods.all[0]!.reach = new UrlReach(other.address.url);
  await until(() => sampleOf(hub.url), ({ actors }) => actors.length === 4, "it has come");
  const during = await pastOf("zoo/SOURCE");
  assertEquals([before.id, during.id, during.from], ["a0", "a2", before.from]);
  const known = (past: { series: { turnRate: (number | null)[] } }) =>
    past.series.turnRate.slice(0, 2);
  assertEquals(known(during), known(before));
  // Of the one that has come nothing is known before.
  assertEquals(known(await pastOf("ant/SOURCE")), [null, null]);
  await other.close();
  await until(() => podsOf(hub.url), (pods) => states(pods) === "ant ended, zoo live", "it ended");
  const post = { method: "POST" };
  await (await fetch(new URL("api/dismiss/ant", hub.url), post)).body?.cancel();
  const after = await until(() => pastOf("zoo/SOURCE"), (past) => past?.id === "a0", "it is gone");
  assertEquals([after.from, known(after)], [before.from, known(before)]);
});

Deno.test("a hub that is killed and started again finds its pods; they do not notice", async () => {
  const graph = shop();
  let listeners = 0;
  await using pod = await served(graph);
  for (let life = 0; life < 3; life++) {
    await using hub = await serveHub({ port: 0, pods: [pod.address] });
    await until(() => podsOf(hub.url), (pods) => states(pods) === "shop live", "live");
    listeners ||= graph.listeners;
    assertEquals(graph.listeners, listeners);
  }
});

Deno.test("clocks an hour apart are brought in line", async () => {
  const graph = shop();
  await using pod = await served(graph);
  const clock = { now: () => systemClock.now() + HOUR };
  await using hub = await serveHub({ port: 0, clock, pods: [pod.address] });
  const [line] = await until(
    () => podsOf(hub.url),
    ([line]) => (line?.clockAheadMs ?? null) !== null,
    "the clock is known",
  );
  assert(Math.abs(line!.clockAheadMs! + HOUR) < 1000, `${line!.clockAheadMs}`);
  assertEquals(line!.state, "live");
  graph.tell({ subject: "WORK 3", what: "crashed", detail: "Error: no" });
  const { events } = await until(
    async () => await (await fetch(new URL("api/life", hub.url))).json(),
    ({ events }) => events.length > 0,
    "the crash is told",
  );
  assertEquals(events[0].subject, "shop/WORK 3");
  assert(Math.abs(events[0].time - clock.now()) < 60_000, "as long ago as it was, by our clock");
});

Deno.test("a pod that asks for a token is told of, and followed with the right one", async () => {
  const token = "a-token-of-the-shop-only";
  await using pod = await served(shop(), { token });
  await using blind = await serveHub({ port: 0, pods: [pod.address] });
  const [line] = await until(
    () => podsOf(blind.url),
    ([line]) => (line?.trouble ?? null) !== null,
    "why is told",
  );
  assertEquals(line!.state, "awaited");
  assertStringIncludes(line!.trouble!, "--token-env");
  await using hub = await serveHub({ port: 0, pods: [{ ...pod.address, token }] });
  await until(() => podsOf(hub.url), (pods) => states(pods) === "shop live", "live");
});

Deno.test("a hub with a token tells nothing without it", async () => {
  const token = "a-token-of-the-hub-itself";
  await using hub = await serveHub({ port: 0, token, pods: [] });
  for (const path of ["", "api/pods", "graph.json", "metrics", "events"]) {
    const answer = await fetch(new URL(path, hub.url));
    assertEquals([path, answer.status], [path, 401]);
    await answer.body?.cancel();
  }
});

Deno.test("whoever follows is told of a pod that joins, without another connection", async () => {
  await using one = await served(shop());
  const { port } = one;
  const late = { url: new URL(`http://127.0.0.1:${port}/late/`) };
  await using hub = await serveHub({ port: 0, pods: [one.address, late] });
  await until(() => sampleOf(hub.url), ({ actors }) => actors.length === 2, "one pod is there");
  const answer = await fetch(new URL("events?hz=20", hub.url));
  const post = { method: "POST" };
  await using reader = new EventReader(answer.body!, async (sid, s) => {
    const acknowledged = await fetch(new URL(`ack/${sid}/${s}`, hub.url), post);
    await acknowledged.body?.cancel();
  });
  const before = await reader.until("topology");
  assertEquals(before.actors.length, 2);
  await using other = await served(shop("till"));
  // As if it had been started at the address that was waited for.
  hub.pods.all[1]!.reach = new UrlReach(other.address.url);
  // There may be figures that nobody had before.
  const hello = await reader.until("hello");
  const after = await reader.until("topology", ({ actors }) => actors.length === 4);
  assertEquals(hello.rev, after.rev);
  assert(after.rev > before.rev);
  const key = await reader.until("key");
  assertEquals(key.rev, after.rev);
  assertEquals(key.a[0]!.length, 4);
});
