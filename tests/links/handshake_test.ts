/** What partners say of themselves, and why they are refused. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  entryFault,
  type Hello,
  helloOf,
  LINK_PROTOCOL,
  pairFault,
  readHello,
} from "../../src/links/handshake/mod.ts";
import { FrameError, jsonFrame } from "../../src/links/frames/mod.ts";
import { HANDSHAKE_FRAME_BYTES } from "../../src/links/link.ts";
import { LINK_STATE } from "../../src/links/link_state.ts";
import { LINK_ARGS } from "../../src/links/terms.ts";

const a: Hello = {
  protocol: LINK_PROTOCOL,
  aqueduct: "orders",
  role: "egress",
  graph: "till",
  pod: "A",
  podId: "1",
  kind: "struct",
  schema: "struct({ id: u32 })",
  hash: "abc",
  girth: 1,
  payloadBytes: 0,
  epoch: "e",
  token: "",
};
const b: Hello = { ...a, role: "ingress", graph: "bar", pod: "B", podId: "2", epoch: "" };

Deno.test("handshake: two ends of one aqueduct fit", () => {
  assertEquals([pairFault(a, b), pairFault(b, a)], [undefined, undefined]);
});

const UNFIT: Readonly<Record<string, readonly [Partial<Hello>, string]>> = {
  "another version of the protocol": [
    { protocol: 2 },
    "pod A speaks version 1 of the link protocol, pod B version 2: run one version of @steady-state/deno in both",
  ],
  "another aqueduct": [
    { aqueduct: "bills" },
    'pod A has aqueduct "orders" there, pod B asks for "bills"',
  ],
  "the same role": [
    { role: "egress" },
    'pod A and pod B both send on aqueduct "orders": wire .tx in one and .rx in the other',
  ],
  "another schema": [
    { schema: "struct({ id: u64 })", hash: "abd" },
    'aqueduct "orders" carries struct({ id: u32 }) in pod A, and struct({ id: u64 }) in pod B: draw both with one kind',
  ],
  "another girth": [
    { girth: 4 },
    'aqueduct "orders" has 1 lane in pod A, and 4 lanes in pod B: give both the same girth',
  ],
};

for (const [what, [change, sentence]] of Object.entries(UNFIT)) {
  Deno.test(`handshake: ${what} is refused, and named`, () => {
    assertEquals(pairFault(a, { ...b, ...change }), sentence);
  });
}

Deno.test("handshake: messages that could be too long for the other pod are refused", () => {
  const long = { ...a, payloadBytes: 1024 };
  const short = { ...b, payloadBytes: 512 };
  const sentence =
    'a message of aqueduct "orders" may have 1024 bytes in pod A, and 512 in pod B: give the latter\'s as many bytes';
  assertEquals([pairFault(long, short), pairFault(short, long)], [sentence, sentence]);
  assertEquals(pairFault({ ...a, payloadBytes: 512 }, { ...b, payloadBytes: 1024 }), undefined);
});

Deno.test("handshake: who has not the token is not let in, and is told nothing else", () => {
  const asked = { identity: undefined, allow: undefined, token: "secret" };
  assertEquals(entryFault({ ...b, token: "secret" }, asked), undefined);
  assertEquals(
    entryFault(b, asked),
    "it has no token, and one is asked for: give both addresses a tokenEnv",
  );
  for (const token of ["secres", "secre", "secrett", "Secret"]) {
    assertEquals(
      entryFault({ ...b, token }, asked),
      "its token is another one: give both sides the same",
    );
  }
});

Deno.test("handshake: a certificate lets in to the aqueducts that it may use", () => {
  const allow = { bar: ["orders"], till: ["bills"] };
  const fault = (identity: string | undefined) =>
    entryFault(b, { identity, allow, token: undefined });
  assertEquals(fault("bar"), undefined);
  assertEquals(fault(undefined), "it has shown no certificate, and one is asked for");
  for (const name of ["till", "constructor", "stranger"]) {
    assertEquals(
      fault(name),
      `its certificate is that of "${name}", which may not use aqueduct "orders" here`,
    );
  }
});

Deno.test("handshake: whatever an aqueduct is called and carries, it says who it is in one short frame", () => {
  const args = {
    ...LINK_ARGS,
    aqueduct: "\u{1f6b0}".repeat(100),
    graph: "g".repeat(200),
    pod: "p".repeat(300),
    schema: "struct({ field: u32 })".repeat(1000),
    kind: "k".repeat(500),
    hash: "0".repeat(32),
  };
  const hello = helloOf(args, { role: "egress", girth: 10_000, epoch: "e".repeat(36), token: "" });
  const frame = jsonFrame("hello", { ...hello, token: "t".repeat(256) });
  assertEquals(frame.length <= HANDSHAKE_FRAME_BYTES, true, `${frame.length} bytes`);
  assertEquals(readHello(frame.subarray(1)).girth, 10_000);
});

Deno.test("handshake: what a stranger says of itself fits in a state", () => {
  const long = jsonFrame("hello", { ...b, pod: "\u4e00".repeat(900) });
  const { length } = new TextEncoder().encode(readHello(long.subarray(1)).pod);
  assertEquals(length <= LINK_STATE.partner.maxBytes, true, `${length}`);
  for (const epoch of ["e".repeat(37), "über", "x"]) {
    const frame = jsonFrame("hello", { ...b, epoch });
    assertThrows(() => readHello(frame.subarray(1)), FrameError, "an epoch that is none");
  }
});

Deno.test("handshake: what a stranger says of itself is one line", () => {
  const frame = jsonFrame("hello", { ...b, pod: "B\nERROR all is lost" });
  assertEquals(readHello(frame.subarray(1)).pod, "B ERROR all is lost");
});
