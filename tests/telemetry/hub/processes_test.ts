import { assert, assertEquals, assertMatch } from "@std/assert";
import { serveHub } from "../../../src/telemetry/hub/mod.ts";
import { DelayedWay } from "./fixtures/delay.ts";
import { freePort, PodProcess } from "./fixtures/pod_process.ts";
import { API_SCHEMA } from "../../../src/telemetry/api/api_schema.ts";
import { type JsonSchema, schemaFaults } from "../schema_checker.ts";
import { until } from "./until.ts";

interface Edge {
  readonly kind: string;
  readonly rate: number | null;
  readonly level: number;
  readonly linkLatency: number | null;
  readonly clockError: number | null;
  readonly sent: number | null;
}

async function read(url: string, path: string) {
  return await (await fetch(new URL(path, url))).json();
}

async function aqueductsOf(url: string): Promise<Edge[]> {
  const { channels } = await read(url, "graph.json");
  return channels.filter(({ kind }: Edge) => kind === "aqueduct");
}

async function statesOf(url: string): Promise<string> {
  const pods = await read(url, "api/pods");
  return pods.map(({ name, state }: Record<string, string>) => `${name} ${state}`).toSorted()
    .join();
}

Deno.test("two processes are one graph; one that is killed goes grey, and comes back", async () => {
  const link = freePort();
  await using taker = await PodProcess.start(["taker", link]);
  const sender = await PodProcess.start(["sender", link]);
  await using _ = sender;
  await using hub = await serveHub({ port: 0, pods: [{ url: sender.url }, { url: taker.url }] });
  const [edge] = await until(
    () => aqueductsOf(hub.url),
    ([edge]) => (edge?.rate ?? 0) > 0,
    "what goes from pod to pod is seen",
  );
  assertEquals(edge!.level, 0);
  const dot = await (await fetch(new URL("graph.dot", hub.url))).text();
  assertMatch(dot, /"sender\/NUMBERS EGRESS" -> "taker\/NUMBERS INGRESS"/);

  const definitions: Readonly<Record<string, JsonSchema>> = JSON.parse(
    JSON.stringify(API_SCHEMA.$defs),
  );
  const sample = await read(hub.url, "api/sample");
  const answers = {
    topology: await read(hub.url, "api/topology"),
    pods: await read(hub.url, "api/pods"),
    // Of what joins pods there is only what the hub makes of both ends.
    sample: {
      ...sample,
      channels: sample.channels.filter(({ kind }: Edge) => kind !== "aqueduct"),
    },
  };
  for (const [name, told] of Object.entries(answers)) {
    assertEquals(schemaFaults(told, { $ref: `#/$defs/${name}` }, definitions), [], name);
  }
  const { actors: drawn } = await read(hub.url, "api/topology");
  const costs = drawn.flatMap(({ link }: { link?: { deathCosts: { taking: string } } }) =>
    link === undefined ? [] : [link.deathCosts.taking]
  );
  assertEquals(costs.length, 2);
  assertMatch(costs[1], /^what is in its channels is lost \(acknowledge: "received"\)$/);

  // What actors tell of their own is told by the hub, everywhere.
  const { actors } = await until(
    () => read(hub.url, "graph.json"),
    ({ actors }) => actors[0]["figures.next"] > 1000,
    "it counts, and exactly",
  );
  const own = actors.map((actor: Record<string, unknown>) =>
    Object.keys(actor).filter((name) => name.startsWith("figures.")).join()
  );
  assertEquals(own.filter((names: string) => names !== ""), ["figures.next,figures.left"]);
  assert(Number.isInteger(actors[0].waits ?? actors[0].turns), "figures that the stream has not");
  const metrics = await (await fetch(new URL("metrics", hub.url))).text();
  assertMatch(metrics, /steady_actor_figure_next_total\{pod="sender",[^}]*\} \d{4,}/);
  const { series } = await read(hub.url, "api/history?id=a0");
  assert(series["figures.next"].some((next: number | null) => Number(next) > 0), "it has a past");
  await until(
    () => read(hub.url, "api/alerts"),
    ({ active }) =>
      active.some((alert: Record<string, string>) =>
        alert.label === "sender/COUNTER" && alert.rule?.startsWith("next over")
      ),
    "its alert is raised",
  );

  await sender.kill();
  await until(() => statesOf(hub.url), (states) => states === "sender lost,taker live", "lost");
  const [red] = await until(() => aqueductsOf(hub.url), ([edge]) => edge?.level === 3, "red");
  assertEquals(red!.rate, null);
  const { active } = await read(hub.url, "api/alerts");
  const [lost] = active.filter(({ label }: { label: string }) => label === "sender");
  assertMatch(lost.rule, /^podLost/);

  await using again = await PodProcess.start(["sender", link, sender.page]);
  await until(() => statesOf(hub.url), (states) => states === "sender live,taker live", "back");
  const [green] = await until(
    () => aqueductsOf(hub.url),
    ([edge]) => edge?.level === 0 && (edge.rate ?? 0) > 0,
    "it goes on",
  );
  assert(green!.sent! > 0);
  const { active: none } = await read(hub.url, "api/alerts");
  assertEquals(none.filter(({ rule }: { rule: string }) => rule.startsWith("podLost")), []);
  assertEquals(again.page, sender.page);
});

