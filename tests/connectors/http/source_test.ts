import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { httpSource } from "../../../src/connectors/http/mod.ts";
import { MisconfiguredError, type SourceWire } from "../../../src/connectors/wire.ts";
import { heldWorld, never, openSource, pulled, textsOf } from "../loopback_wires.ts";
import { freePort } from "../servers/find.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Headers = Record<string, string>;

interface Place {
  readonly port: number;
  post(body: string, headers?: Headers, path?: string): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: globalThis.Headers;
}

function place(): Place {
  const port = freePort();
  return {
    port,
    async post(body, headers = {}, path = "/") {
      const url = `http://127.0.0.1:${port}${path}`;
      const response = await fetch(url, { method: "POST", body, headers });
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
  };
}

async function settleAll(wire: SourceWire, n: number): Promise<void> {
  await wire.settle(await pulled(wire, n));
}

Deno.test("httpSource answers 202 once the message is settled, and not before", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port, path: "/hooks" });
  let answered = false;
  const answer = post("tea", { "webhook-id": "msg_1" }, "/hooks").finally(() => answered = true);
  const messages = await pulled(source.wire, 1);
  assertEquals(textsOf(messages), ["tea"]);
  const [{ origin, partition, raw }] = messages as [typeof messages[0]];
  assertEquals([origin, partition, raw?.subject], ["msg_1", "/hooks", "/hooks"]);
  // Another one has been here and gone meanwhile.
  assertEquals((await post("", {}, "/other")).status, 404);
  assertEquals(answered, false);
  await source.wire.settle(messages);
  assertEquals((await answer).status, 202);
});

Deno.test("httpSource knows a message by webhook-id, else by Idempotency-Key, else by nothing", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port });
  const origins: string[] = [];
  for (
    const headers of [
      { "webhook-id": "a", "idempotency-key": "b" },
      { "idempotency-key": "b" },
      {},
      {},
    ]
  ) {
    const answer = post("x", headers as Headers);
    const messages = await pulled(source.wire, 1);
    origins.push(messages[0]?.origin ?? "");
    await source.wire.settle(messages);
    await answer;
  }
  assertEquals(origins.slice(0, 2), ["a", "b"]);
  assertEquals(new Set(origins).size, 4);
  assertEquals((await post("x", { "webhook-id": "i".repeat(256) })).status, 400);
});

Deno.test("httpSource takes an id once while it is under way, and gives all who ask the same answer", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port });
  const first = post("one", { "webhook-id": "same" });
  const messages = await pulled(source.wire, 1);
  const second = post("one", { "webhook-id": "same" });
  const other = post("two", { "webhook-id": "other" });
  const rest = await pulled(source.wire, 1);
  assertEquals(textsOf(rest), ["two"]);
  await source.wire.settle(messages);
  assertEquals([(await first).status, (await second).status], [202, 202]);
  await source.wire.settle(rest);
  await other;
  // Once more, when all is over: nothing is pulled, and the answer is the same.
  assertEquals((await post("one", { "webhook-id": "same" })).status, 202);
  const third = post("three", { "webhook-id": "third" });
  const last = await pulled(source.wire, 1);
  assertEquals(textsOf(last), ["three"]);
  await source.wire.settle(last);
  await third;
});

Deno.test("httpSource forgets the oldest ids beyond rememberedIds", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port, rememberedIds: 1 });
  for (const id of ["a", "b", "a"]) {
    const answer = post(id, { "webhook-id": id });
    await settleAll(source.wire, 1);
    assertEquals((await answer).status, 202);
  }
  assertEquals((await post("a", { "webhook-id": "a" })).status, 202);
});

Deno.test("httpSource is full when nobody pulls and maxQueued wait: 429 and when to come again", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port, maxQueued: 2, retryAfterMs: 1500 });
  const waiting = [post("a", { "webhook-id": "a" }), post("b", { "webhook-id": "b" })];
  while (await source.wire.lag?.() !== 2) await new Promise((go) => setTimeout(go, 1));
  const refused = await post("c");
  assertEquals([refused.status, refused.headers.get("retry-after")], [429, "2"]);
  // What is refused before its body is read leaves no place taken.
  assertEquals((await post("c")).status, 429);
  await settleAll(source.wire, 2);
  assertEquals((await Promise.all(waiting)).map(({ status }) => status), [202, 202]);
  const again = post("c");
  await settleAll(source.wire, 1);
  assertEquals((await again).status, 202);
});

