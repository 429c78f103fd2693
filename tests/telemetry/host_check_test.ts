import { assertEquals } from "@std/assert";
import { isOwnHost } from "../../src/telemetry/http/host_check.ts";

const LOCAL = { hostname: "127.0.0.1", port: 9900, allowedHosts: [] };

Deno.test("isOwnHost takes this machine's names with the port", () => {
  for (const host of ["127.0.0.1:9900", "localhost:9900", "LOCALHOST:9900", "[::1]:9900"]) {
    assertEquals(isOwnHost(host, LOCAL), true, host);
  }
  assertEquals(isOwnHost("localhost", { ...LOCAL, port: 80 }), true);
});

Deno.test("isOwnHost refuses every other name", () => {
  const others = [
    null,
    "",
    "127.0.0.1",
    "127.0.0.1:9901",
    "10.0.0.5:9900",
    "evil.example:9900",
    "localhost.evil.example:9900",
    "127.0.0.1.nip.io:9900",
    "127.0.0.1:9900:9900",
    "[::1:9900",
  ];
  for (const host of others) assertEquals(isOwnHost(host, LOCAL), false, String(host));
});

Deno.test("isOwnHost takes the address that is bound, and allowed names at any port", () => {
  const own = { hostname: "10.0.0.5", port: 9900, allowedHosts: ["graph.example"] };
  for (const host of ["10.0.0.5:9900", "graph.example", "Graph.Example:443"]) {
    assertEquals(isOwnHost(host, own), true, host);
  }
  for (const host of ["10.0.0.6:9900", "10.0.0.5:80", "x.graph.example", "evil.example:9900"]) {
    assertEquals(isOwnHost(host, own), false, host);
  }
});

Deno.test("isOwnHost takes any address, but no name, where every interface is bound", () => {
  const own = { hostname: "0.0.0.0", port: 9900, allowedHosts: [] };
  for (const host of ["10.0.0.5:9900", "[fe80::1]:9900", "localhost:9900"]) {
    assertEquals(isOwnHost(host, own), true, host);
  }
  for (const host of ["evil.example:9900", "10.0.0.5.evil.example:9900", "10.0.0.5:80"]) {
    assertEquals(isOwnHost(host, own), false, host);
  }
});

Deno.test("isOwnHost takes the name that is bound, in capitals or not", () => {
  const own = { hostname: "MyBox", port: 9900, allowedHosts: [] };
  for (const host of ["MyBox:9900", "mybox:9900", "localhost:9900"]) {
    assertEquals(isOwnHost(host, own), true, host);
  }
  assertEquals(isOwnHost("mybox2:9900", own), false);
});
