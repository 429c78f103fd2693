/** What is Redis's own about its source, against a real one; all that every wire has is in its contract. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { redisSource, type RedisSourceArgs } from "../../../src/connectors/redis/mod.ts";
import { type RedisReply, textOf } from "../../../src/connectors/redis/replies.ts";
import {
  MisconfiguredError,
  type Pulled,
  type SourceWire,
  type WireWorld,
} from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { noRedis, type RedisServer, startRedis } from "../servers/redis.ts";
import { noToxiproxy, startToxiproxy } from "../servers/toxiproxy.ts";

/** Runs a test with a Redis of its own, if there is one. */
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
  readonly wire: SourceWire<string>;
  readonly log: string[];
  /** Pulls until so many are there. */
  pull(count: number): Promise<Pulled<string>[]>;
}

async function opened(
  server: RedisServer,
  args: Partial<RedisSourceArgs>,
  world: WireWorld = wireWorld(Date),
): Promise<Opened> {
  const wire = await redisSource.create({
    ...redisSource.args,
    server: server.url,
    stream: "orders",
    group: "billing",
    create: true,
    ...args,
  });
  const log: string[] = [];
  try {
    await wire.open({
      signal: new AbortController().signal,
      world,
      log: (line) => log.push(line),
      giveUp: () => Promise.resolve(),
      lost() {},
    });
  } catch (error) {
    await wire.close();
    throw error;
  }
  return {
    wire,
    log,
    async pull(count) {
      const pulled: Pulled<string>[] = [];
      while (pulled.length < count) {
        pulled.push(...await wire.pull(count - pulled.length, new AbortController().signal) ?? []);
      }
      return pulled;
    },
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

/** A world in which a source looks after what is under way when the test says so. */
function keptByHand(): { readonly world: WireWorld; keep(): Promise<void> } {
  const real = wireWorld(Date);
  let waiting: (() => void) | undefined;
  let wait = Promise.withResolvers<void>();
  return {
    world: {
      ...real,
      pause(ms, signal) {
        if (ms !== 15_000) return real.pause(ms, signal);
        wait.resolve();
        return new Promise((resolve) => {
          waiting = resolve;
          signal?.addEventListener("abort", () => resolve());
        });
      },
    },
    /** Has it look after them once, and resolves when it has. */
    async keep() {
      await wait.promise;
      wait = Promise.withResolvers<void>();
      waiting?.();
      await wait.promise;
    },
  };
}

async function add(server: RedisServer, count: number, from = 0): Promise<string[]> {
  const ids = await server.runAll(
    Array.from(
      { length: count },
      (_, i) => ["XADD", "orders", "*", "message", `order ${from + i}`],
    ),
  );
  return ids.map(textOf);
}

/** Whose the entries are that are not acknowledged, by id. */
async function pending(server: RedisServer): Promise<Record<string, string>> {
  const all = await server.run("XPENDING", "orders", "billing", "-", "+", 100) as RedisReply[][];
  return Object.fromEntries(all.map(([id, consumer]) => [textOf(id), textOf(consumer)]));
}

/** Lets an hour pass for entries of a consumer, as far as Redis knows. */
async function age(server: RedisServer, consumer: string, ids: readonly string[]): Promise<void> {
  const args = ["orders", "billing", consumer, 0, ...ids, "IDLE", 3_600_000, "JUSTID"];
  await server.run("XCLAIM", ...args);
}

redisTest("what is under way stays with its member, however long it takes", async (server) => {
  const [first, second] = await add(server, 2) as [string, string];
  const hand = keptByHand();
  await using slow = await opened(server, { consumer: "slow", claimAfterMs: 60_000 }, hand.world);
  await slow.pull(2);
  await age(server, "slow", [first, second]);
  await hand.keep();
  const [third] = await add(server, 1) as [string];
  {
    // It looks for what is old before it reads what is new.
    await using other = await opened(server, { consumer: "other", claimAfterMs: 60_000 });
    assertEquals((await other.pull(1)).map(({ position }) => position), [third]);
  }
  await age(server, "slow", [first, second]);
  await using other = await opened(server, { consumer: "third", claimAfterMs: 60_000 });
  const taken = await other.pull(2);
  assertEquals(taken.map(({ origin }) => origin), [`orders/${first}`, `orders/${second}`]);
});

redisTest(
  "what another member has taken over is not taken back, and may be settled",
  async (server) => {
    const ids = await add(server, 2);
    const hand = keptByHand();
    await using slow = await opened(server, { consumer: "slow", claimAfterMs: 60_000 }, hand.world);
    const pulled = await slow.pull(2);
    await server.run("XCLAIM", "orders", "billing", "other", 0, ids[0]!, "JUSTID");
    await hand.keep();
    assertEquals(await pending(server), { [ids[0]!]: "other", [ids[1]!]: "slow" });
    assertEquals(slow.log, ["1 entries of stream orders were taken over by another member"]);
    await slow.wire.settle(pulled);
    assertEquals(await pending(server), {});
  },
);

redisTest("what is released goes to another member, and not before", async (server) => {
  const [first, second] = await add(server, 2) as [string, string];
  const one = await opened(server, { consumer: "one" });
  const pulled = await one.pull(2);
  await one.wire.release!(pulled.slice(1));
  await one.wire.close();
  await add(server, 1);
  await using other = await opened(server, { consumer: "other" });
  const [released, fresh] = await other.pull(2);
  assertEquals(released?.position, second);
  assertEquals(new TextDecoder().decode(fresh?.raw.bytes), "order 0");
  await using again = await opened(server, { consumer: "one" });
  assertEquals((await again.pull(1)).map(({ position }) => position), [first]);
});

redisTest(
  "entries that were deleted before they were settled are told of, and done",
  async (server) => {
    const ids = await add(server, 3);
    const one = await opened(server, { consumer: "one" });
    await one.pull(3);
    await one.wire.close();
    await server.run("XDEL", "orders", ids[0]!, ids[1]!);
    await using again = await opened(server, { consumer: "one" });
    assertEquals((await again.pull(1)).map(({ position }) => position), [ids[2]]);
    assertEquals(again.log, [
      ...[ids[0], ids[1]].map((id) =>
        `1 entries of stream orders, from ${id} on, were deleted before they were settled`
      ),
    ]);
    assertEquals(Object.keys(await pending(server)), [ids[2]]);
  },
);

redisTest("a message is one field, and the others are headers", async (server) => {
  await server.run("XADD", "orders", "5-1", "kind", "new", "message", new Uint8Array([0, 255]));
  await server.run("XADD", "orders", "6-0", "kind", "other", "cents", "250");
  await using source = await opened(server, {});
  const [whole, without] = await source.pull(2);
  assertEquals(whole?.raw, {
    bytes: new Uint8Array([0, 255]),
    subject: "orders",
    headers: { kind: "new" },
    at: 5,
  });
  assertEquals(new TextDecoder().decode(without?.raw.bytes), '{"kind":"other","cents":"250"}');
});

redisTest("settled entries leave the stream if that is asked for", async (server) => {
  await add(server, 3);
  await using source = await opened(server, { removeSettled: true });
  await source.wire.settle((await source.pull(3)).slice(0, 2));
  assertEquals(await server.run("XLEN", "orders"), 1);
});

redisTest("it tells how many entries are left", async (server) => {
  await add(server, 5);
  await using source = await opened(server, {});
  await source.pull(2);
  assertEquals(await source.wire.lag!(), 3);
});

redisTest("a group that is made begins where it is told to", async (server) => {
  await add(server, 2);
  await using source = await opened(server, { from: "$" });
  const [id] = await add(server, 1, 2);
  assertEquals((await source.pull(1)).map(({ position }) => position), [id]);
});

redisTest("what is not there, or not a stream, is a mistake that is told", async (server) => {
  await server.run("SET", "text", "no stream");
  const wrong = await assertRejects(
    () => opened(server, { stream: "text" }),
    MisconfiguredError,
  );
  assertStringIncludes(wrong.message, "WRONGTYPE");
  await server.run("XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM");
  const none = await assertRejects(
    () => opened(server, { create: false, group: "bylling" }),
    MisconfiguredError,
  );
  assertEquals(
    none.message,
    `Cannot find group bylling of stream orders at ${server.url}: create it with XGROUP CREATE, or set create`,
  );
  const database = await assertRejects(
    () => opened(server, { server: `${server.url}/99` }),
    MisconfiguredError,
  );
  assertStringIncludes(database.message, "give a database that the server has");
});

redisTest("a server that takes nothing for now is tried again", async (server) => {
  await using source = await opened(server, {});
  await source.pull(0);
  await server.run("REPLICAOF", "127.0.0.1", "1");
  const error = await assertRejects(() => source.pull(1), Error);
  assert(!(error instanceof MisconfiguredError), `${error}`);
  assertStringIncludes(String(error), "READONLY");
});

Deno.test({
  name: `a login by a password${noRedis === undefined ? "" : ` is not run: ${noRedis}`}`,
  ignore: noRedis !== undefined,
  async fn() {
    Deno.env.set("REDIS_TEST_PASSWORD", "the right one");
    await using server = await startRedis({ passwordEnv: "REDIS_TEST_PASSWORD" });
    await add(server, 1);
    await using source = await opened(server, { passwordEnv: "REDIS_TEST_PASSWORD" });
    assertEquals((await source.pull(1)).length, 1);
    const error = await assertRejects(() => opened(server, {}), MisconfiguredError);
    assertStringIncludes(error.message, "set user and passwordEnv");
  },
});

Deno.test({
  name: "a pull that is aborted while an answer is on its way loses nothing",
  ignore: noRedis !== undefined || noToxiproxy !== undefined,
  async fn() {
    await using server = await startRedis();
    await using toxiproxy = await startToxiproxy();
    const network = await toxiproxy.proxy(server.port);
    await using source = await opened(server, { server: `redis://127.0.0.1:${network.port}` });
    await source.wire.pull(1, AbortSignal.abort());
    await network.latency(400);
    const ids = await add(server, 3);
    const controller = new AbortController();
    const pull = source.wire.pull(3, controller.signal);
    // Redis counts them as this member's, and the answer is on its way.
    while (Object.keys(await pending(server)).length < 3) { /* until it has handed them over */ }
    controller.abort();
    assertEquals(await pull, []);
    assertEquals((await source.pull(3)).map(({ position }) => position), ids);
  },
});

redisTest("no more than its password and its server need be allowed", async (server) => {
  await add(server, 1);
  const program = `
    import { redisSource } from ${
    JSON.stringify(new URL("../../../src/connectors/redis/mod.ts", import.meta.url).href)
  };
    import { wireWorld } from ${
    JSON.stringify(new URL("../../../src/client/wire_world.ts", import.meta.url).href)
  };
    const args = { ...redisSource.args, server: "${server.url}", stream: "orders", group: "billing", create: true };
    const wire = await redisSource.create(args);
    const signal = new AbortController().signal;
    await wire.open({ signal, world: wireWorld(Date), log() {}, giveUp: async () => {}, lost() {} });
    console.log((await wire.pull(1, signal)).length);
    await wire.close();
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-lock", "--no-check", "--quiet"],
      ...[
        `--allow-net=127.0.0.1:${server.port}`,
        "--allow-read",
        `data:application/typescript,${encodeURIComponent(program)}`,
      ],
    ],
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "1\n", new TextDecoder().decode(stderr));
});
