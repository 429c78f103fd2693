/** The connection of wires that speak a protocol themselves: what it tells, and that nothing of it is left. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ByteLink, type ByteListener, joined } from "../../src/connectors/byte_link.ts";
import type { WireOpening } from "../../src/connectors/wire.ts";
import { wireWorld } from "../../src/client/wire_world.ts";
import { freePort } from "./servers/find.ts";

/** Who listens at a port of loopback, and takes one connection. */
interface OneListener extends Disposable {
  readonly port: number;
  accept(): Promise<Deno.TcpConn>;
}

function listen(): OneListener {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return {
    port: listener.addr.port,
    accept: () => listener.accept(),
    [Symbol.dispose]: () => listener.close(),
  };
}

function opening(signal = new AbortController().signal): WireOpening {
  return { signal, world: wireWorld(Date), log() {} };
}

/** What a link has told. */
class Told implements ByteListener {
  readonly parts: Uint8Array[] = [];
  readonly lostBy: string[] = [];
  readonly #waiting: { isDone(): boolean; resolve(): void }[] = [];

  bytes(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.#look();
  }

  lost(error: Error): void {
    this.lostBy.push(error.message);
    this.#look();
  }

  until(isDone: () => boolean): Promise<void> {
    if (isDone()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isDone, resolve }));
  }

  #look(): void {
    for (const { isDone, resolve } of this.#waiting) if (isDone()) resolve();
  }
}

function open(port: number, told: ByteListener, signal?: AbortSignal): Promise<ByteLink> {
  return ByteLink.open(
    { hostname: "127.0.0.1", port, tls: false, caFile: "" },
    opening(signal),
    5000,
    told,
  );
}

Deno.test("bytes come and go in order, however many", async () => {
  using server = listen();
  const told = new Told();
  const link = await open(server.port, told);
  const conn = await server.accept();
  const echo = conn.readable.pipeTo(conn.writable).catch(() => {});
  const parts = Array.from({ length: 300 }, (_, n) => new Uint8Array(n * 100).fill(n));
  for (const part of parts) link.send(part);
  const sent = joined(parts);
  await told.until(() => told.parts.reduce((sum, part) => sum + part.length, 0) === sent.length);
  assertEquals(joined(told.parts), sent);
  await link.close();
  await echo;
  assertEquals(told.lostBy, []);
});

Deno.test("what was sent last is out before a close", async () => {
  using server = listen();
  const link = await open(server.port, new Told());
  const conn = await server.accept();
  link.send(new Uint8Array([1, 2, 3]));
  await link.close();
  const came: number[] = [];
  for await (const bytes of conn.readable) came.push(...bytes);
  assertEquals(came, [1, 2, 3]);
});

Deno.test("the end of a connection is told once, with the reason", async () => {
  using server = listen();
  const told = new Told();
  const link = await open(server.port, told);
  (await server.accept()).close();
  await told.until(() => told.lostBy.length > 0);
  link.fail(new Error("later"));
  await link.close();
  assertEquals(told.lostBy, ["the server has ended the connection"]);
});

Deno.test("a listener that cannot read what comes ends the connection", async () => {
  using server = listen();
  const told = new Told();
  const link = await open(server.port, {
    bytes() {
      throw new Error("this is nonsense");
    },
    lost: (error) => told.lost(error),
  });
  const conn = await server.accept();
  await conn.write(new Uint8Array(1));
  await told.until(() => told.lostBy.length > 0);
  assertEquals(told.lostBy, ["this is nonsense"]);
  await link.close();
  conn.close();
});

Deno.test("a server that takes nothing more does not hold a close up", async () => {
  using server = listen();
  const link = await open(server.port, new Told());
  const conn = await server.accept();
  link.send(new Uint8Array(50_000_000));
  // It fills what the network has room for, and stands still.
  while (link.moved === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert(link.moved < 50_000_000);
  await link.close();
  conn.close();
});

Deno.test("what goes at once is no sign of life", async () => {
  using server = listen();
  const told = new Told();
  const link = await open(server.port, told);
  const conn = await server.accept();
  link.send(new Uint8Array(2));
  assertEquals(await conn.read(new Uint8Array(2)), 2);
  assertEquals(link.moved, 0);
  await conn.write(new Uint8Array(3));
  await told.until(() => told.parts.length > 0);
  assertEquals(link.moved, 3);
  await link.close();
  conn.close();
});

Deno.test("nobody there, or an opening that is given up, is an error at once", async () => {
  await assertRejects(() => open(freePort(), new Told()), Error, "refused");
  using server = listen();
  const given = await assertRejects(
    () => open(server.port, new Told(), AbortSignal.abort()),
    Error,
  );
  assertStringIncludes(given.message, "it was given up");
  (await server.accept()).close();
});
