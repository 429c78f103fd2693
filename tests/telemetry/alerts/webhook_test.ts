import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { HERE, partOf, parts } from "../../../src/option_faults.ts";
import type { Alert } from "../../../src/protocol/alert.ts";
import { Webhook } from "../../../src/telemetry/alerts/webhook.ts";
import {
  checkWebhookPermission,
  WEBHOOK_OPTIONS,
  type WebhookOptions,
} from "../../../src/telemetry/alerts/webhook_options.ts";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import { FakeGraph } from "../fake_graph.ts";

function alertOf(n: number, level: Alert["level"] = 3): Alert {
  const rule = "average of fill over 3 s above 95%: critical";
  return {
    n,
    time: n,
    subject: "c0",
    label: "jobs",
    level,
    rule,
    value: "99%",
    since: n,
    cleared: false,
  };
}

interface Posted {
  readonly graph: string;
  readonly epoch: string;
  readonly alerts: Alert[];
}

const FROM = { graph: "pair", epoch: "0a1b2c3d" };

/** A webhook whose posts are answered by `answer`: a status, or an error to throw. */
function posted(answer: (post: number) => number | Error, options: Partial<WebhookOptions> = {}) {
  const posts: { url: string; headers: Headers; body: Posted }[] = [];
  const logged: string[] = [];
  const pauses: number[] = [];
  const idle = Promise.withResolvers<void>();
  let patience = 20;
  const webhook = new Webhook({ url: "https://hooks.example/T0/secret", ...options }, FROM, {
    fetch: (url, { headers, body }) => {
      posts.push({ url, headers: new Headers(headers), body: JSON.parse(String(body)) });
      const answered = answer(posts.length - 1);
      return typeof answered === "number"
        ? Promise.resolve(new Response(null, { status: answered }))
        : Promise.reject(answered);
    },
    log: (text) => logged.push(text),
    pause: (ms, signal) => {
      pauses.push(ms);
      if (--patience > 0) return Promise.resolve();
      idle.resolve();
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  });
  return { webhook, posts, logged, pauses, stuck: idle.promise };
}

/** Lets everything that is ready happen. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("Webhook: posts what came and went, together, from the level asked for", async () => {
  const { webhook, posts, logged } = posted(() => 204, { headers: { Authorization: "Bearer x" } });
  webhook.offer([alertOf(0, 1), alertOf(1, 2)]);
  webhook.offer([alertOf(2), alertOf(3)]);
  await settle();
  assertEquals(posts.map(({ body }) => body.alerts.map(({ n }) => n)), [[1], [2, 3]]);
  const [{ url, headers, body }] = posts as [typeof posts[0]];
  assertEquals([url, body.graph, body.alerts[0]], [
    "https://hooks.example/T0/secret",
    "pair",
    alertOf(1, 2),
  ]);
  assertEquals([headers.get("authorization"), headers.get("content-type")], [
    "Bearer x",
    "application/json",
  ]);
  assertEquals(logged, []);
  await webhook.close();
});

Deno.test("Webhook: tries again with longer pauses, and says so once, without the address", async () => {
  const { webhook, posts, logged, pauses } = posted((post) =>
    [new TypeError("no route"), 503, 429, 408, 500, 502, 500, 500, 200][post] ?? 200
  );
  webhook.offer([alertOf(0)]);
  await settle();
  assertEquals(posts.length, 9);
  assertEquals(pauses, [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1000));
  assertEquals(logged, ["Cannot post alerts to hooks.example: no route"]);
  await webhook.close();
});

Deno.test("Webhook: what was posted makes the pauses short again", async () => {
  const answers = [500, 500, 200, 500, 500, 200];
  const { webhook, pauses } = posted((post) => answers[post]!);
  webhook.offer(Array.from({ length: 101 }, (_, n) => alertOf(n)));
  await settle();
  assertEquals(pauses, [1000, 2000, 1000, 2000]);
  await webhook.close();
});

Deno.test("Webhook: what is refused is dropped, and does not hold up what comes after", async () => {
  const { webhook, posts, logged } = posted((post) => [400, 302, 200][post]!);
  for (let n = 0; n < 3; n++) {
    webhook.offer([alertOf(n)]);
    await settle();
  }
  assertEquals(posts.map(({ body }) => body.alerts[0]!.n), [0, 1, 2]);
  assertEquals(logged, [
    "Cannot post alerts to hooks.example: it answers 400, so they are dropped",
  ]);
  await webhook.close();
});

Deno.test("Webhook: keeps the last thousand, posts a hundred at a time, and the rest when all is over", async () => {
  let up = false;
  const { webhook, posts, stuck } = posted(() => up ? 200 : 500);
  for (let n = 0; n < 5000; n += 10) {
    webhook.offer(Array.from({ length: 10 }, (_, i) => alertOf(n + i)));
  }
  await stuck;
  const before = posts.length;
  assertEquals(posts.every(({ body }) => body.alerts.length <= 100), true);
  assertEquals(posts.at(-1)!.body.alerts.map(({ n }) => n)[0], 4000);
  up = true;
  await webhook.close();
  assertEquals(posts.length, before + 1);
  webhook.offer([alertOf(5000)]);
  await settle();
  assertEquals(posts.length, before + 1);
});

Deno.test("Webhook: posts to a real server", async () => {
  const got = Promise.withResolvers<string>();
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      got.resolve(`${request.method} ${await request.text()}`);
      return new Response("thanks");
    },
  );
  const webhook = new Webhook({ url: `http://127.0.0.1:${server.addr.port}/` }, FROM);
  webhook.offer([alertOf(7)]);
  assertEquals(
    await got.promise,
    `POST ${JSON.stringify({ ...FROM, alerts: [alertOf(7)] })}`,
  );
  await webhook.close();
});

Deno.test("the options of a webhook: every fault at once, and no secret in it", () => {
  const textsOf = (options: unknown) =>
    parts(WEBHOOK_OPTIONS)(options, partOf(HERE, "webhook")).map(({ text }) => text);
  assertEquals(textsOf({ url: "https://x.example/", level: "watch", headers: { a: "b" } }), []);
  const headers = { "a b": "secret", c: "ü€", d: 5, e: "fine" };
  assertEquals(textsOf({ url: "ftp://secret", level: "red", headers, retries: 3 }), [
    'option webhook has no "retries", it has "url", "headers", "level"',
    "option webhook.url is no address of the web, give one that begins with http:// or https://",
    'option webhook.headers has a name or value that HTTP does not allow in "a b", give texts of ASCII',
    'option webhook.headers has a name or value that HTTP does not allow in "c", give texts of ASCII',
    'option webhook.headers has a name or value that HTTP does not allow in "d", give texts of ASCII',
    'option webhook.level is "red", give "watch", "high" or "critical"',
  ]);
  const url = "https://x.example/";
  for (const no of [new Headers({ a: "b" }), [["a", "b"]], null, "a: b"]) {
    assertEquals(textsOf({ url, headers: no }), [
      "option webhook.headers is no plain object, give { name: value }",
    ]);
  }
  for (const no of ["https://x", null, false, []]) {
    assertEquals(textsOf(no), [
      `option webhook is ${
        typeof no === "string" ? `"${no}"` : Deno.inspect(no)
      }, give { url, headers, level }`,
    ]);
  }
});

Deno.test({
  name: "checkWebhookPermission: without the permission nobody is asked",
  permissions: { net: ["127.0.0.1"] },
  fn: () => {
    checkWebhookPermission({ url: "http://127.0.0.1:9/" });
    const { message } = assertThrows(
      () => checkWebhookPermission({ url: "https://hooks.example/secret" }),
      Deno.errors.NotCapable,
    );
    assertMatch(message, /^Cannot post alerts to hooks\.example: .*--allow-net=hooks\.example$/);
  },
});

Deno.test("serveTelemetry: posts the alerts of the graph it serves", async () => {
  const got = Promise.withResolvers<Posted>();
  await using hooks = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      got.resolve(await request.json());
      return new Response();
    },
  );
  const graph = new FakeGraph("pair", ["from", "to"], [{ name: "c", from: 0, to: 1 }]);
  graph.send(0, 64);
  const webhook = { url: `http://127.0.0.1:${hooks.addr.port}/` };
  await using _server = await serveTelemetry(graph.source, { port: 0, webhook });
  const { graph: name, epoch, alerts } = await got.promise;
  assertMatch(epoch, /^[0-9a-f]{8}$/);
  assertEquals([name, alerts.map(({ label, level }) => [label, level])], ["pair", [["c", 3]]]);
});

Deno.test("serveTelemetry: refuses a webhook that cannot be, before it listens", async () => {
  const { source } = new FakeGraph("none", [], []);
  await assertRejects(
    () => serveTelemetry(source, { port: 0, webhook: { url: "nowhere" } }),
    TypeError,
    "Cannot serve telemetry: option webhook.url is no address of the web, give one that begins with http://",
  );
});
