import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import type { TelemetryServer } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "./fake_graph.ts";
import { freePort, PodProcess } from "./hub/fixtures/pod_process.ts";
import { rawRequest } from "./raw_http.ts";

const TOKEN = "0123456789abcdef-secret";

async function guarded(options: { hostname?: string } = {}): Promise<TelemetryServer> {
  const { source } = new FakeGraph("guarded", ["a"], []);
  return await serveTelemetry(source, { port: 0, token: TOKEN, ...options });
}

/** The status of a request with these headers. */
async function statusOf(
  { port }: Pick<TelemetryServer, "port">,
  path: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers,
    redirect: "manual",
  });
  await response.body?.cancel();
  return response.status;
}

const EVERYTHING = [
  "/",
  "/page.js",
  "/events",
  "/api/sample",
  "/graph.dot",
  "/metrics",
  "/nothing",
];

Deno.test("Access: nothing but /healthz and /readyz is answered without the token", async () => {
  await using server = await guarded();
  for (const path of EVERYTHING) {
    assertEquals(await statusOf(server, path), 401, path);
    const wrong = { Authorization: `Bearer ${TOKEN}x` };
    assertEquals(await statusOf(server, path, wrong), 401, path);
  }
  for (const header of [TOKEN, `Basic ${TOKEN}`, "Bearer", "Bearer ", `Bearer ${TOKEN.slice(1)}`]) {
    assertEquals(await statusOf(server, "/", { Authorization: header }), 401, header);
  }
  assertEquals(await statusOf(server, "/healthz"), 200);
  assertEquals(await statusOf(server, "/readyz"), 200);
  const response = await fetch(server.url);
  assertStringIncludes(await response.text(), "Authorization: Bearer");
  assertEquals(response.headers.get("www-authenticate"), 'Bearer realm="telemetry"');
});

Deno.test("Access: programs send the token", async () => {
  await using server = await guarded();
  const headers = { Authorization: `Bearer ${TOKEN}` };
  for (const path of EVERYTHING.slice(0, -1)) {
    assertEquals(await statusOf(server, path, headers), 200, path);
  }
  assertEquals(await statusOf(server, "/nothing", headers), 404);
});

Deno.test("Access: people open a link once, and get a cookie that is not the token", async () => {
  await using server = await guarded();
  assertEquals(await statusOf(server, "/?token=wrong"), 401);
  assertEquals(await statusOf(server, `/page.js?token=${TOKEN}`), 401, "only the page logs in");
  const response = await fetch(new URL(`/?token=${TOKEN}`, server.url), { redirect: "manual" });
  await response.body?.cancel();
  assertEquals([response.status, response.headers.get("location")], [303, "./"]);
  const set = response.headers.get("set-cookie")!;
  for (const word of ["HttpOnly", "SameSite=Strict"]) assertStringIncludes(set, word);
  // A browser takes the folder that it asked in: under which path a proxy shows the page, only it knows.
  for (const word of ["Path", "Secure"]) assert(!set.includes(word), set);
  assert(!set.includes(TOKEN), set);
  const cookie = set.split(";")[0]!;
  assertEquals(await statusOf(server, "/", { Cookie: `other=1; ${cookie}` }), 200);
  assertEquals(await statusOf(server, "/", { Cookie: `${cookie.slice(0, -1)}` }), 401);
  assertEquals(await statusOf(server, "/", { Cookie: `telemetry_${server.port}=${TOKEN}` }), 401);
});

Deno.test("Access: off loopback the name is checked, and the token too", async () => {
  const { source } = new FakeGraph("guarded", ["a"], []);
  await using server = await serveTelemetry(source, {
    port: 0,
    token: TOKEN,
    hostname: "0.0.0.0",
    allowedHosts: ["graph.example"],
  });
  const ask = async (host: string, ...lines: string[]) =>
    (await rawRequest(server.port, ["GET /api/sample HTTP/1.1", `Host: ${host}`, ...lines])).status;
  const bearer = `Authorization: Bearer ${TOKEN}`;
  assertEquals(await ask("graph.example", bearer), 200);
  assertEquals(await ask(`127.0.0.1:${server.port}`, bearer), 200);
  assertEquals(await ask("graph.example"), 401);
  assertEquals(await ask("evil.example", bearer), 421);
});

Deno.test("Access: off loopback without a token nothing is served", async () => {
  const { source } = new FakeGraph("open", ["a"], []);
  for (const hostname of ["0.0.0.0", "::", "10.0.0.5"]) {
    await assertRejects(
      () => serveTelemetry(source, { port: 0, hostname }),
      TypeError,
      `Cannot serve telemetry: option hostname is "${hostname}" and there is no token`,
    );
  }
  for (const token of ["short", `${TOKEN} with spaces`, "ü".repeat(20)]) {
    await assertRejects(
      () => serveTelemetry(source, { port: 0, token }),
      TypeError,
      "16 characters",
    );
  }
});

Deno.test("Access: the token may come from the environment", async () => {
  // In a process of its own: the environment is that of all tests which run meanwhile.
  await using pod = await PodProcess.start(["taker", freePort()], { TELEMETRY_TOKEN: TOKEN });
  assertEquals(await statusOf({ port: pod.page }, "/api/sample"), 401);
  const headers = { Authorization: `Bearer ${TOKEN}` };
  assertEquals(await statusOf({ port: pod.page }, "/api/sample", headers), 200);
});

Deno.test("Access: behind TLS the cookie is for TLS alone", async () => {
  await using server = await guarded();
  const told = [{ "X-Forwarded-Proto": "https" }, { "X-Forwarded-Proto": "HTTPS, http" }, {
    Forwarded: 'for=1.2.3.4; proto="https"',
  }];
  for (const headers of told) {
    const response = await fetch(new URL(`/?token=${TOKEN}`, server.url), {
      headers: headers as Record<string, string>,
      redirect: "manual",
    });
    await response.body?.cancel();
    assertStringIncludes(response.headers.get("set-cookie")!, "; Secure");
  }
});
