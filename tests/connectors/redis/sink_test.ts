/** What is Redis's own about its sink, against a real one; all that every wire has is in its contract. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type RedisItem,
  redisSink,
  type RedisSinkArgs,
} from "../../../src/connectors/redis/mod.ts";
import { type RedisReply, textOf } from "../../../src/connectors/redis/replies.ts";
import { MisconfiguredError, type PutOutcome } from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { noRedis, type RedisServer, startRedis } from "../servers/redis.ts";

function redisTest(name: string, work: (server: RedisServer) => Promise<void>): void {
  const why = noRedis;
  Deno.test({
    name: why === undefined ? name : `${name} is not run: ${why}`,
    ignore: why !== undefined,
    async fn() {
      await using server = await startRedis();
      await work(server);
    },
  });
}

interface Opened extends AsyncDisposable {
  put(items: Readonly<Record<string, RedisItem>>): Promise<readonly PutOutcome[]>;
}

/** A sink that puts items by their origins. */
async function opened(server: RedisServer, args: Partial<RedisSinkArgs> = {}): Promise<Opened> {
  const wire = await redisSink.create({
    ...redisSink.args,
    server: server.url,
    stream: "bills",
    ...args,
  });
  const signal = new AbortController().signal;
  try {
    await wire.open({ signal, world: wireWorld(Date), log() {} });
  } catch (error) {
    await wire.close();
    throw error;
  }
  return {
    put: (items) =>
      wire.put(Object.entries(items).map(([origin, item]) => ({ origin, item })), signal),
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

async function entries(server: RedisServer): Promise<string[][]> {
  const all = await server.run("XRANGE", "bills", "-", "+") as [RedisReply, RedisReply[]][];
  return all.map(([, fields]) => fields.map(textOf));
}

redisTest("an entry has its message, its own fields, and its origin", async (server) => {
  await using sink = await opened(server);
  const outcomes = await sink.put({
    "o/1": "250",
    "o/2": { fields: { cents: "300", by: new Uint8Array([97]) } },
    "o/3": { fields: {} },
    "o/4": { fields: Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`f${i}`, ""])) },
  });
  assertEquals(outcomes, [
    "done",
    "done",
    { dead: "an entry of Redis has at least one field" },
    { dead: "the entry has 1002 fields, 1000 is the most" },
  ]);
  assertEquals(await entries(server), [
    ["message", "250", "origin", "o/1"],
    ["cents", "300", "by", "a", "origin", "o/2"],
  ]);
});

redisTest("an origin is known in every process, until it is forgotten", async (server) => {
  for (let i = 0; i < 2; i++) {
    await using sink = await opened(server);
    assertEquals(await sink.put({ "o/1": "first" }), ["done"]);
  }
  assertEquals((await entries(server)).length, 1);
  await using sink = await opened(server, { rememberMs: 1 });
  while ((await entries(server)).length === 1) {
    assertEquals(await sink.put({ "o/1": "again" }), ["done"]);
  }
  assertEquals(await server.run("ZCARD", "bills:origins"), 1);
});

redisTest("nothing is remembered where that is not wanted", async (server) => {
  await using sink = await opened(server, { rememberMs: 0, originField: "" });
  await sink.put({ "o/1": "a" });
  await sink.put({ "o/1": "a" });
  assertEquals(await entries(server), [["message", "a"], ["message", "a"]]);
  assertEquals(await server.run("EXISTS", "bills:origins"), 0);
});

redisTest("more than goes in one command goes in several, in order", async (server) => {
  await using sink = await opened(server);
  const items = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [`o/${i}`, `${i}`.repeat(300_000)]),
  );
  assertEquals(await sink.put(items), Array.from({ length: 8 }, () => "done"));
  assertEquals((await entries(server)).map(([, message]) => message?.[0]).join(""), "01234567");
});

redisTest("a stream keeps about as many entries as it is told to", async (server) => {
  await using sink = await opened(server, { maxLength: 100 });
  await sink.put(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`o/${i}`, "x"])));
  const length = Number(await server.run("XLEN", "bills"));
  assert(length >= 100 && length < 1000, `it has ${length}`);
});

redisTest("a Redis without memory is tried again", async (server) => {
  await using sink = await opened(server);
  await server.run("CONFIG", "SET", "maxmemory", "1");
  assertEquals(await sink.put({ "o/1": "a", "o/2": "b" }), ["again", "again"]);
  await server.run("CONFIG", "SET", "maxmemory", "0");
  assertEquals(await sink.put({ "o/1": "a", "o/2": "b" }), ["done", "done"]);
  assertEquals((await entries(server)).length, 2);
});

redisTest("what replicas lack is not done, and is not added twice for that", async (server) => {
  {
    await using sink = await opened(server, { replicas: 1 });
    assertEquals(await sink.put({ "o/1": "a" }), ["again"]);
  }
  await using replica = await startRedis();
  await replica.run("REPLICAOF", "127.0.0.1", server.port);
  {
    await using sink = await opened(server, { replicas: 1 });
    while ((await sink.put({ "o/1": "a" }))[0] !== "done") { /* until the replica has it */ }
    replica.pause();
    assertEquals(await sink.put({ "o/2": "b" }), ["again"]);
  }
  // Another connection has not written it itself.
  await using sink = await opened(server, { replicas: 1 });
  assertEquals(await sink.put({ "o/2": "b" }), ["again"]);
  replica.resume();
  while ((await sink.put({ "o/2": "b" }))[0] !== "done") { /* until the replica has it */ }
  assertEquals(await entries(server), [
    ["message", "a", "origin", "o/1"],
    ["message", "b", "origin", "o/2"],
  ]);
  assertEquals(await entries(replica), await entries(server));
});

redisTest("a replica is tried again, and a key of another type is a mistake", async (server) => {
  await server.run("SET", "text", "no stream");
  const wrong = await assertRejects(() => opened(server, { stream: "text" }), MisconfiguredError);
  assertStringIncludes(wrong.message, "give the key of a stream");
  await using sink = await opened(server);
  await server.run("REPLICAOF", "127.0.0.1", "1");
  const error = await assertRejects(() => sink.put({ "o/1": "a" }), Error);
  assert(!(error instanceof MisconfiguredError), `${error}`);
});

Deno.test("all that is wrong with the args of either end is told at once", () => {
  assertEquals(
    redisSink.faults({
      ...redisSink.args,
      server: "redis://u:p@h",
      caFile: "ca.pem",
      field: "",
      rememberMs: -1,
    }),
    [
      "its server has a login in it, give user, and passwordEnv, an environment variable",
      "its caFile is ca.pem, and its server has no TLS, give rediss://",
      "its stream is missing, give the key of one",
      "its field is missing, give the name of the one with the message",
      "rememberMs is -1, give a whole number from 0 to 9007199254740991",
    ],
  );
});
