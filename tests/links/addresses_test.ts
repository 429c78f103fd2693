/** Addresses of links: what makes them, and whom they let in. */
import { assertEquals, assertThrows } from "@std/assert";
import { addressFaults } from "../../src/links/addresses.ts";
import { type LinkAddress, tcp, unix, webSocket } from "../../src/links/mod.ts";

const tls = { certFile: "bar.pem", keyFile: "bar.key", caFile: "ca.pem" };

Deno.test("addresses: places of TCP", () => {
  const places: readonly (readonly [number | string, string, number])[] = [
    [7000, "127.0.0.1", 7000],
    ["10.0.0.7:7000", "10.0.0.7", 7000],
    ["bar.internal:1", "bar.internal", 1],
    ["[::1]:7000", "::1", 7000],
    ["[fe80::1]:65535", "fe80::1", 65_535],
  ];
  for (const [place, hostname, port] of places) {
    assertEquals(tcp(place), { wire: "tcp", hostname, port });
  }
  for (
    const place of ["bar", "bar:", ":7000", "bar:70000", "::1:7000", "tcp://bar:7000", "a b:1"]
  ) {
    assertThrows(() => tcp(place), TypeError, `its place is "${place}", give a port, or host:port`);
  }
  for (const place of [-1, 65_536, 1.5, NaN]) assertThrows(() => tcp(place), TypeError);
});

Deno.test("addresses: paths of Unix sockets", () => {
  assertEquals(unix("/run/a.sock", { mode: 0o660 }), {
    wire: "unix",
    path: "/run/a.sock",
    mode: 0o660,
  });
  assertThrows(
    () => unix("a.sock"),
    TypeError,
    'its path is "a.sock", give one that begins with /',
  );
  assertThrows(
    () => unix(`/${"a".repeat(100)}`),
    RangeError,
    "its path has 101 bytes, give one of at most 100",
  );
  assertThrows(() => unix("/a", { mode: 0o1000 }), RangeError, "a mode such as 0o600");
  assertThrows(() => unix("/a", { tls } as object), TypeError, 'there is no option "tls"');
});

Deno.test("addresses: URLs of WebSocket", () => {
  assertEquals(webSocket(7000), { wire: "webSocket", url: "ws://127.0.0.1:7000/" });
  assertEquals(webSocket("wss://bar/a").url, "wss://bar/a");
  for (const url of ["http://bar", "bar:7000", "", "ws://"]) {
    assertThrows(() => webSocket(url), TypeError, "a URL that begins with ws:// or wss://");
  }
  assertThrows(() => webSocket("ws://me:secret@bar/"), TypeError, "give tokenEnv");
  assertThrows(() => webSocket("ws://bar/#a"), TypeError, "#a, which goes nowhere");
  assertThrows(() => webSocket("ws://bar/", { tls }), TypeError, "give wss://");
});

Deno.test("addresses: all that is wrong with one is told at once", () => {
  const error = assertThrows(
    () =>
      tcp("bar", {
        tls: { certFile: "", keyFile: 7 },
        tokenEnv: "the token itself",
        allow: { till: "orders" },
        insecure: false,
        maxFrameBytes: 1,
        speed: 3,
      } as object),
    TypeError,
  );
  for (
    const part of [
      'its place is "bar"',
      'option tls.certFile is "", give the path of a file',
      "option tls.keyFile is 7, give the path of a file",
      "option tls.caFile is undefined, give the path of a file",
      "give the name of an environment variable, not the token itself",
      'option allow.till is "orders", give a list of the names of aqueducts',
      "option insecure is false, give true, or leave it out",
      "option maxFrameBytes is 1, give a number of bytes from 4096 to 2147483647",
      'there is no option "speed"',
    ]
  ) assertEquals(error.message.includes(part), true, `${part} is not in ${error.message}`);
});

Deno.test("addresses: what contradicts itself is told", () => {
  assertThrows(() => tcp(1, { allow: { till: ["orders"] } }), TypeError, "give tls, too");
  assertThrows(() => tcp(1, { tls, insecure: true }), TypeError, "leave out one of them");
  assertThrows(() => tcp(1, { tokenEnv: "A", insecure: true }), TypeError, "leave out one of them");
});

Deno.test("safety: nobody is let in who should not be, for want of a word", () => {
  const safe: readonly LinkAddress[] = [
    tcp(7000),
    tcp("127.1.2.3:7000"),
    tcp("localhost:7000"),
    tcp("[::1]:7000"),
    unix("/run/a.sock"),
    webSocket(7000),
    webSocket("ws://[::1]:7000/"),
    tcp("0.0.0.0:7000", { tls }),
    tcp("10.0.0.7:7000", { tokenEnv: "LINK_TOKEN" }),
    tcp("10.0.0.7:7000", { insecure: true }),
    webSocket("ws://0.0.0.0:7000/", { tokenEnv: "LINK_TOKEN" }),
    webSocket("wss://0.0.0.0:7000/", { tls }),
  ];
  for (const address of safe) {
    assertEquals(addressFaults(address, "listens"), []);
    assertEquals(addressFaults(address, "connects"), []);
  }
  const open: readonly LinkAddress[] = [
    tcp("0.0.0.0:7000"),
    tcp("[::]:7000"),
    tcp("10.0.0.7:7000"),
    tcp("127.0.0.1.example.com:7000"),
    tcp("bar:7000"),
    webSocket("ws://bar/"),
  ];
  for (const address of open) {
    for (const does of ["listens", "connects"] as const) {
      const [fault, ...others] = addressFaults(address, does);
      assertEquals(others, []);
      assertEquals(fault?.startsWith(`${does} ${does === "listens" ? "at" : "to"} `), true, fault);
      assertEquals(
        fault?.includes("give tls (certificates of both sides) or tokenEnv"),
        true,
        fault,
      );
    }
  }
});

Deno.test("safety: at wss:// who dials trusts the server, and who listens needs certificates", () => {
  const address = webSocket("wss://pods.example.com/orders");
  assertEquals(addressFaults(address, "connects"), []);
  assertEquals(addressFaults(address, "listens"), [
    "listens at wss://pods.example.com/orders, and has no certificate: give tls, or listen at ws:// behind a proxy that speaks TLS",
  ]);
});

Deno.test("addresses: one that was made by hand is looked at as closely", () => {
  const faults = (address: unknown) => addressFaults(address, "connects");
  assertEquals(faults(tcp(0)), [
    "connects to tcp 127.0.0.1:0, where nobody can listen: give the port of the other pod",
  ]);
  assertEquals(faults({ wire: "pigeon" }).length, 1);
  assertEquals(faults(null), ["null is no address, give one made by tcp(), unix() or webSocket()"]);
  assertEquals(faults({ wire: "tcp", hostname: "", port: "x", tls: {} }).length, 4);
  assertEquals(faults({ wire: "unix", path: "a" }).length, 1);
  assertEquals(faults({ wire: "webSocket", url: "http://a" }).length, 1);
});
