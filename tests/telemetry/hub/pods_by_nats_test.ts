import { assertEquals, assertStringIncludes } from "@std/assert";
import { connectBySocket } from "../../../src/nats/socket_transport.ts";
import { readMeeting } from "../../../src/telemetry/announce/mod.ts";
import { NatsAnnouncer, Signet } from "../../../src/telemetry/announce/nats.ts";
import { serveHub } from "../../../src/telemetry/hub/mod.ts";
import type { PodReach } from "../../../src/telemetry/hub/pod_reach.ts";
import { NatsWatch } from "../../../src/telemetry/hub/pods_by_nats.ts";
import { serveTelemetry, type TelemetryOptions } from "../../../src/telemetry/mod.ts";
import { noNats, startNats } from "../../connectors/servers/nats.ts";
import { FakeGraph } from "../fake_graph.ts";
import { until } from "./until.ts";

const TOKEN = "the-read-token-of-the-pods";
const PERIOD_MS = 50;

const ignore = noNats !== undefined;

function meetingAt(url: string) {
  const { meeting, faults } = readMeeting(url);
  if (meeting === undefined) throw new Error(faults.join());
  return meeting;
}

async function pod(name: string, hub: string, options: TelemetryOptions = {}) {
  const graph = new FakeGraph("shop", ["SOURCE", "WORK"], [{ name: "orders", from: 0, to: 1 }]);
  const how = { port: 0, history: false, token: TOKEN, pod: name, hub, ...options } as const;
  return await serveTelemetry(graph.source, how);
}

async function statesOf(url: string): Promise<string> {
  const pods: Record<string, string>[] = await (await fetch(new URL("api/pods", url))).json();
  return pods.map(({ name, state }) => `${name} ${state}`).toSorted().join();
}

/** Whom a watch has had followed, and who it says is gone. */
class ToldRoster {
  readonly followed = new Map<string, PodReach>();
  readonly unwanted: string[] = [];
  follow(reach: PodReach): void {
    this.followed.set(reach.place, reach);
  }
  unwant(place: string): void {
    this.unwanted.push(place);
  }
}

function announced(url: string, more: Partial<ConstructorParameters<typeof NatsAnnouncer>[0]>) {
  const parts = { pod: "shop", token: TOKEN, hostname: "127.0.0.1", port: 9900 };
  const announcer = new NatsAnnouncer({ meeting: meetingAt(url), ...parts, ...more });
  return Object.assign(announcer, { [Symbol.asyncDispose]: () => announcer.close() });
}

function watched(url: string, roster: ToldRoster, token = TOKEN) {
  const watch = new NatsWatch({ meeting: meetingAt(url), token }, roster, PERIOD_MS);
  return Object.assign(watch, { [Symbol.asyncDispose]: () => watch.close() });
}

Deno.test({
  name: "pods are found at NATS and followed, also while the broker is away",
  ignore,
  async fn() {
    await using nats = await startNats({ token: "broker" });
    Deno.env.set("HUB_TEST_NATS", "broker");
    const word = `${nats.url}?tokenEnv=HUB_TEST_NATS`;
    // The broker comes after everybody else.
    await nats.stop();
    await using _ = await pod("shop-1", word);
    const second = await pod("shop-2", word);
    await using hub = await serveHub({
      port: 0,
      pods: [],
      meetings: [{ meeting: meetingAt(word), token: TOKEN }],
    });
    await nats.restart();
    await until(() => statesOf(hub.url), (told) => told === "shop-1 live,shop-2 live", "found");
    await nats.kill();
    await second.close();
    await until(() => statesOf(hub.url), (told) => told === "shop-1 live,shop-2 ended", "left");
    // One of its name comes while nobody can say so; it takes the place of the other once it is told of.
    await using _third = await pod("shop-2", word);
    await nats.restart();
    await until(() => statesOf(hub.url), (told) => told === "shop-1 live,shop-2 live", "again");
  },
});

Deno.test({
  name: "two pods of one name are two; who answers no more is not wanted any more",
  ignore,
  async fn() {
    await using nats = await startNats();
    const roster = new ToldRoster();
    await using _ = watched(nats.url, roster);
    await using _one = announced(nats.url, { port: 9901 });
    const other = announced(nats.url, { port: 9902 });
    await until(() => roster.followed.size, (size) => size === 2, "both are there");
    assertEquals([...roster.followed.keys()].toSorted(), ["127.0.0.1:9901", "127.0.0.1:9902"]);
    await other.close();
    await until(() => roster.unwanted.length, (size) => size > 0, "one has left");
    assertEquals(roster.unwanted, ["127.0.0.1:9902"]);
    // While the broker is away nobody has left.
    await nats.kill();
    await nats.restart();
    roster.followed.clear();
    await until(() => roster.followed.size, (size) => size === 1, "it answers again");
    assertEquals(roster.unwanted, ["127.0.0.1:9902"]);
  },
});

