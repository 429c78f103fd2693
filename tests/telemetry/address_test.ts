import { assertEquals } from "@std/assert";
import { directionsTo, urlOf } from "../../src/telemetry/http/address.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "./fake_graph.ts";

Deno.test("urlOf: an address that can be opened, with IPv6 in brackets", () => {
  const urls = {
    "127.0.0.1": "http://127.0.0.1:9900/",
    "0.0.0.0": "http://127.0.0.1:9900/",
    "::": "http://[::1]:9900/",
    "[::]": "http://[::1]:9900/",
    "::1": "http://[::1]:9900/",
    "[::1]": "http://[::1]:9900/",
    "2001:db8::1": "http://[2001:db8::1]:9900/",
    localhost: "http://localhost:9900/",
  };
  for (const [hostname, url] of Object.entries(urls)) assertEquals(urlOf(hostname, 9900), url);
});

Deno.test("directionsTo: what others open, and that a token is needed", () => {
  const port = 9900;
  const at = (hostname: string, guarded: boolean, addresses: readonly string[] = ["10.0.0.5"]) =>
    directionsTo({ hostname, port, guarded }, () => addresses);
  assertEquals(at("127.0.0.1", false), "http://127.0.0.1:9900/");
  assertEquals(
    at("127.0.0.1", true),
    "http://127.0.0.1:9900/, to be opened with ?token=<token> behind it once",
  );
  assertEquals(
    at("0.0.0.0", true),
    "http://127.0.0.1:9900/, from elsewhere at http://10.0.0.5:9900/, " +
      "to be opened with ?token=<token> behind it once",
  );
  assertEquals(
    at("::", true, []),
    "http://[::1]:9900/, to be opened with ?token=<token> behind it once",
  );
});

Deno.test("serveTelemetry: where every interface is bound, its address answers", async () => {
  const { source } = new FakeGraph("open", ["a"], []);
  const token = "0123456789abcdef-secret";
  await using server = await serveTelemetry(source, { port: 0, hostname: "0.0.0.0", token });
  assertEquals(server.url, `http://127.0.0.1:${server.port}/`);
  assertEquals(server.directions.includes(token), false);
  const response = await fetch(new URL("/graph.dot", server.url), {
    headers: { Authorization: `Bearer ${token}` },
  });
  await response.body?.cancel();
  assertEquals(response.status, 200);
});
