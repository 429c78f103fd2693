/** The wire over WebSocket with those who are not of this package: Deno's own client and server, and proxies. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import {
  type LinkConnection,
  LinkLostError,
  MAX_FRAME_BYTES,
  type WebSocketLinkAddress,
} from "../../../src/links/link.ts";
import { linkWires } from "../../../src/links/wires.ts";

const NEVER = new AbortController().signal;
const wires = linkWires();
const LOOSE = { sanitizeOps: false, sanitizeResources: false } as const;

const here: WebSocketLinkAddress = { wire: "webSocket", url: "ws://127.0.0.1:0/links" };

function at(url: string): WebSocketLinkAddress {
  return { wire: "webSocket", url };
}

function urlOf(address: unknown): string {
  return (address as WebSocketLinkAddress).url;
}

const LENGTHS = [1, 125, 126, 65_535, 65_536, 300_000, 3_000_000];

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => i * 13 + (i >> 9));
}

async function echo(connection: LinkConnection): Promise<void> {
  connection.limitFrames(MAX_FRAME_BYTES);
  for (let frame; (frame = await connection.receive()) !== undefined;) {
    await connection.send([frame]);
  }
  connection.close();
}

async function echoed(connection: LinkConnection): Promise<void> {
  connection.limitFrames(MAX_FRAME_BYTES);
  for (const length of LENGTHS) {
    await connection.send([bytes(length)]);
    const frame = await connection.receive();
    assertEquals(frame?.length, length);
    assertEquals(frame?.every((byte, i) => byte === ((i * 13 + (i >> 9)) & 255)), true);
  }
}

Deno.test({
  name: "WebSocket: Deno's own client gets its frames back, and its close is a good end",
  ...LOOSE,
  async fn() {
    const listener = await wires.listen(here, () => {});
    const socket = new WebSocket(urlOf(listener.address));
    socket.binaryType = "arraybuffer";
    const opened = new Promise((resolve) => socket.onopen = resolve);
    const echoing = echo(await listener.accept(NEVER));
    await opened;
    for (const length of LENGTHS) {
      const back = new Promise<ArrayBuffer>((resolve) =>
        socket.onmessage = ({ data }) => resolve(data)
      );
      socket.send(bytes(length));
      assertEquals(new Uint8Array(await back).length, length);
    }
    const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
    socket.close(1000);
    await echoing;
    assertEquals((await closed).code, 1000);
    listener.close();
  },
});

Deno.test({
  name: "WebSocket: Deno's own server gets frames and a close as others send them",
  ...LOOSE,
  async fn() {
    const closed = Promise.withResolvers<CloseEvent>();
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.binaryType = "arraybuffer";
      socket.onmessage = ({ data }) => socket.send(data);
      socket.onclose = closed.resolve;
      return response;
    });
    const connection = await wires.dial(at(`ws://127.0.0.1:${server.addr.port}/`), NEVER);
    await echoed(connection);
    connection.close();
    assertEquals((await closed.promise).code, 1000);
    await server.shutdown();
  },
});

/** A proxy of HTTP that passes upgrades on, as those in front of services do. */
async function proxyTo(port: number): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(404).end();
  });
  const sockets = new Set<Socket>();
  server.on("upgrade", (asked: IncomingMessage, near: Socket) => {
    const onward = request({
      host: "127.0.0.1",
      port,
      path: asked.url,
      headers: { ...asked.headers, "x-forwarded-for": "10.1.2.3", "x-filler": "a".repeat(3000) },
    });
    onward.on("upgrade", (answer: IncomingMessage, far: Socket) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
      near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on("error", () => {});
      }
    });
    onward.on("error", () => near.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    onward.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { readonly port: number }).port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

Deno.test({
  name: "WebSocket: it goes through a proxy, and says what a proxy without a partner answers",
  ...LOOSE,
  async fn() {
    const listener = await wires.listen(here, () => {});
    const proxy = await proxyTo(Number(new URL(urlOf(listener.address)).port));
    const dial = () => wires.dial(at(`ws://127.0.0.1:${proxy.port}/links`), NEVER);
    const [connection] = await Promise.all([
      dial(),
      listener.accept(NEVER).then((one) => void echo(one)),
    ]);
    await echoed(connection);
    connection.close();
    listener.close();
    const error = await assertRejects(dial, LinkLostError);
    assertMatch(
      error.message,
      /answers 502 instead of a WebSocket: the proxy there does not reach/,
    );
    proxy.close();
  },
});

async function asked(port: number, lines: readonly string[]): Promise<string> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  // What is closed with something unread in it answers nothing.
  const answer = await new Response(conn.readable).text().catch(() => "");
  return answer.split("\r\n")[0] ?? "";
}

Deno.test({
  name: "WebSocket: who asks for something else is told so, and who listens is told of it",
  ...LOOSE,
  async fn() {
    const told: string[] = [];
    const listener = await wires.listen(here, (why) => told.push(why));
    const url = new URL(urlOf(listener.address));
    const port = Number(url.port);
    const upgrade = [
      ...["Host: a", "Connection: keep-alive, Upgrade", "Upgrade: WebSocket"],
      ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="],
    ];
    assertEquals(
      await asked(port, ["GET /links HTTP/1.1", "Host: a"]),
      "HTTP/1.1 426 Upgrade Required",
    );
    assertMatch(told[0] ?? "", /^127\.0\.0\.1:\d+ was not let in: it asks for no WebSocket/);
    assertEquals(await asked(port, ["GET /other HTTP/1.1", ...upgrade]), "HTTP/1.1 404 Not Found");
    assertEquals(
      await asked(port, ["POST /links HTTP/1.1", ...upgrade]),
      "HTTP/1.1 400 Bad Request",
    );
    // Any page that somebody opens may try.
    const page = ["GET /links HTTP/1.1", ...upgrade, "Origin: https://example.com"];
    assertEquals(await asked(port, page), "HTTP/1.1 403 Forbidden");
    assertEquals(await asked(port, [`GET /links HTTP/1.1`, "A: ".padEnd(9000, "a")]), "");
    const error = await assertRejects(
      () => wires.dial(at(`ws://127.0.0.1:${port}/other`), NEVER),
      LinkLostError,
    );
    assertMatch(
      error.message,
      /answers 404 instead of a WebSocket: set url to where the partner listens/,
    );
    const connection = await wires.dial(at(`${url.href}?from=here`), NEVER);
    (await listener.accept(NEVER)).close();
    connection.close();
    listener.close();
  },
});

Deno.test({
  name: "WebSocket: who never comes to an end with what it asks is shown the door, and told of",
  ...LOOSE,
  async fn() {
    const told = Promise.withResolvers<string>();
    const listener = await wires.listen(here, told.resolve);
    const { port } = new URL(urlOf(listener.address));
    const slow = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    await slow.write(new TextEncoder().encode("GET /links HTTP/1.1\r\nHost"));
    assertEquals(await slow.read(new Uint8Array(1)), null);
    assertMatch(await told.promise, /was not let in: it has not said what it wants for 5 s/);
    slow.close();
    listener.close();
  },
});
