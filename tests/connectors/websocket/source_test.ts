import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { websocketSource } from "../../../src/connectors/websocket/mod.ts";
import { MisconfiguredError, type SourceWire } from "../../../src/connectors/wire.ts";
import { heldWorld, never, openSource, pulled, textsOf } from "../loopback_wires.ts";
import { freePort } from "../servers/find.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** A client as a browser has it. */
interface Client extends AsyncDisposable {
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  /** The next frame that comes. */
  next(): Promise<unknown>;
  /** The code by which it is closed. */
  readonly closed: Promise<CloseEvent>;
}

async function client(
  port: number,
  path = "/",
  headers: Record<string, string> = {},
): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  const frames: unknown[] = [];
  let wake = () => {};
  socket.onmessage = ({ data }) => {
    frames.push(data);
    wake();
  };
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
  });
  socket.onerror = () => {};
  return {
    send: (frame) => socket.send(frame),
    async next() {
      while (frames.length === 0) await new Promise<void>((resolve) => wake = resolve);
      return frames.shift();
    },
    closed,
    async [Symbol.asyncDispose]() {
      socket.close();
      await closed;
    },
  };
}

async function queued(wire: SourceWire, n: number): Promise<void> {
  while (await wire.lag?.() !== n) await new Promise((go) => setTimeout(go, 1));
}

Deno.test("websocketSource takes each frame of each socket, text and bytes, in order", async () => {
  const port = freePort();
  await using source = await openSource(websocketSource, { port, path: "/in" });
  await using one = await client(port, "/in");
  await using other = await client(port, "/in");
  one.send("a");
  one.send(Uint8Array.of(1, 2, 255));
  one.send("");
  const messages = await pulled(source.wire, 3);
  assertEquals(messages.map(({ raw }) => raw.bytes.toHex()), ["61", "0102ff", ""]);
  const [name, ...same] = messages.map(({ partition }) => partition);
  assertEquals(same, [name, name]);
  assertEquals(messages.map(({ origin }) => origin), [`${name}/0`, `${name}/1`, `${name}/2`]);
  assertEquals(messages[0]?.raw.subject, "/in");
  other.send("b");
  const [message] = await pulled(source.wire, 1);
  assert(message?.partition !== name, "two connections are one partition");
});

Deno.test("websocketSource tells senders how many of their frames are settled, without gaps", async () => {
  const port = freePort();
  await using source = await openSource(websocketSource, { port, acks: true });
  await using sender = await client(port);
  for (const frame of ["a", "b", "c", "d"]) sender.send(frame);
  const messages = await pulled(source.wire, 4);
  await source.wire.settle(messages.slice(0, 1));
  assertEquals(await sender.next(), '{"settled":1}');
  await source.wire.settle(messages.slice(2, 3));
  await source.wire.settle(messages.slice(1, 2));
  assertEquals(await sender.next(), '{"settled":3}');
  await source.wire.settle(messages);
  assertEquals(await sender.next(), '{"settled":4}');
});

Deno.test("websocketSource knows a frame by idField, on whichever connection it comes", async () => {
  const port = freePort();
  await using source = await openSource(websocketSource, { port, acks: true, idField: "id" });
  const first = await client(port);
  for (const frame of ['{"id":"x7"}', '{"id":8}', '{"id":""}', "[1]", "{"]) first.send(frame);
  const messages = await pulled(source.wire, 5);
  const [{ partition }] = messages as [typeof messages[0] & { partition: string }];
  assertEquals(
    messages.map(({ origin }) => origin),
    ["x7", "8", `${partition}/2`, `${partition}/3`, `${partition}/4`],
  );
  await source.wire.settle(messages.slice(0, 1));
  assertEquals(await first.next(), '{"settled":1}');
  await first[Symbol.asyncDispose]();
  // One that is settled, one that is under way, and a new one: only that is taken.
  await using second = await client(port);
  for (const frame of ['{"id":"x7"}', '{"id":8}', '{"id":9}']) second.send(frame);
  assertEquals(await second.next(), '{"settled":1}');
  const rest = await pulled(source.wire, 1);
  assertEquals(rest.map(({ origin }) => origin), ["9"]);
  await source.wire.settle(messages);
  assertEquals(await second.next(), '{"settled":2}');
  await source.wire.settle(rest);
  assertEquals(await second.next(), '{"settled":3}');
});