Deno.test({
  name: "a stranger on the subject is not heard, and what was said once cannot be said again",
  ignore,
  async fn() {
    await using nats = await startNats();
    await using stranger = Object.assign(
      await connectBySocket({ servers: nats.url, reconnect: false }),
      { [Symbol.asyncDispose]: () => Promise.resolve() },
    );
    let asked = 0;
    await using trap = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
      asked++;
      return new Response();
    });
    const page = `http://127.0.0.1:${trap.addr.port}/`;
    const inboxes: string[] = [];
    const answers: Uint8Array[] = [];
    stranger.subscribe("steady.pods.call", {
      callback: (_, { reply }) => void inboxes.push(reply!),
    });
    stranger.subscribe("_INBOX.>", { callback: (_, { data }) => void answers.push(data) });
    await stranger.flush();
    const first = new ToldRoster();
    const watch = watched(nats.url, first);
    // A true pod, whose answer is overheard.
    const shop = announced(nats.url, { port: trap.addr.port });
    await until(() => first.followed.size, (size) => size === 1, "the pod is there");
    await until(() => answers.length, (count) => count > 0, "it was overheard");
    await shop.close();
    await watch.close();
    const overheard = answers.slice();
    // Another hub knows nothing of what was said before it came.
    inboxes.length = 0;
    const roster = new ToldRoster();
    await using _ = watched(nats.url, roster);
    await until(() => inboxes.length, (count) => count > 0, "it calls");
    const call = new TextDecoder().decode(overheard[0]).match(/"call":"([^"]+)"/)![1]!;
    const forged = JSON.stringify({ pod: "evil", call, page, from: "127.0.0.1" });
    const signed = await new Signet("a-token-of-his-own-choice").sign("answer", forged);
    const text = new TextEncoder();
    const words = [
      ...overheard,
      signed,
      text.encode(forged),
      text.encode("0".repeat(64) + forged),
      new Uint8Array(1_000_000),
      new Uint8Array(),
    ];
    const before = inboxes.length;
    for (let round = 0; round < 200; round++) {
      for (const word of words.slice(0, round < 3 ? undefined : -2)) {
        stranger.publish(inboxes.at(-1)!, word);
      }
    }
    // Nor can he have pods say where they are.
    await using _quiet = announced(nats.url, { port: trap.addr.port, token: "of-another-fleet" });
    stranger.publish("steady.pods.call", signed, { reply: "strange" });
    await stranger.flush();
    await until(() => inboxes.length, (count) => count > before + 3, "it calls as before");
    assertEquals([roster.followed.size, asked], [0, 0]);
    await stranger.close();
  },
});

Deno.test({
  name: "a page that is for another machine alone is not asked for on this one",
  ignore,
  async fn() {
    await using nats = await startNats();
    const roster = new ToldRoster();
    await using _ = watched(nats.url, roster);
    const stranger = await connectBySocket({ servers: nats.url, reconnect: false });
    const signet = new Signet(TOKEN);
    async function answerFarAway(reply: string, data: Uint8Array): Promise<void> {
      const call = await signet.read("call", data);
      const page = "http://127.0.0.1:9900/";
      const answer = JSON.stringify({ pod: "far", call, page, from: "10.0.0.9" });
      stranger.publish(reply, await signet.sign("answer", answer));
    }
    stranger.subscribe("steady.pods.call", {
      callback: (_, { reply, data }) => void answerFarAway(reply!, data),
    });
    await until(() => roster.followed.size, (size) => size === 1, "it is told of");
    const [[place, reach]] = [...roster.followed] as [[string, PodReach]];
    assertEquals(place, "far@10.0.0.9 127.0.0.1:9900");
    const why = await reach.ask("events").catch((error) => error.message);
    assertStringIncludes(why, "for its own machine alone");
    await stranger.close();
  },
});

Deno.test("what is wrong with the word of a meeting is told, all of it", () => {
  const faultsOf = (word: string) => readMeeting(word).faults ?? [];
  assertEquals(faultsOf("nats://a:4222,b?subject=my.pods&page=https://x.test/shop"), []);
  assertEquals(readMeeting("nats:a").meeting?.login.servers, "nats://a");
  const faults = faultsOf("nats://u:p@a?subject=a.*&color=red&page=shop&user=me").join("\n");
  for (
    const told of ['no "color"', "a login for", '"subject" is', '"page" is', "belong together"]
  ) {
    assertStringIncludes(faults, told);
  }
});
