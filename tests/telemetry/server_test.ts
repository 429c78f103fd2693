import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PAGE_ASSETS } from "../../src/telemetry/assets.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import type { TelemetryServer } from "../../src/telemetry/mod.ts";
import { EventReader } from "./event_reader.ts";
import { FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";
import { rawRequest } from "./raw_http.ts";

function pair(): FakeGraph {
  return new FakeGraph("pair", ["from", "to"], [{ name: "c", from: 0, to: 1 }]);
}

/** Runs `use` against a server of a small graph. */
async function withServer(
  use: (server: TelemetryServer, graph: FakeGraph) => Promise<void>,
): Promise<void> {
  const graph = pair();
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await use(server, graph);
}

function at(server: TelemetryServer, path: string): URL {
  return new URL(path, server.url);
}

function withHost(server: TelemetryServer, path = "/"): string[] {
  return [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`];
}

async function follow(server: TelemetryServer): Promise<EventReader> {
  return new EventReader((await fetch(at(server, "/events"))).body!);
}

Deno.test("serveTelemetry: the page and all its files come with type, tag and safety headers", () =>
  withServer(async (server) => {
    for (const [name, asset] of Object.entries(PAGE_ASSETS)) {
      const response = await fetch(at(server, name === "index.html" ? "/" : `/${name}`));
      assertEquals(response.status, 200, name);
      assertEquals(response.headers.get("content-type"), asset.type);
      assertEquals(response.headers.get("x-content-type-options"), "nosniff");
      assertStringIncludes(response.headers.get("content-security-policy")!, "default-src 'none'");
      assertEquals(response.headers.get("access-control-allow-origin"), null);
      assertEquals(await response.text(), asset.text);
    }
  }));

Deno.test("serveTelemetry: a file that the browser has is not sent again", () =>
  withServer(async (server) => {
    const first = await fetch(at(server, "/page.js"));
    await first.body?.cancel();
    const etag = first.headers.get("etag")!;
    const again = await fetch(at(server, "/page.js"), { headers: { "If-None-Match": etag } });
    assertEquals([again.status, await again.text()], [304, ""]);
    const other = await fetch(at(server, "/page.js"), { headers: { "If-None-Match": '"x"' } });
    assertEquals(other.status, 200);
    await other.body?.cancel();
  }));

Deno.test("serveTelemetry: the layout engine is whole and immutable, at a path of its content", () =>
  withServer(async (server) => {
    await using reader = await follow(server);
    const { viz } = await reader.until("hello");
    const response = await fetch(at(server, viz));
    assertStringIncludes(response.headers.get("cache-control")!, "immutable");
    const file = await Deno.makeTempFile({ suffix: ".mjs" });
    await Deno.writeTextFile(file, await response.text());
    const { instance } = await import(new URL(file, "file:///").href);
    const svg = (await instance()).renderString("digraph { a -> b }", { format: "svg" });
    assertStringIncludes(svg, "<title>a&#45;&gt;b</title>");
    await Deno.remove(file);
  }));

Deno.test("serveTelemetry: /events says hello, tells the graph, and goes on by itself", () =>
  withServer(async (server, graph) => {
    await using reader = await follow(server);
    const hello = await reader.until("hello");
    assertEquals([hello.proto, hello.app, hello.hz], [1, "pair", 10]);
    const topology = await reader.until("topology");
    assertEquals(topology.actors.map(({ label }) => label), ["from", "to"]);
    assertEquals(topology.chans.map(({ from, to }) => [from, to]), [[0, 1]]);
    const key = await reader.until("key");
    assertEquals(key.rev, hello.rev);
    // An idle graph ticks too: that is how the page knows that it is alive.
    const first = await reader.until("tick");
    const second = await reader.until("tick");
    assertEquals(second.s - first.s, 1);
    const third = await reader.until("tick");
    const gap = Math.min(second.t - first.t, third.t - second.t);
    assert(gap <= 500, `${gap} ms from tick to tick: less than two frames a second`);
    graph.send(0, 5);
    assertEquals((await reader.until("tick", (data) => "c3" in data)).c3, [5]);
  }));

Deno.test("serveTelemetry: /graph.dot, /graph.json, /metrics and /api/detail have the values of now", () =>
  withServer(async (server, graph) => {
    graph.send(0, 42);
    const text = async (path: string) => await (await fetch(at(server, path))).text();
    assertStringIncludes(await text("/graph.dot"), '"from" -> "to" [id="c0" label="c\\nu32 × 64"]');
    assertStringIncludes(await text("/graph.dot?live=1"), "66%, 42");
    assertEquals(JSON.parse(await text("/graph.json")).channels[0].sent, 42);
    assertEquals(JSON.parse(await text("/api/detail/c0")).sent, 42);
    const sent = parsePrometheus(await text("/metrics"))
      .find(({ name }) => name === "steady_channel_sent_messages_total");
    assertEquals(sent?.value, 42);
    assertEquals(await text("/healthz"), "ok\n");
  }));

Deno.test("serveTelemetry: what is not there is 404, what may not be done is 405", () =>
  withServer(async (server) => {
    const paths = [
      "/nothing",
      "/static/page.js",
      "/../deno.json",
      "/vendor/0/viz.js",
      "/api/detail/a7",
    ];
    for (const path of paths) {
      const { status } = await rawRequest(server.port, withHost(server, path));
      assertEquals(status, 404, path);
    }
    for (const path of ["/", "/events", "/metrics"]) {
      const response = await fetch(at(server, path), { method: "POST", body: "x" });
      assertEquals([response.status, response.headers.get("allow")], [405, "GET, HEAD"]);
      await response.body?.cancel();
    }
  }));

Deno.test("serveTelemetry: HEAD on the event stream opens none", () =>
  withServer(async (server) => {
    const response = await fetch(at(server, "/events"), { method: "HEAD" });
    assertEquals(response.headers.get("content-type"), "text/event-stream");
    const metrics = parsePrometheus(await (await fetch(at(server, "/metrics"))).text());
    assertEquals(metrics.find(({ name }) => name === "steady_telemetry_clients")?.value, 0);
  }));

Deno.test("serveTelemetry: requests under another name are misdirected", () =>
  withServer(async (server) => {
    for (const host of ["evil.example", `evil.example:${server.port}`, "127.0.0.1:1"]) {
      const response = await rawRequest(server.port, ["GET /graph.json HTTP/1.1", `Host: ${host}`]);
      assertEquals(response.status, 421, host);
      assertEquals(response.body.includes("pair"), false);
    }
    assertEquals((await rawRequest(server.port, withHost(server))).status, 200);
  }));

Deno.test("serveTelemetry: pages of other origins cannot use up the event stream", () =>
  withServer(async (server) => {
    for (const site of ["cross-site", "same-site"]) {
      const lines = [...withHost(server, "/events"), `Sec-Fetch-Site: ${site}`];
      assertEquals((await rawRequest(server.port, lines)).status, 403);
    }
  }));

Deno.test("serveTelemetry: one client too many is told to come back later", () =>
  withServer(async (server) => {
    const open = await Promise.all(Array.from({ length: 32 }, () => fetch(at(server, "/events"))));
    const late = await fetch(at(server, "/events"));
    assertEquals([late.status, late.headers.get("retry-after")], [503, "5"]);
    await late.body?.cancel();
    for (const response of open) await response.body?.cancel();
    // Whoever leaves makes room again.
    for (let clients = 32; clients > 0;) {
      const metrics = parsePrometheus(await (await fetch(at(server, "/metrics"))).text());
      clients = metrics.find(({ name }) => name === "steady_telemetry_clients")!.value;
    }
  }));

Deno.test("serveTelemetry: close says bye, ends the stream and frees the port", async () => {
  const graph = pair();
  const server = await serveTelemetry(graph.source, { port: 0 });
  const reader = await follow(server);
  await reader.until("key");
  await Promise.all([server.close("all done"), server.close()]);
  assertEquals((await reader.until("bye")).reason, "all done");
  assertEquals(await reader.next(), null);
  Deno.listen({ hostname: "127.0.0.1", port: server.port }).close();
  assertEquals(graph.listeners, 0);
});

Deno.test("serveTelemetry: close ends although a client does not read", async () => {
  const names = Array.from({ length: 4000 }, (_, index) => `actor ${index} ${"x".repeat(200)}`);
  const graph = new FakeGraph("wide", names, []);
  const server = await serveTelemetry(graph.source, { port: 0, rateHz: 20 });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const request = [...withHost(server, "/events"), "", ""].join("\r\n");
  await connection.write(new TextEncoder().encode(request));
  let round = 0;
  let skipped = 0;
  while (skipped === 0) {
    round++;
    for (const probe of graph.probes) probe.setStatus(`${round} ${"s".repeat(70)}`);
    const metrics = parsePrometheus(await (await fetch(at(server, "/metrics"))).text());
    skipped = metrics.find(({ name }) => name === "steady_telemetry_skipped_frames_total")!.value;
  }
  await server.close();
});

Deno.test("serveTelemetry: a port in use is told before anything is served", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const graph = pair();
  await assertRejects(
    () => serveTelemetry(graph.source, { port }),
    Deno.errors.AddrInUse,
    `Cannot serve telemetry on port ${port}: the port is in use, stop the other process or choose another with option telemetry.port or TELEMETRY_SERVER_PORT`,
  );
  assertEquals(graph.listeners, 0);
});

Deno.test("serveTelemetry: without a port it finds a free one from 9900 upwards", async () => {
  await using first = await serveTelemetry(pair().source);
  await using second = await serveTelemetry(pair().source);
  assert(first.port >= 9900 && second.port > first.port, `${first.port} and ${second.port}`);
});

Deno.test("serveTelemetry: other hostnames and rates are refused", async () => {
  const { source } = pair();
  await assertRejects(
    () => serveTelemetry(source, { hostname: "0.0.0.0" as "127.0.0.1" }),
    TypeError,
    "Cannot serve telemetry on hostname 0.0.0.0: it has no access control yet",
  );
  for (const rateHz of [0, 21, NaN]) {
    await assertRejects(
      () => serveTelemetry(source, { rateHz }),
      RangeError,
      `Cannot serve telemetry at ${rateHz} Hz: the rate must be from 1 to 20`,
    );
  }
});

Deno.test("serveTelemetry: needs no permission but to listen, and no network", async () => {
  const script = new URL("./fixtures/serve_once.ts", import.meta.url);
  const config = new URL("../../deno.json", import.meta.url);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--cached-only",
      "--allow-net=127.0.0.1",
      `--config=${config.pathname}`,
      script.pathname,
    ],
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals([code, said], [0, "200 200 200 200\n"]);
});