Deno.test("websocketSource cuts a sender that does not wait for what it is told", async () => {
  const port = freePort();
  await using source = await openSource(websocketSource, { port, acks: true, maxUnsettled: 2 });
  await using sender = await client(port);
  sender.send("a");
  sender.send("b");
  const messages = await pulled(source.wire, 2);
  await source.wire.settle(messages.slice(0, 1));
  assertEquals(await sender.next(), '{"settled":1}');
  sender.send("c");
  sender.send("d");
  const { code, reason } = await sender.closed;
  assertEquals([code, reason], [1008, "more than 2 frames are not settled"]);
  assertEquals(textsOf(await pulled(source.wire, 1)), ["c"]);
});

Deno.test("websocketSource reads no more than it has room for, and loses nothing by it", async () => {
  const port = freePort();
  await using source = await openSource(websocketSource, { port, maxQueued: 10, pingMs: 60_000 });
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await new Promise((resolve) => socket.onopen = resolve);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  const frame = "x".repeat(10_000);
  const n = 3_000;
  for (let i = 0; i < n; i++) socket.send(`${i} ${frame}`);
  // The buffers of the operating system fill, and then the sender has to keep the rest.
  let most = 0;
  let kept = socket.bufferedAmount;
  let seen = 0;
  while (seen < 20) {
    await new Promise((go) => setTimeout(go, 5));
    most = Math.max(most, await source.wire.lag?.() ?? 0);
    seen = socket.bufferedAmount === kept && kept < n * 10_000 ? seen + 1 : 0;
    kept = socket.bufferedAmount;
  }
  assert(kept > 1_000_000, `the sender keeps ${kept} bytes`);
  // What one read of the socket brings is taken whole.
  assert(most < 100, `${most} frames are queued`);
  const messages = await pulled(source.wire, n);
  assertEquals(
    messages.map(({ raw }) => parseInt(new TextDecoder().decode(raw.bytes))),
    Array.from({ length: n }, (_, i) => i),
  );
  socket.close();
  await closed;
});