Deno.test("the latency of a link that takes 20 ms is told within a tenth", async () => {
  const link = freePort();
  await using way = new DelayedWay(link, 20);
  await using taker = await PodProcess.start(["taker", link]);
  await using sender = await PodProcess.start(["sender", way.port]);
  await using hub = await serveHub({ port: 0, pods: [{ url: sender.url }, { url: taker.url }] });
  const [edge] = await until(
    () => aqueductsOf(hub.url),
    ([edge]) => {
      const { linkLatency = null, clockError = null } = edge ?? {};
      const delay = 1000 * way.meanMs;
      // Both are means of the last ten seconds, and not of the same: a machine that is busy makes them differ for a while.
      return linkLatency !== null && clockError !== null && clockError < delay / 10 &&
        Math.abs(linkLatency - delay) <= delay / 10;
    },
    "20 ms within a tenth",
  );
  assert(edge!.linkLatency! > 18_000);
});

Deno.test("a pod that no one reaches announces itself, and is asked through that", async () => {
  const link = freePort();
  const token = "a-token-that-nobody-guesses";
  await using hub = await serveHub({ port: 0, token, pods: [] });
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string) =>
    await (await fetch(new URL(path, hub.url), { headers })).json();
  await using sender = await PodProcess.start(["sender", link], {
    HUB: hub.url,
    TELEMETRY_HUB_TOKEN: token,
    TELEMETRY_TOKEN: "the-token-of-the-pod-itself",
  });
  await until(() => ask("graph.json"), ({ actors }) => actors.length > 0, "it is there");
  const detail = await ask("api/detail/a0");
  assertEquals([detail.label, detail.args.perSecond], ["sender/COUNTER", "1000"]);
  const first = hub.pods.all[0]!.reach.place;
  await sender.kill();
  await using _ = await PodProcess.start(["sender", link], {
    HUB: hub.url,
    TELEMETRY_HUB_TOKEN: token,
  });
  const pods = await until(
    () => ask("api/pods"),
    (pods) => pods.length === 1 && pods[0].state === "live" && pods[0].place !== first,
    "its successor took its place",
  );
  assertEquals(pods[0].name, "sender");
});

Deno.test("a hub that is killed without a word, and started again, finds its pods, and none has noticed", async () => {
  const link = freePort();
  const port = freePort();
  const hubUrl = `http://127.0.0.1:${port}/`;
  await using taker = await PodProcess.start(["taker", link]);
  // One is asked, the other one announces itself.
  const command = ["--port", String(port), taker.url.host];
  const hub = await PodProcess.startHub(command);
  await using _ = hub;
  await using sender = await PodProcess.start(["sender", link], { HUB: hubUrl });
  await until(() => statesOf(hubUrl), (states) => states === "sender live,taker live", "both");
  const before = await until(() => lifeOf(taker), ({ taken }) => taken > 0, "something flows");
  const said = taker.said;
  await hub.kill();
  await until(() => lifeOf(taker), ({ taken }) => taken > before.taken + 1000, "it goes on");
  await using _again = await PodProcess.startHub(command);
  await until(() => statesOf(hubUrl), (states) => states === "sender live,taker live", "again");
  const [edge] = await until(
    () => aqueductsOf(hubUrl),
    ([edge]) => (edge?.rate ?? 0) > 0 && edge?.level === 0,
    "what goes from pod to pod is seen again",
  );
  assert(edge!.sent! > before.taken);
  const after = await lifeOf(taker);
  assertEquals([after.crashes, taker.said], [before.crashes, said]);
  // The one that announces itself has lost a connection, and says so once.
  assertEquals(sender.said.match(/Cannot announce pod "sender"/g)?.length, 1);
  assertMatch(sender.said, /is told of this pod again/);
});

/** What a pod tells of itself, by its own page. */
async function lifeOf(pod: PodProcess): Promise<{ taken: number; crashes: number }> {
  const { actors, channels } = await read(pod.url.href, "graph.json");
  return {
    taken: channels[0].taken,
    crashes: actors.reduce((sum: number, { crashes }: { crashes: number }) => sum + crashes, 0),
  };
}
