import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { SocketConnection } from "../../../src/connectors/websocket/connection.ts";
import { websocketSink, websocketSource } from "../../../src/connectors/websocket/mod.ts";
import { heldWorld, never, openSink, openSource, pulled, textsOf } from "../loopback_wires.ts";
import { freePort } from "../servers/find.ts";

Deno.test.sanitizer({ ops: true, resources: true });

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly frames: (string | Uint8Array)[];
  /** The socket that is there. */
  socket(): Promise<WebSocket>;
}

/** A server that does with each frame as it is told. */
function server(came: (socket: WebSocket, n: number) => void = () => {}): Server {
  const frames: (string | Uint8Array)[] = [];
  const opened = Promise.withResolvers<WebSocket>();
  const closed: Promise<unknown>[] = [];
  const serving = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => opened.resolve(socket);
    socket.onmessage = ({ data }) => {
      frames.push(typeof data === "string" ? data : new Uint8Array(data));
      came(socket, frames.length);
    };
    closed.push(new Promise((resolve) => socket.onclose = resolve));
    return response;
  });
  return {
    url: `ws://127.0.0.1:${serving.addr.port}/in`,
    frames,
    socket: () => opened.promise,
    async [Symbol.asyncDispose]() {
      (await opened.promise).close();
      await Promise.all(closed);
      await serving.shutdown();
    },
  };
}

function items(...all: (string | Uint8Array)[]) {
  return all.map((item, i) => ({ origin: `o/${i}`, item }));
}

Deno.test("websocketSink sends texts and bytes as they are, in order", async () => {
  await using there = server();
  await using sink = await openSink(websocketSink, { url: there.url });
  const outcomes = await sink.wire.put(items("ü", Uint8Array.of(0, 255), ""), never);
  assertEquals(outcomes, ["done", "done", "done"]);
  while (there.frames.length < 3) await new Promise((go) => setTimeout(go, 1));
  assertEquals(there.frames, ["ü", Uint8Array.of(0, 255), ""]);
});

Deno.test("websocketSink with acks waits for each, over more than one batch", async () => {
  await using there = server((socket, n) => socket.send(JSON.stringify({ settled: n })));
  await using sink = await openSink(websocketSink, { url: there.url, acks: true });
  for (let batch = 0; batch < 3; batch++) {
    assertEquals(await sink.wire.put(items("a", "b"), never), ["done", "done"]);
    assertEquals(there.frames.length, 2 * batch + 2);
  }
});

Deno.test("websocketSink has no more than maxUnsettled under way", async () => {
  let came = 0;
  const counts: number[] = [];
  await using there = server((socket, n) => {
    came = n;
    if (n % 3 !== 0 && n !== 10) return;
    // Time for more than there may be.
    setTimeout(() => {
      counts.push(came);
      socket.send(JSON.stringify({ settled: n }));
    }, 20);
  });
  await using sink = await openSink(websocketSink, { url: there.url, acks: true, maxUnsettled: 3 });
  const outcomes = await sink.wire.put(items(..."abcdefghij"), never);
  assertEquals(outcomes, Array(10).fill("done"));
  assertEquals(counts, [3, 6, 9, 10]);
});

Deno.test("websocketSink is done with what was settled before the connection ended, and throws when it is to go on", async () => {
  await using there = server((socket, n) => {
    if (n !== 3) return;
    // More than there is, and what says nothing.
    for (const said of ['{"settled":99}', "well", '{"settled":2}', '{"settled":1}']) {
      socket.send(said);
    }
    socket.close(1012, "restarts");
  });
  await using sink = await openSink(websocketSink, { url: there.url, acks: true });
  assertEquals(await sink.wire.put(items("a", "b", "c"), never), ["done", "done", "again"]);
  const error = await assertRejects(() => sink.wire.put(items("c"), never), Error);
  assertEquals(error.message, `${there.url} has ended the connection with 1012, restarts`);
});

/** Has `send` in the place of what sends a frame, until it is disposed of. */
function spied(send: SocketConnection["send"]): Disposable {
  const own = SocketConnection.prototype.send;
  SocketConnection.prototype.send = send;
  return { [Symbol.dispose]: () => void (SocketConnection.prototype.send = own) };
}