Deno.test("websocketSource lets in who has the token, at its path, as many as it has room for", async () => {
  const port = freePort();
  Deno.env.set("TEST_SOCKET_TOKEN", "t0ken");
  await using _source = await openSource(websocketSource, {
    port,
    path: "/in",
    bearerEnv: "TEST_SOCKET_TOKEN",
    maxConnections: 1,
  });
  const statusOf = async (path: string, authorization: string) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const lines = [
      `GET ${path} HTTP/1.1`,
      "Host: x",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Authorization: ${authorization}`,
      "",
      "",
    ];
    await connection.write(new TextEncoder().encode(lines.join("\r\n")));
    const buffer = new Uint8Array(4096);
    const n = await connection.read(buffer) ?? 0;
    return new TextDecoder().decode(buffer.subarray(0, n)).slice(9, 12);
  };
  assertEquals(await statusOf("/out", "Bearer t0ken"), "404");
  assertEquals(await statusOf("/in", "Bearer other"), "401");
  const authorization = "Bearer t0ken";
  const first = await client(port, "/in", { authorization });
  assertEquals(await statusOf("/in", "Bearer t0ken"), "503");
  await first[Symbol.asyncDispose]();
  // Once it has gone there is room.
  while (await statusOf("/in", "Bearer t0ken") === "503");
  const plain = await fetch(`http://127.0.0.1:${port}/in`);
  assertEquals([plain.status, await plain.text()], [426, "This takes WebSockets\n"]);
});

Deno.test("websocketSource ends the connection of a frame that is too large", async () => {
  const port = freePort();
  await using source = await openSource(websocketSource, { port, maxFrameBytes: 10 });
  await using sender = await client(port);
  sender.send("0123456789");
  sender.send("0123456789a");
  assertEquals((await sender.closed).code, 1009);
  assertEquals(textsOf(await pulled(source.wire, 1)), ["0123456789"]);
});

Deno.test("websocketSource closes its sockets with 1001, and gives what it was not told to settle to nobody", async () => {
  const port = freePort();
  const source = await openSource(websocketSource, { port, acks: true });
  await using sender = await client(port);
  sender.send("a");
  sender.send("b");
  await queued(source.wire, 2);
  await source.wire.settle(await source.wire.pull(1, never) ?? []);
  await source[Symbol.asyncDispose]();
  assertEquals(await sender.next(), '{"settled":1}');
  const { code, reason } = await sender.closed;
  assertEquals([code, reason], [1001, "the source stops"]);
  await assertRejects(() => client(port), Error);
});

Deno.test("websocketSource takes what it has read already when its pull is aborted, if senders are told nothing", async () => {
  for (const acks of [false, true]) {
    const port = freePort();
    await using source = await openSource(websocketSource, { port, acks });
    await using sender = await client(port);
    sender.send("a");
    sender.send("b");
    await queued(source.wire, 2);
    const aborted = await source.wire.pull(10, AbortSignal.abort());
    assertEquals(textsOf(aborted ?? []), acks ? [] : ["a", "b"]);
  }
});

Deno.test("websocketSource cuts a side that gives no sign of life", async () => {
  const port = freePort();
  const { world, elapse } = heldWorld(3333);
  await using source = await openSource(websocketSource, { port, pingMs: 3333 }, world);
  // It shakes hands, and answers no ping after that.
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = ["GET / HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket"];
  const key = ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""];
  await connection.write(new TextEncoder().encode([...lines, ...key].join("\r\n")));
  const bytes: number[] = [];
  const buffer = new Uint8Array(4096);
  // Until the ping, 89 00, which comes behind the handshake.
  while (bytes.at(-2) !== 0x89 || bytes.at(-1) !== 0) {
    bytes.push(...buffer.subarray(0, await connection.read(buffer) ?? 0));
  }
  await using alive = await client(port);
  alive.send("a");
  assertEquals(textsOf(await pulled(source.wire, 1)), ["a"]);
  elapse();
  assertEquals(await connection.read(buffer).catch(() => null), null);
  connection.close();
  alive.send("b");
  assertEquals(textsOf(await pulled(source.wire, 1)), ["b"]);
});

Deno.test("websocketSource does not cut a side that it does not read from, and closes it at once", async () => {
  const port = freePort();
  const { world, elapse } = heldWorld(3333);
  const source = await openSource(websocketSource, { port, pingMs: 3333, maxQueued: 1 }, world);
  await using sender = await client(port);
  sender.send("a");
  await queued(source.wire, 1);
  // Not read from any more, it gives no sign of life.
  for (let i = 0; i < 3; i++) {
    elapse();
    await new Promise((go) => setTimeout(go, 1));
  }
  sender.send("b");
  assertEquals(textsOf(await pulled(source.wire, 2)), ["a", "b"]);
  await source[Symbol.asyncDispose]();
  assertEquals((await sender.closed).code, 1001);
});

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly sockets: WebSocket[];
  readonly frames: string[];
  readonly authorizations: (string | null)[];
}

