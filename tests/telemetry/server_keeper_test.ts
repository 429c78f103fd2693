import { assert, assertEquals, assertThrows } from "@std/assert";
import type { BoundServer } from "../../src/telemetry/http/listen.ts";
import { listen } from "../../src/telemetry/http/listen.ts";
import { ServerKeeper } from "../../src/telemetry/http/server_keeper.ts";
import { divertErrors } from "../fixtures/diverted.ts";
import { until } from "../fixtures/watch.ts";

/** What was written to the log while `use` ran. */
async function logOf(use: () => Promise<void>): Promise<string[]> {
  const said: string[] = [];
  const restore = divertErrors(said);
  try {
    await use();
  } finally {
    restore();
  }
  return said;
}

Deno.test("ServerKeeper binds again what was lost, on its port, however often that fails", async () => {
  let binds = 0;
  let port = 0;
  let lose = () => {};
  const said = await logOf(async () => {
    const keeper = new ServerKeeper((stop) => {
      binds++;
      if (binds === 2 || binds === 3) throw new Deno.errors.AddrInUse("somebody has it");
      const lost = new AbortController();
      lose = () => lost.abort();
      const both = AbortSignal.any([stop, lost.signal]);
      return listen({ port, explicit: true }, () => new Response("ok"), both);
    });
    port = keeper.port;
    const ask = async () => await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
    assertEquals(await ask(), "ok");
    lose();
    await until(() => binds === 4, "the fourth attempt");
    assertEquals(await ask(), "ok");
    assertEquals(keeper.port, port);
    await keeper.close();
    assertEquals(binds, 4, "what was closed is not bound again");
  });
  assertEquals(said.length, 1, said.join("\n"));
  assert(said[0]!.startsWith("Telemetry lost its socket"), said[0]);
  Deno.listen({ hostname: "127.0.0.1", port }).close();
});

Deno.test("ServerKeeper waits longer after each attempt, and begins anew with each socket that is lost", async () => {
  const pauses: number[] = [];
  const socket = () => Promise.withResolvers<void>();
  const sockets = [socket(), socket(), socket()];
  let binds = 0;
  function bind(): BoundServer {
    const bound = [0, 9, 12].indexOf(binds++);
    if (bound === -1) throw new Deno.errors.AddrInUse("somebody has it");
    return { finished: sockets[bound]!.promise, addr: { port: 1 } } as unknown as BoundServer;
  }
  await logOf(async () => {
    // No pause is waited for, only asked for.
    const keeper = new ServerKeeper(bind, (call, ms) => {
      pauses.push(ms);
      return setTimeout(call, 0);
    });
    sockets[0]!.reject(new Error("the socket broke"));
    await until(() => binds === 10, "another socket");
    sockets[1]!.reject(new Error("the socket broke again"));
    await until(() => binds === 13, "a third socket");
    sockets[2]!.resolve();
    await keeper.close();
  });
  assertEquals(pauses, [
    ...[250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000],
    ...[250, 500, 1000],
  ]);
});

Deno.test("ServerKeeper can be closed while there is nothing bound", async () => {
  const ended = Promise.withResolvers<void>();
  let binds = 0;
  await logOf(async () => {
    const keeper = new ServerKeeper(() => {
      if (++binds > 1) throw new Error("never again");
      return { finished: ended.promise, addr: { port: 1 } } as unknown as BoundServer;
    });
    ended.reject(new Error("the socket broke"));
    await until(() => binds === 2, "an attempt");
    await keeper.close();
  });
  const before = binds;
  await new Promise((resolve) => setTimeout(resolve, 600));
  assertEquals(binds, before);
});

Deno.test("ServerKeeper tells at once that it cannot be bound", () => {
  assertThrows(
    () =>
      new ServerKeeper(() => {
        throw new Deno.errors.AddrInUse("taken");
      }),
    Deno.errors.AddrInUse,
  );
});