Deno.test("websocketSink keeps what a server does not read, up to maxBufferedBytes", async () => {
  // A server that accepts, and reads nothing after that.
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = (async () => {
    const connection = await listener.accept();
    const buffer = new Uint8Array(4096);
    const n = await connection.read(buffer) ?? 0;
    const key = /sec-websocket-key: (\S+)/i.exec(new TextDecoder().decode(buffer.subarray(0, n)))
      ?.[1];
    const magic = `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(magic));
    const accept = new Uint8Array(digest).toBase64();
    const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    const head = [...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n");
    await connection.write(new TextEncoder().encode(head));
    return connection;
  })();
  const url = `ws://127.0.0.1:${listener.addr.port}/`;
  const { world, elapse } = heldWorld(60_000);
  const sink = await openSink(
    websocketSink,
    { url, pingMs: 60_000, maxBufferedBytes: 1_000_000 },
    world,
  );
  const connection = await accepted;
  const over = new AbortController();
  const many = items(...Array(2_000).fill(new Uint8Array(100_000)));
  let isOver = false;
  let most = 0;
  const { send } = SocketConnection.prototype;
  using _spied = spied(function (this: SocketConnection, data) {
    const sent = send.call(this, data);
    most = Math.max(most, this.bufferedBytes);
    return sent;
  });
  const putting = sink.wire.put(many, over.signal).finally(() => isOver = true);
  // As much as the buffers of the operating system take, and then it waits.
  for (let i = 0; i < 50; i++) await new Promise((go) => setTimeout(go, 2));
  assertEquals(isOver, false);
  over.abort();
  const outcomes = await putting;
  const done = outcomes.filter((outcome) => outcome === "done").length;
  assert(done < 1_000, `${done} of 2000 are done although nobody reads`);
  // A frame more than it may keep, and what says how long it is.
  assert(most >= 1_000_000 && most < 1_101_000, `it keeps ${most} bytes that it cannot send`);
  elapse();
  elapse();
  await sink[Symbol.asyncDispose]();
  connection.close();
  listener.close();
});

Deno.test("websocketSink gives up items that no frame may have", async () => {
  await using there = server();
  await using sink = await openSink(websocketSink, { url: there.url, maxFrameBytes: 1_000 });
  const outcomes = await sink.wire.put(items("ü".repeat(501), "a".repeat(1_000)), never);
  assertEquals(outcomes, [{ dead: "it has 1002 bytes, and a frame may have 1000" }, "done"]);
});

Deno.test("websocketSink and websocketSource lose nothing when their connection ends in between", async () => {
  const port = freePort();
  const args = { port, acks: true, idField: "id" };
  let source = await openSource(websocketSource, args);
  const frames = Array.from({ length: 50 }, (_, id) => JSON.stringify({ id }));
  const url = `ws://127.0.0.1:${port}/`;
  const seen = new Map<string, number>();
  let left = items(...frames);
  for (let round = 0; round < 4; round++) {
    const sink = await openSink(websocketSink, { url, acks: true });
    const putting = sink.wire.put(left, never);
    // All are here, and some are settled: then the one side goes, or the other.
    const messages = await pulled(source.wire, left.length);
    for (const text of textsOf(messages)) seen.set(text, (seen.get(text) ?? 0) + 1);
    await source.wire.settle(messages.slice(0, 10));
    if (round % 2 === 0) {
      await source[Symbol.asyncDispose]();
      source = await openSource(websocketSource, args);
    } else {
      await source.wire.release?.(messages.slice(10));
      await sink[Symbol.asyncDispose]();
    }
    const outcomes = await putting;
    const settled = outcomes.filter((outcome) => outcome === "done").length;
    assertEquals(settled, 10);
    left = left.slice(10);
    await sink[Symbol.asyncDispose]();
  }
  await source[Symbol.asyncDispose]();
  assertEquals([...seen.keys()].toSorted(), frames.toSorted());
  assertEquals(left.length, 10);
});

Deno.test("websocketSink tells all faults of its args at once", () => {
  assertEquals(websocketSink.faults({ ...websocketSink.args, url: "ws://a b", pingMs: 0 }), [
    'url is "ws://a b", give a URL that begins with wss:// or ws://',
    "pingMs is 0, give a whole number from 1 to 2147483647",
  ]);
  assertStringIncludes(websocketSink.faults(websocketSink.args).join(), 'url is ""');
});