function server(opened: (socket: WebSocket) => void, refuse?: number): Server {
  const sockets: WebSocket[] = [];
  const frames: string[] = [];
  const authorizations: (string | null)[] = [];
  const serving = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    authorizations.push(request.headers.get("authorization"));
    if (refuse !== undefined) return new Response(null, { status: refuse });
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onopen = () => opened(socket);
    socket.onmessage = ({ data }) => void frames.push(data);
    sockets.push(socket);
    return response;
  });
  return {
    url: `ws://127.0.0.1:${serving.addr.port}/feed`,
    sockets,
    frames,
    authorizations,
    async [Symbol.asyncDispose]() {
      await Promise.all(sockets.map(async (socket) => {
        if (socket.readyState === WebSocket.CLOSED) return;
        const closed = new Promise((resolve) => socket.onclose = resolve);
        if (socket.readyState === WebSocket.OPEN) socket.close();
        await closed;
      }));
      await serving.shutdown();
    },
  };
}

Deno.test("websocketSource reads from a server, greets it, and has the frames that it sends at once", async () => {
  await using there = server((socket) => {
    for (const frame of ["a", "b", "c"]) socket.send(frame);
  });
  Deno.env.set("TEST_SOCKET_TOKEN", "t0ken");
  await using source = await openSource(websocketSource, {
    url: there.url,
    greeting: '{"subscribe":"trades"}',
    bearerEnv: "TEST_SOCKET_TOKEN",
    acks: true,
  });
  const messages = await pulled(source.wire, 3);
  assertEquals(textsOf(messages), ["a", "b", "c"]);
  assertEquals(messages[0]?.raw.subject, there.url);
  await source.wire.settle(messages);
  while (there.frames.length < 2) await new Promise((go) => setTimeout(go, 1));
  assertEquals(there.frames, ['{"subscribe":"trades"}', '{"settled":3}']);
  assertEquals(there.authorizations, ["Bearer t0ken"]);
});

Deno.test("websocketSource throws when its server has gone, once all that it has sent is pulled", async () => {
  await using there = server((socket) => {
    socket.send("a");
    socket.send("b");
    socket.close(1012, "restarts");
  });
  await using source = await openSource(websocketSource, { url: there.url });
  assertEquals(textsOf(await pulled(source.wire, 2)), ["a", "b"]);
  const error = await assertRejects(() => source.wire.pull(1, never), Error);
  assertEquals(error.message, `${there.url} has ended the connection with 1012, restarts`);
});

Deno.test("websocketSource says why it cannot connect", async () => {
  for (
    const [status, advice] of [[401, "bearerEnv"], [403, "bearerEnv"], [404, "set url"]] as const
  ) {
    await using there = server(() => {}, status);
    const error = await assertRejects(
      () => openSource(websocketSource, { url: `${there.url}?key=hidden` }),
      MisconfiguredError,
    );
    assertStringIncludes(error.message, `Cannot connect to ${there.url}: it answers ${status}, `);
    assertStringIncludes(error.message, advice);
    assert(!error.message.includes("hidden"));
  }
  await using busy = server(() => {}, 503);
  const error = await assertRejects(() => openSource(websocketSource, { url: busy.url }), Error);
  assert(!(error instanceof MisconfiguredError));
  const port = freePort();
  const nobody = await assertRejects(
    () => openSource(websocketSource, { url: `ws://127.0.0.1:${port}/` }),
    Error,
  );
  assertStringIncludes(nobody.message, `Cannot connect to ws://127.0.0.1:${port}/: `);
  assert(!(nobody instanceof MisconfiguredError));
});

Deno.test("websocketSource says why it cannot listen", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const inUse = await assertRejects(() => openSource(websocketSource, { port }), Error);
  assert(!(inUse instanceof MisconfiguredError));
  assertStringIncludes(
    inUse.message,
    `Cannot accept sockets at 127.0.0.1:${port}: the port is in use`,
  );
  const nowhere = await assertRejects(
    () => openSource(websocketSource, { hostname: "192.0.2.1", port }),
    MisconfiguredError,
  );
  assertStringIncludes(nowhere.message, "this machine has no such address");
});

Deno.test("a source of WebSockets says that frames come again with acks, and not without", () => {
  const { args, redelivers } = websocketSource;
  assert(typeof redelivers === "function");
  assertEquals([true, false].map((acks) => redelivers({ ...args, acks })), [true, false]);
});