Deno.test("httpSource has room for what a pull waits for, even with maxQueued 0", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port, maxQueued: 0 });
  assertEquals((await post("early")).status, 429);
  const pull = source.wire.pull(1, never);
  const answer = post("in time");
  const messages = await pull ?? [];
  assertEquals(textsOf(messages), ["in time"]);
  // Nothing waits any more.
  assertEquals((await post("late")).status, 429);
  await source.wire.settle(messages);
  assertEquals((await answer).status, 202);
});

Deno.test("httpSource tells a sender to come again when a message takes longer than answerTimeoutMs, and takes it once", async () => {
  const { port, post } = place();
  const { world, elapse } = heldWorld(7777);
  await using source = await openSource(httpSource, { port, answerTimeoutMs: 7777 }, world);
  const first = post("slow", { "webhook-id": "slow" });
  const messages = await pulled(source.wire, 1);
  elapse();
  const late = await first;
  assertEquals([late.status, late.headers.get("retry-after")], [503, "1"]);
  assertStringIncludes(late.text, "not done yet");
  await source.wire.settle(messages);
  assertEquals((await post("slow", { "webhook-id": "slow" })).status, 202);
  assertEquals(await source.wire.lag?.(), 0);
});

Deno.test("httpSource refuses other paths, methods and large bodies", async () => {
  const { port, post } = place();
  await using _source = await openSource(httpSource, { port, path: "/in", maxBodyBytes: 10 });
  assertEquals((await post("x", {}, "/out")).status, 404);
  const got = await fetch(`http://127.0.0.1:${port}/in`);
  assertEquals([got.status, got.headers.get("allow")], [405, "POST"]);
  await got.body?.cancel();
  assertEquals((await post("x".repeat(11), {}, "/in")).status, 413);
  const streamed = await fetch(`http://127.0.0.1:${port}/in`, {
    method: "POST",
    body: ReadableStream.from(["12345", "67890", "1"]).pipeThrough(new TextEncoderStream()),
  });
  assertEquals(streamed.status, 413);
  await streamed.body?.cancel();
});

Deno.test("httpSource gives up a body that does not come", async () => {
  const { port, post } = place();
  const { world, elapse } = heldWorld(6666);
  await using source = await openSource(
    httpSource,
    { port, bodyTimeoutMs: 6666, maxQueued: 1 },
    world,
  );
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await write(connection, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
  // Its place is taken: so it has arrived.
  while ((await post("other")).status !== 429) await new Promise((go) => setTimeout(go, 1));
  elapse();
  assertStringIncludes(await read(connection), "HTTP/1.1 408 ");
  const answer = post("next");
  await settleAll(source.wire, 1);
  assertEquals((await answer).status, 202);
});

Deno.test("httpSource handles a request whose client has gone away", async () => {
  const { port } = place();
  await using source = await openSource(httpSource, { port });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await write(connection, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntea");
  const messages = await pulled(source.wire, 1);
  connection.close();
  assertEquals(textsOf(messages), ["tea"]);
  await source.wire.settle(messages);
});

Deno.test("httpSource takes no part of a body whose client has gone away before its end", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port, maxQueued: 1 });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await write(connection, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
  while ((await post("other", {})).status !== 429) await new Promise((go) => setTimeout(go, 1));
  connection.close();
  const posting = (async () => {
    // Until the server has seen that it is gone, its place is taken.
    while ((await post("next")).status === 429);
  })();
  while (await source.wire.lag?.() !== 1) await new Promise((go) => setTimeout(go, 1));
  const messages = await pulled(source.wire, 1);
  assertEquals(textsOf(messages), ["next"]);
  await source.wire.settle(messages);
  await posting;
});

