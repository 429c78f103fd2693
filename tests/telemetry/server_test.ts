import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PAGE_ASSETS } from "../../src/telemetry/http/assets.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import type { TelemetryServer } from "../../src/telemetry/mod.ts";
import { EventReader } from "./event_reader.ts";
import { OWN_HEADER } from "../../static/words/own_post.js";
import { FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";
import { rawRequest } from "./raw_http.ts";
import { divertErrors } from "../fixtures/diverted.ts";
import { within } from "../fixtures/watch.ts";

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

/** Follows, and acknowledges all it reads. */
async function follow(server: TelemetryServer): Promise<EventReader> {
  return new EventReader((await fetch(at(server, "/events"))).body!, (sid, s) => {
    fetch(at(server, `/ack/${sid}/${s}`), { method: "POST" })
      .then(({ body }) => body?.cancel(), () => {}); // The server may be gone.
  });
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
    assertEquals([hello.proto, hello.app, hello.hz], [3, "pair", 10]);
    const topology = await reader.until("topology");
    assertEquals(topology.actors.map(({ label }) => label), ["from", "to"]);
    assertEquals(topology.chans.map(({ from, to }) => [from, to]), [[0, 1]]);
    const key = await reader.until("key");
    assertEquals(key.rev, hello.rev);
    // An idle graph ticks too: that is how the page knows that it is alive.
    const first = await reader.until("tick");
    const second = await reader.until("tick");
    assertEquals(second.s - first.s, 1);
    // Now and then a machine that has much to do is late with one; not with each.
    let gap = second.t - first.t;
    for (let last = second, ticks = 0; gap > 500 && ticks < 30; ticks++) {
      const next = await reader.until("tick");
      gap = Math.min(gap, next.t - last.t);
      last = next;
    }
    assert(gap <= 500, `${gap} ms from tick to tick: less than two frames a second`);
    graph.send(0, 5);
    const name = `c${hello.columns.c.indexOf("sent")}` as const;
    assertEquals((await reader.until("tick", (data) => name in data))[name], [5]);
  }));

