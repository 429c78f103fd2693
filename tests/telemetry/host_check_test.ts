import { assertEquals } from "@std/assert";
import { isOwnHost } from "../../src/telemetry/host_check.ts";

Deno.test("isOwnHost takes this machine's names with the port", () => {
  for (const host of ["127.0.0.1:9900", "localhost:9900", "LOCALHOST:9900"]) {
    assertEquals(isOwnHost(host, 9900), true, host);
  }
  assertEquals(isOwnHost("localhost", 80), true);
});

Deno.test("isOwnHost refuses every other name", () => {
  const others = [
    null,
    "",
    "127.0.0.1",
    "127.0.0.1:9901",
    "evil.example:9900",
    "localhost.evil.example:9900",
    "127.0.0.1.nip.io:9900",
  ];
  for (const host of others) assertEquals(isOwnHost(host, 9900), false, String(host));
});