Deno.test("httpSource lets in who has a token of bearerEnv", async () => {
  const { port, post } = place();
  Deno.env.set("TEST_HOOK_TOKENS", "old new");
  await using source = await openSource(httpSource, { port, bearerEnv: "TEST_HOOK_TOKENS" });
  for (const authorization of ["", "Bearer", "Bearer olds", "Bearer old new", "Basic old"]) {
    const refused = await post("x", { authorization });
    assertEquals([refused.status, refused.headers.get("www-authenticate")], [401, "Bearer"]);
  }
  for (const authorization of ["Bearer old", "bearer new"]) {
    const answer = post("x", { authorization });
    const messages = await pulled(source.wire, 1);
    assert(!JSON.stringify(messages[0]?.raw.headers).includes("earer"), "it hands on the token");
    await source.wire.settle(messages);
    assertEquals((await answer).status, 202);
  }
});

Deno.test("httpSource refuses new requests once its pull was aborted, and takes them when it pulls again", async () => {
  const { port, post } = place();
  await using source = await openSource(httpSource, { port });
  const stop = new AbortController();
  const pull = source.wire.pull(1, stop.signal);
  stop.abort();
  assertEquals(await pull, []);
  const refused = await post("x");
  assertEquals([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  const next = source.wire.pull(1, never);
  const answer = post("y");
  const messages = await next ?? [];
  assertEquals(textsOf(messages), ["y"]);
  await source.wire.settle(messages);
  assertEquals((await answer).status, 202);
});

Deno.test("httpSource answers what is under way at its end: 202 what is settled, 503 what is not", async () => {
  const { port, post } = place();
  const source = await openSource(httpSource, { port });
  const answers = ["a", "b", "c", "d"].map((id) => post(id, { "webhook-id": id }));
  const messages = await pulled(source.wire, 3);
  while (await source.wire.lag?.() !== 1) await new Promise((go) => setTimeout(go, 1));
  await source.wire.settle(messages.slice(0, 1));
  await source.wire.release?.(messages.slice(1, 2));
  await source[Symbol.asyncDispose]();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  assertEquals(statuses.toSorted(), [202, 503, 503, 503]);
  assertEquals(statuses["abcd".indexOf(messages[0]?.origin ?? "")], 202);
  await assertRejects(() => post("late"), TypeError);
});

Deno.test("httpSource says why it cannot listen", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const inUse = await assertRejects(() => openSource(httpSource, { port }), Error);
  assert(!(inUse instanceof MisconfiguredError), "who has the port may go");
  assertStringIncludes(
    inUse.message,
    `Cannot take requests at 127.0.0.1:${port}: the port is in use`,
  );
  listener.close();
  const nowhere = await assertRejects(
    () => openSource(httpSource, { hostname: "192.0.2.1", port }),
    MisconfiguredError,
  );
  assertStringIncludes(nowhere.message, "this machine has no such address");
});

Deno.test("httpSource says where it takes requests, and that it asks nobody who he is", async () => {
  await using source = await openSource(httpSource, { port: 0, path: "/hooks" });
  const [line = ""] = source.lines;
  const [, url = ""] = /(http:\S+)/.exec(line) ?? [];
  assertStringIncludes(line, "from anybody: neither secretEnv nor bearerEnv is given");
  const answer = fetch(url, { method: "POST", body: "x" });
  await settleAll(source.wire, 1);
  const { status, body } = await answer;
  assertEquals(status, 202);
  await body?.cancel();
});

Deno.test("httpSource tells all faults of its args at once", () => {
  const faults = httpSource.faults({
    ...httpSource.args,
    port: 70_000,
    path: "hooks",
    signature: "none",
    maxQueued: -1,
  });
  assertEquals(faults, [
    "port is 70000, give a whole number from 0 to 65535",
    'path is "hooks", give a path that begins with / and has no query',
    'signature is "none", give "standard" or "github" or "stripe"',
    "maxQueued is -1, give a whole number from 0 to 2147483647",
  ]);
  assertEquals(httpSource.faults(httpSource.args), []);
});

async function write(connection: Deno.Conn, text: string): Promise<void> {
  await connection.write(new TextEncoder().encode(text));
}

async function read(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(4096);
  const n = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, n));
}
