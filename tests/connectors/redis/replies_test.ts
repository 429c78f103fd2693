/** What Redis says is read the same in whatever pieces it comes. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  encodeCommand,
  type RedisReply,
  RedisReplyError,
  ReplyReader,
} from "../../../src/connectors/redis/replies.ts";

const ENCODER = new TextEncoder();

function read(pieces: readonly Uint8Array[]): unknown[] {
  const reader = new ReplyReader();
  return pieces.flatMap((piece) => reader.push(piece)).map(plain);
}

/** An answer with what errors say in their place. */
function plain(reply: RedisReply): unknown {
  if (reply instanceof RedisReplyError) return { error: reply.message };
  return Array.isArray(reply) ? reply.map(plain) : reply;
}

const SAID = ENCODER.encode(
  "+OK\r\n:-12\r\n$5\r\na\r\nb\0\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n" +
    "*3\r\n$1\r\nx\r\n*2\r\n:1\r\n*1\r\n-ERR no\r\n$-1\r\n-WRONGTYPE it is\r\n",
);
const MEANT = [
  "OK",
  -12,
  ENCODER.encode("a\r\nb\0"),
  new Uint8Array(0),
  null,
  null,
  [],
  [ENCODER.encode("x"), [1, [{ error: "ERR no" }]], null],
  { error: "WRONGTYPE it is" },
];

Deno.test("answers of Redis are read in pieces of any size", () => {
  assertEquals(read([SAID]), MEANT);
  for (let size = 1; size < SAID.length; size++) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < SAID.length; at += size) pieces.push(SAID.subarray(at, at + size));
    assertEquals(read(pieces), MEANT, `in pieces of ${size}`);
  }
});

Deno.test("large answers of Redis are read, and keep what they are while more comes", () => {
  const payloads = [0, 1, 2].map((n) => new Uint8Array(300_000).fill(n + 1));
  const said = payloads.map((payload) => encodeCommand(["XADD", payload]));
  const reader = new ReplyReader();
  const answers: RedisReply[] = [];
  for (const bytes of said) {
    for (let at = 0; at < bytes.length; at += 65_536) {
      answers.push(...reader.push(bytes.slice(at, at + 65_536)));
    }
  }
  assertEquals(answers.length, 3);
  for (const [n, answer] of answers.entries()) {
    assertEquals((answer as RedisReply[])[1], payloads[n]);
  }
});

Deno.test("what is no answer of Redis ends the reading", () => {
  assertThrows(() => read([ENCODER.encode("HTTP/1.1 400 Bad Request\r\n")]), Error, "not Redis");
  assertThrows(() => read([ENCODER.encode("$x\r\n")]), Error, "for a length");
});

Deno.test("a command is sent with the length of each part in bytes", () => {
  const sent = encodeCommand(["SET", "ü", new Uint8Array([13, 10]), 7]);
  assertEquals(
    new TextDecoder().decode(sent),
    "*4\r\n$3\r\nSET\r\n$2\r\nü\r\n$2\r\n\r\n\r\n$1\r\n7\r\n",
  );
  assert(sent instanceof Uint8Array);
});