Deno.test("serveTelemetry: /graph.dot, /graph.json, /metrics and /api/detail have the values of now", () =>
  withServer(async (server, graph) => {
    graph.send(0, 42);
    const text = async (path: string) => await (await fetch(at(server, path))).text();
    const nextSample = async () => {
      while (JSON.parse(await text("/graph.json")).channels[0].sent === 0);
    };
    await within(nextSample(), "the next sample");
    assertStringIncludes(await text("/graph.dot"), '"from" -> "to" [id="c0" label="c\\nu32 × 64"]');
    assertStringIncludes(await text("/graph.dot?live=1"), ", 42");
    assertStringIncludes(
      await text("/graph.dot?drawing"),
      '"from" -> "to" [label="name::c <u32> #64" tx="sends" rx="takes"]',
    );
    assertEquals(
      await text("/graph.dot?around=planets"),
      "Cannot read around: give pods, troupes or supervisors\n",
    );
    assertEquals(JSON.parse(await text("/graph.json")).channels[0].sent, 42);
    assertEquals(JSON.parse(await text("/api/detail/c0")).sent, 42);
    const sent = parsePrometheus(await text("/metrics"))
      .find(({ name }) => name === "steady_channel_sent_messages_total");
    assertEquals(sent?.value, 42);
    assertEquals(await text("/healthz"), "ok\n");
    assertEquals(await text("/readyz"), "ready\n");
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
    for (const path of ["/", "/events", "/metrics", "/api/sample"]) {
      const response = await fetch(at(server, path), { method: "POST", body: "x" });
      assertEquals([response.status, response.headers.get("allow")], [405, "GET, HEAD"]);
      await response.body?.cancel();
    }
    for (const path of ["/ack/x/1", "/api/profile/a0"]) {
      const response = await fetch(at(server, path));
      assertEquals([response.status, response.headers.get("allow")], [405, "POST"]);
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

Deno.test("serveTelemetry: acknowledgements of nobody are 404", () =>
  withServer(async (server) => {
    await using reader = await follow(server);
    const { sid } = await reader.until("hello");
    for (
      const [path, status] of [
        [`/ack/${sid}/1`, 204],
        [`/ack/${sid}/x`, 404],
        [`/ack/${sid}/-1`, 404],
        [`/ack/none/1`, 404],
      ] as const
    ) {
      const response = await fetch(at(server, path), { method: "POST" });
      assertEquals(response.status, status, path);
      await response.body?.cancel();
    }
  }));

Deno.test("serveTelemetry: a client says how many frames a second it wants", () =>
  withServer(async (server) => {
    for (const hz of ["0", "21", "x", "-1"]) {
      const response = await fetch(at(server, `/events?hz=${hz}`));
      assertEquals(response.status, 400, hz);
      await response.body?.cancel();
    }
    await using reader = new EventReader((await fetch(at(server, "/events?hz=1"))).body!);
    assertEquals((await reader.until("hello")).hz, 1);
  }));

Deno.test("serveTelemetry: what a request may weigh is bounded", () =>
  withServer(async (server) => {
    const long = `/?${"x".repeat(5000)}`;
    assertEquals((await rawRequest(server.port, withHost(server, long))).status, 414);
    const big = await fetch(at(server, "/ack/x/1"), { method: "POST", body: "x".repeat(4000) });
    await big.body?.cancel();
    assertEquals(big.status, 413);
  }));

Deno.test("serveTelemetry: pages of other origins cannot change anything", () =>
  withServer(async (server) => {
    const post = [`POST /api/profile/a0 HTTP/1.1`, `Host: 127.0.0.1:${server.port}`];
    for (
      const line of [
        "Sec-Fetch-Site: cross-site",
        "Origin: https://evil.example",
        "Origin: null",
      ]
    ) {
      assertEquals((await rawRequest(server.port, [...post, line])).status, 403, line);
    }
  }));

Deno.test("serveTelemetry: what the page says of itself counts where its browser says nothing", () =>
  withServer(async (server) => {
    const ask = async (method: string, ...lines: string[]) => {
      const first = `${method} /api/profile/a0 HTTP/1.1`;
      return await rawRequest(server.port, [first, `Host: 127.0.0.1:${server.port}`, ...lines]);
    };
    const own = OWN_HEADER.join(": ");
    // A proxy without TLS that asks by a name of its own.
    assertEquals((await ask("POST", "Origin: http://graph.example", own)).status, 409);
    assertEquals((await ask("POST", "Sec-Fetch-Site: cross-site", own)).status, 403);
    // A page elsewhere has to ask first whether it may say so, and is not told.
    const { status, headers } = await ask(
      "OPTIONS",
      "Origin: http://evil.example",
      "Access-Control-Request-Method: POST",
      `Access-Control-Request-Headers: ${OWN_HEADER[0]}`,
    );
    assertEquals(status >= 400, true);
    assertEquals([...headers.keys()].filter((name) => name.startsWith("access-control")), []);
  }));

Deno.test("serveTelemetry: a profile of what is not there is refused in words", () =>
  withServer(async (server) => {
    for (
      const [path, status, words] of [
        ["a7", 404, "no actor"],
        ["c0", 404, "no actor"],
        ["a0?seconds=31", 400, "from 1 to 30"],
        ["a0?seconds=0", 400, "from 1 to 30"],
        ["a0", 409, "does not run"],
      ] as const
    ) {
      const response = await fetch(at(server, `/api/profile/${path}`), { method: "POST" });
      assertEquals(response.status, status, path);
      assertStringIncludes(await response.text(), words);
    }
  }));

Deno.test("serveTelemetry: a failure while answering is a 500, is told once, and nothing more", async () => {
  const graph = pair();
  const source = {
    ...graph.source,
    workerOf: () => {
      throw new Error("nobody knows");
    },
  };
  const said: string[] = [];
  const restore = divertErrors(said);
  try {
    await using server = await serveTelemetry(source, { port: 0 });
    for (let count = 0; count < 3; count++) {
      const response = await fetch(at(server, "/api/profile/a0"), { method: "POST" });
      assertEquals(response.status, 500);
      assertEquals((await response.text()).includes("nobody knows"), false);
    }
    assertEquals(await (await fetch(at(server, "/healthz"))).text(), "ok\n");
  } finally {
    restore();
  }
  assertEquals(said.length, 1);
  assertStringIncludes(said[0]!, "Cannot answer a request to telemetry: Error: nobody knows");
});

Deno.test("serveTelemetry: two servers of one graph do not know each other", async () => {
  const graph = pair();
  await using first = await serveTelemetry(graph.source, { port: 0 });
  const second = await serveTelemetry(graph.source, { port: 0 });
  await using reader = await follow(first);
  await reader.until("key");
  await second.close();
  await reader.until("tick");
  assertEquals(graph.listeners > 0, true);
});

Deno.test("serveTelemetry: bad options are refused, all at once", async () => {
  const { source } = pair();
  for (const rateHz of [0, 21, NaN]) {
    await assertRejects(
      () => serveTelemetry(source, { rateHz }),
      RangeError,
      `Cannot serve telemetry: option rateHz is ${rateHz}, give a number from 1 to 20`,
    );
  }
  const error = await assertRejects(() =>
    serveTelemetry(source, {
      hostname: "0.0.0.0",
      rateHz: 0,
      allowedHosts: ["https://x"],
      history: { fineMs: -1 },
      record: { dir: "", rateHz: 0 },
    }), TypeError);
  assertEquals(error.message.split("\n"), [
    "Cannot serve telemetry: 6 faults",
    '  - option allowedHosts[0] is "https://x", give a name without port and protocol',
    "  - option rateHz is 0, give a number from 1 to 20",
    "  - option history.fineMs is -1, give milliseconds from 0 to 3600000",
    '  - option record.dir is "", give the path of a folder',
    "  - option record.rateHz is 0, give a number above 0, at most 20",
    '  - option hostname is "0.0.0.0" and there is no token, so everybody who reaches it could look inside, give option token or TELEMETRY_TOKEN, or stay on 127.0.0.1 and use a tunnel',
  ]);
});

Deno.test("serveTelemetry: an option that there is not is refused", async () => {
  const { source } = pair();
  const error = await assertRejects(
    () => serveTelemetry(source, { prot: 1, history: { fine: 1 } } as never),
    TypeError,
  );
  assertEquals(error.message.split("\n"), [
    "Cannot serve telemetry: 2 faults",
    '  - there is no option "prot", there are "port", "hostname", "token", "allowedHosts", "trustProxy", "commands", "rateHz", "percentiles", "clientTimeoutMs", "history", "record", "dotFile", "picture", "pod", "hub", "webhook"',
    '  - option history has no "fine", it has "fineMs", "coarseMs"',
  ]);
});

Deno.test("serveTelemetry: needs no permission but to listen on its port, and no network", async () => {
  const script = new URL("./fixtures/serve_once.ts", import.meta.url);
  const config = new URL("../../deno.json", import.meta.url);
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  taken.close();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--cached-only",
      "--no-lock",
      `--allow-net=127.0.0.1:${port}`,
      `--config=${fileURLToPath(config)}`,
      fileURLToPath(script),
      String(port),
    ],
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals([code, said], [0, "200 200 200 200 200 200 200\n"]);
});

const HOSTILE = [
  'a"b',
  "a\\b",
  "<script>alert(1)</script>",
  "a\nb",
  "\u202eabc",
  "x".repeat(500),
  "data: x\n\nevent: bye",
  "\ud800",
];

Deno.test("serveTelemetry: hostile names change nothing but names", async () => {
  const graph = new FakeGraph(
    HOSTILE[2]!,
    HOSTILE,
    HOSTILE.slice(1).map((name, i) => ({ name, from: i, to: i + 1, kind: name })),
  );
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using reader = await follow(server);
  const topology = await reader.until("topology");
  const wellFormed = HOSTILE.map((name) => JSON.parse(JSON.stringify(name)));
  assertEquals(topology.actors.map(({ name }) => name), wellFormed);
  assertEquals((await reader.next())?.event, "alert");
  assertEquals((await reader.next())?.event, "key");
  graph.tell({ subject: HOSTILE[6]!, what: "crashed", detail: HOSTILE[6]! });
  assertEquals((await reader.until("life")).events[0]!.detail, HOSTILE[6]);
  for (const path of ["/api/sample", "/api/topology", "/api/life", "/api/replay"]) {
    const response = await fetch(at(server, path));
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
    assert(/json/.test(response.headers.get("content-type")!), path);
    for (const line of (await response.text()).trimEnd().split("\n")) JSON.parse(line);
  }
  const { instance } = await import("@viz-js/viz");
  const dot = await (await fetch(at(server, "/graph.dot?live=1"))).text();
  const drawn = (await instance()).renderJSON(dot) as { objects: { id: string }[] };
  assertEquals(drawn.objects.map(({ id }) => id), HOSTILE.map((_, i) => `a${i}`));
});
