import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  bytes,
  defineActor,
  delivery,
  f64,
  i64,
  json,
  struct,
  text,
  tx,
  u32,
} from "../../../src/actor/mod.ts";
import { defineSink } from "../../../src/connectors/mod.ts";
import { encodeOf } from "../../../src/connectors/encode.ts";
import type { SinkDesk } from "../../../src/connectors/sink/desk.ts";
import { SinkLink } from "../../../src/connectors/sink/link.ts";
import type { SinkWire } from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { feed, idle, rehearse, simulate } from "../../../src/testing/mod.ts";
import { newScript, noTable, scripted, store } from "./scripted_wire.ts";

function messages(n: number, from = 0) {
  return Array.from({ length: n }, (_, i) => ({
    origin: `orders/0/${from + i}`,
    message: { n: from + i },
  }));
}

/** The script is the test's own, so the sink is to be of the same instance of its module. */
function sceneOf(args: Partial<typeof store.args> = {}) {
  return rehearse(store, { args, freshModules: false });
}

const source = defineActor(import.meta, "source", {
  ports: { out: tx(delivery(json<{ n: number }>())) },
  run() {},
});

function refused(): Promise<void> {
  return Promise.reject(new Error("ECONNREFUSED 10.0.0.1:5432"));
}

Deno.test("a sink: has the next batch under way before it takes the one before, once that is done", async () => {
  const script = newScript();
  await using scene = await sceneOf({ batch: 2 });
  const waiting: number[] = [];
  for (let n = 0; n < 3; n++) {
    script.puts.push(async (batch) => {
      waiting.push(scene.messages.waiting);
      await Promise.resolve();
      return batch.map(() => "done" as const);
    });
  }
  scene.messages.send(...messages(6));
  await scene.advance(10);
  assertEquals(script.batches.map((batch) => batch.length), [2, 2, 2]);
  assertEquals(waiting, [6, 6, 4]);
  assertEquals([scene.messages.waiting, script.done.size], [0, 6]);
});

Deno.test("a sink: what it has taken is committed before it encodes the batch after the next", async () => {
  const script = newScript();
  await using scene = await sceneOf({ batch: 2 });
  const waiting = new Map<number, number>();
  script.onEncode = (n) => waiting.set(n, scene.messages.waiting);
  scene.messages.send(...messages(8));
  await scene.advance(10);
  // While 2 and 3 are put, 0 and 1 leave the channel, and only then it looks at 4.
  assertEquals([...waiting], [[0, 8], [1, 8], [2, 8], [3, 8], [4, 6], [5, 6], [6, 4], [7, 4]]);
  assertEquals([scene.messages.waiting, script.done.size], [0, 8]);
});

Deno.test("a sink: the service has a batch before anything of the next one is encoded", async () => {
  const script = newScript();
  await using scene = await sceneOf({ batch: 2 });
  const course: string[] = [];
  script.onEncode = (n) => course.push(`encodes ${n}`);
  for (let n = 0; n < 3; n++) {
    script.puts.push(async (batch) => {
      // As clients do that send what they were given with the next round of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      course.push(`sends ${batch.map(({ origin }) => origin.at(-1)).join("")}`);
      return batch.map(() => "done" as const);
    });
  }
  scene.messages.send(...messages(6));
  await scene.advance(10);
  assertEquals(course, [
    ...["encodes 0", "encodes 1", "sends 01", "encodes 2", "encodes 3"],
    ...["sends 23", "encodes 4", "encodes 5", "sends 45"],
  ]);
});

Deno.test("a sink: nothing of a later batch is put while some of the one before are refused for now", async () => {
  const script = newScript();
  await using scene = await sceneOf({ batch: 2 });
  script.puts.push(() => ["done", "again"]);
  scene.messages.send(...messages(4));
  await scene.advance(60_000);
  assertEquals(script.batches.map((batch) => batch.map((origin) => origin.slice(-1)).join("")), [
    "01",
    "1",
    "23",
  ]);
  assertEquals(scene.messages.waiting, 0);
});

Deno.test("a sink: puts what comes, encoded and in order, and takes it", async () => {
  const script = newScript();
  await using scene = await sceneOf();
  scene.messages.send(...messages(3));
  await scene.advance(10);
  assertEquals(script.batches.flat(), ["orders/0/0", "orders/0/1", "orders/0/2"]);
  assertEquals([...script.done.values()], [{ row: 0 }, { row: 1 }, { row: 2 }]);
  assertEquals(scene.messages.waiting, 0);
  assertEquals(scene.status, "connected");
  scene.messages.close();
  assertEquals((await scene.ended).clean, true);
  assertEquals([script.opened, script.closed], [1, 1]);
});

Deno.test("a sink: a batch has so many messages, and waits so long for more", async () => {
  const script = newScript();
  await using scene = await sceneOf({ batch: 4, withinMs: 1000 });
  scene.messages.send(...messages(10));
  await scene.advance(500);
  assertEquals(script.batches.map(({ length }) => length), [4, 4]);
  await scene.advance(600);
  assertEquals(script.batches.map(({ length }) => length), [4, 4, 2]);
});

Deno.test("a sink: nothing is taken before it is done", async () => {
  const script = newScript();
  const answer = Promise.withResolvers<["done"]>();
  script.puts.push(() => answer.promise);
  await using scene = await sceneOf();
  scene.messages.send(...messages(1));
  await scene.advance(100);
  assertEquals(scene.messages.waiting, 1);
  answer.resolve(["done"]);
  await scene.advance(100);
  assertEquals(scene.messages.waiting, 0);
});

Deno.test("a sink: what is refused for now is put again, and what is behind it waits", async () => {
  const script = newScript();
  script.puts.push(() => ["done", "again", "done", "again"], () => ["again", "done"]);
  await using scene = await sceneOf({ batch: 4, withinMs: 1000 });
  scene.messages.send(...messages(6));
  await scene.advance("2 min");
  assertEquals(script.batches.slice(0, 3), [
    ["orders/0/0", "orders/0/1", "orders/0/2", "orders/0/3"],
    ["orders/0/1", "orders/0/3"],
    ["orders/0/1"],
  ]);
  assertEquals(script.batches.slice(3).flat(), ["orders/0/4", "orders/0/5"]);
  assertEquals(scene.messages.waiting, 0);
  assertEquals(scene.status, "connected");
});

Deno.test("a sink: what stands before something that is refused is taken at once", async () => {
  const script = newScript();
  script.puts.push(() => ["done", "again"]);
  const answer = Promise.withResolvers<["done"]>();
  script.puts.push(() => answer.promise);
  await using scene = await sceneOf({ batch: 2, withinMs: 1000 });
  scene.messages.send(...messages(2));
  await scene.advance("10 s");
  assertEquals(scene.messages.waiting, 1);
  answer.resolve(["done"]);
  await scene.advance(100);
  assertEquals(scene.messages.waiting, 0);
});

Deno.test("a sink: two messages of one origin are not in one batch", async () => {
  const script = newScript();
  await using scene = await sceneOf({ batch: 4, withinMs: 1000 });
  scene.messages.send(...messages(2), ...messages(2));
  await scene.advance(5000);
  assertEquals(script.batches, [["orders/0/0", "orders/0/1"], ["orders/0/0", "orders/0/1"]]);
});

Deno.test("a sink: what the service refuses is a dead letter with its origin and why", async () => {
  const script = newScript();
  script.puts.push(() => ["done", { dead: "column n is not null" }, "done"]);
  await using scene = await sceneOf({ batch: 3, withinMs: 1000 });
  scene.messages.send(...messages(3));
  await scene.advance(2000);
  const [letter] = scene.deadLetters;
  assertEquals(scene.deadLetters.length, 1);
  assertEquals(letter?.message, { origin: "orders/0/1", message: { n: 1 } });
  assertStringIncludes(letter?.reason ?? "", "orders/0/1");
  assertStringIncludes(letter?.reason ?? "", "scripted refuses it: column n is not null");
  assertEquals(scene.messages.waiting, 0);
});

Deno.test("a sink: what cannot be encoded is a dead letter, and the rest is put", async () => {
  const script = newScript();
  await using scene = await sceneOf();
  scene.messages.send(...messages(1), ...messages(1, -1), ...messages(1, 5));
  await scene.advance(100);
  assertEquals([...script.done.values()], [{ row: 0 }, { row: 5 }]);
  assertStringIncludes(scene.deadLetters[0]?.reason ?? "", "-1 is less than nothing");
  assertEquals(scene.messages.waiting, 0);
});

Deno.test("a sink: a dead letter may be put back, and is put then", async () => {
  const script = newScript();
  script.puts.push(() => [{ dead: "no such customer" }]);
  await using scene = await sceneOf();
  scene.messages.send(...messages(1));
  await scene.advance(100);
  await scene.replay(scene.deadLetters[0] as never, { port: "messages" });
  await scene.advance(100);
  assertEquals([...script.done], [["orders/0/0", { row: 0 }]]);
});

Deno.test("a sink: a connection that fails is opened again, and says so", async () => {
  const script = newScript();
  script.opens.push(refused, refused, refused);
  await using scene = await sceneOf();
  scene.messages.send(...messages(2));
  await scene.settle();
  assertEquals(scene.status, "reconnecting, attempt 1: ECONNREFUSED 10.0.0.1:5432");
  await scene.advance("5 min");
  assertEquals(script.opened, 4);
  assertEquals(script.closed, 3);
  assertEquals(script.done.size, 2);
  assertEquals(scene.status, "connected");
  assertEquals(scene.crashes, []);
});

Deno.test("a sink: a put that fails is done again by a new wire, with all of the batch", async () => {
  const script = newScript();
  script.puts.push(() => Promise.reject(new Error("ECONNRESET")));
  await using scene = await sceneOf();
  scene.messages.send(...messages(3));
  await scene.advance("1 min");
  assertEquals(script.batches[0], script.batches[1]);
  assertEquals([script.opened, script.closed, script.done.size], [2, 1, 3]);
});

Deno.test("a sink: pauses grow while puts fail, although each connection opens", async () => {
  const script = newScript();
  const at: number[] = [];
  await using scene = await sceneOf();
  const fail = () => {
    at.push(scene.elapsedMs);
    return Promise.reject(new Error("ECONNRESET"));
  };
  script.puts.push(...Array.from({ length: 200 }, () => fail));
  scene.messages.send(...messages(1));
  await scene.advance("10 min");
  const pauses = at.slice(1).map((ms, i) => ms - (at[i] as number));
  assert(at.length < 100, `${at.length} attempts in ten minutes`);
  assert(Math.max(...pauses) > 10_000 && Math.max(...pauses) < 31_000, `${pauses}`);
});

Deno.test("a sink: pauses do not grow as long as the service takes a part of a batch each time", async () => {
  const script = newScript();
  await using scene = await sceneOf();
  const takeOne = (batch: readonly unknown[]) =>
    batch.map((_, i) => i === 0 ? "done" as const : "again" as const);
  script.puts.push(...Array.from({ length: 60 }, () => takeOne));
  scene.messages.send(...messages(60));
  await scene.advance("6 s"); // 59 pauses of 100 ms at most
  assertEquals(script.done.size, 60);
});

Deno.test("a sink: pauses before what is refused is put again grow, too", async () => {
  const script = newScript();
  const at: number[] = [];
  await using scene = await sceneOf();
  const refuse = () => {
    at.push(scene.elapsedMs);
    return ["again" as const];
  };
  script.puts.push(...Array.from({ length: 200 }, () => refuse));
  scene.messages.send(...messages(1));
  await scene.advance("10 min");
  assert(at.length > 10 && at.length < 100, `${at.length} attempts in ten minutes`);
  assertEquals(scene.status, "refused for now: 1");
});

Deno.test("a sink: a connection that has been of use begins anew with short pauses", async () => {
  const script = newScript();
  const fail = () => Promise.reject(new Error("ECONNRESET"));
  script.puts.push(...Array.from({ length: 9 }, () => fail));
  await using scene = await sceneOf();
  scene.messages.send(...messages(1));
  await scene.advance("10 min");
  assertEquals(script.done.size, 1);
  script.puts.push(fail);
  scene.messages.send(...messages(1, 1));
  await scene.settle();
  assertEquals(scene.status, "reconnecting, attempt 1: ECONNRESET");
});

Deno.test("a sink: it connects before anything has come, so that people see whether it can", async () => {
  const script = newScript();
  await using scene = await sceneOf();
  await scene.settle();
  assertEquals([script.opened, scene.status], [1, "connected"]);
});

Deno.test("a sink: a wire that forgets an outcome is not trusted", async () => {
  const script = newScript();
  script.puts.push(() => []);
  await using scene = await sceneOf();
  scene.messages.send(...messages(1));
  await scene.settle();
  assertStringIncludes(scene.status, "it has 0 outcomes for 1");
  await scene.advance("1 min");
  assertEquals([script.opened, script.done.size], [2, 1]);
});

Deno.test("a sink: where a stop finds it without a connection, it says that it waits for one", async () => {
  const script = newScript();
  script.opens.push(...Array.from({ length: 1000 }, () => refused));
  const build = () => {
    const graph = new Graph("shop", { stopTimeoutMs: 5000 });
    const rows = graph.channel("rows", delivery(json<{ n: number }>()));
    return graph.actor("SOURCE", source, { ports: { out: rows.tx } })
      .actor("STORE", store, { ports: { messages: rows.rx } });
  };
  await simulate(build, { freshModules: false }, async (stage) => {
    stage.perform("SOURCE", feed(messages(1)) as never);
    await stage.advance(1000);
    stage.stop();
    const error = await stage.finished.then(() => undefined, (error: Error) => error);
    assertStringIncludes(error?.message ?? "", "STORE");
    assertStringIncludes(error?.message ?? "", "all that has come is put, reconnecting, attempt");
  });
});

Deno.test("a sink: a stop that finds it without a connection, and nothing to put, does not wait for one", async () => {
  const script = newScript();
  script.opens.push(...Array.from({ length: 1000 }, () => refused));
  const build = () => {
    const graph = new Graph("shop", { stopTimeoutMs: 5000 });
    const rows = graph.channel("rows", delivery(json<{ n: number }>()));
    return graph.actor("SOURCE", source, { ports: { out: rows.tx } })
      .actor("STORE", store, { ports: { messages: rows.rx } });
  };
  await simulate(build, { freshModules: false }, async (stage) => {
    stage.perform("SOURCE", idle());
    await stage.advance(120_000); // Its pauses are longer than the stop's patience by then.
    stage.stop();
    assertEquals((await stage.finished).clean, true);
  });
});

Deno.test("a sink: a put that is under way is given up when the generation is over", async () => {
  const over = new AbortController();
  let given: AbortSignal | undefined;
  const wire: SinkWire<unknown> = {
    open: () => Promise.resolve(),
    put(_, signal) {
      given = signal;
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      );
    },
    close: () => Promise.resolve(),
  };
  const log = { level: "error", debug() {}, info() {}, warn() {}, error() {} } as const;
  const desk = {
    signal: over.signal,
    log,
    world: wireWorld(Date),
    show() {},
    through: (promise: Promise<unknown>) => promise,
    isOver: (promise: Promise<unknown>) => promise.then(() => true, () => true),
    timeout: () => ({ met: () => false }),
    pause: () => Promise.resolve(),
    checkGoesOn: () => over.signal.throwIfAborted(),
  } as unknown as SinkDesk;
  const link = new SinkLink(() => Promise.resolve(wire), { desk, putMs: 60_000 });
  const putting = link.put([{ origin: "a/1", item: 1 }]);
  while (given === undefined) await Promise.resolve();
  const reason = new DOMException("The generation is over", "AbortError");
  over.abort(reason);
  await assertRejects(() => putting, DOMException, "The generation is over");
  assertEquals(given.reason, reason);
  await link.close();
});

Deno.test("a sink: a service that does not answer is given up, and is not taken for a hang", async () => {
  const script = newScript();
  let reason: unknown;
  script.puts.push((_, signal) =>
    new Promise((_, reject) =>
      signal.addEventListener("abort", () => reject(reason = signal.reason))
    )
  );
  script.puts.push(() => new Promise(() => {})); // This one does not even heed its signal.
  await using scene = await sceneOf({ putTimeoutMs: 200_000 });
  scene.messages.send(...messages(1));
  await scene.advance("20 min");
  assertEquals((reason as DOMException).name, "TimeoutError");
  assertEquals([script.opened, script.closed, script.done.size], [3, 2, 1]);
  assertEquals(scene.crashes, []);
});

Deno.test("a sink: what is misconfigured has it given up at once, when opening and when putting", async () => {
  for (const when of ["open", "put"]) {
    const script = newScript();
    if (when === "open") script.opens.push(() => Promise.resolve().then(noTable));
    else script.puts.push(() => Promise.resolve().then(noTable));
    await using scene = await sceneOf();
    scene.messages.send(...messages(1));
    await scene.settle();
    await scene.advance("1 min");
    assertEquals(scene.crashes[0]?.error.name, "MisconfiguredError", when);
    assertStringIncludes(scene.crashes[0]?.error.message ?? "", 'Cannot put into table "rows"');
    // A restart would not mend it, and the message stays.
    assertEquals(scene.crashes.map(({ decision }) => decision), ["giveUp"], when);
    assertEquals([script.done.size, scene.deadLetters], [0, []], when);
    assertEquals(script.closed, 1, when);
  }
});

Deno.test("a sink: all that is wrong with its args is told at once", async () => {
  newScript();
  await using scene = await sceneOf({ table: "", batch: 0, withinMs: -1 });
  await scene.settle();
  const { message = "" } = scene.crashes[0]?.error ?? {};
  assertStringIncludes(message, 'Cannot start sink "ACTOR": 3 faults');
  assertStringIncludes(message, "batch is 0, give a whole number from 1 to 1000000");
  assertStringIncludes(message, "withinMs is -1, give a whole number from 0");
  assertStringIncludes(message, "its table is empty, give the name of one");
});

Deno.test("a sink: its death in the middle of a put has the batch put again", async () => {
  const script = newScript();
  script.puts.push(() => new Promise(() => {}));
  await using scene = await sceneOf();
  scene.messages.send(...messages(3));
  await scene.advance(100);
  scene.crash();
  await scene.advance("1 min");
  assertEquals(script.batches, [script.batches[1], script.batches[1]]);
  assertEquals(script.done.size, 3);
});

Deno.test("a sink: a stop puts all that comes until its input is closed", async () => {
  const script = newScript();
  script.puts.push((batch) => batch.map(() => "again"));
  await using scene = await sceneOf();
  scene.messages.send(...messages(2));
  await scene.settle();
  scene.stop();
  scene.messages.send(...messages(4, 2));
  scene.messages.close();
  assertEquals((await scene.ended).clean, true);
  assertEquals(script.done.size, 6);
  assertEquals(script.closed, 1);
});

Deno.test("a sink: text is put as UTF-8, bytes as they are, and all else as JSON", () => {
  const read = (kind: Parameters<typeof encodeOf>[0], message: unknown) =>
    new TextDecoder().decode(encodeOf(kind)?.(message));
  assertEquals(read(text, "3 €"), "3 €");
  assertEquals(encodeOf(bytes)?.(Uint8Array.of(255, 0)), Uint8Array.of(255, 0));
  assertEquals(read(json(), { a: [1, null] }), '{"a":[1,null]}');
  assertEquals(read(u32, 7), "7");
  assertEquals(
    read(struct({ at: i64, price: f64 }), { at: 2n ** 60n, price: 0.5 }),
    '{"at":1152921504606846976,"price":0.5}',
  );
  assertEquals(read(json(), { a: Float32Array.of(1, 2) }), '{"a":[1,2]}');
});

Deno.test("a sink: definitions that cannot be are refused, with all that is wrong", () => {
  const define = (args: Record<string, unknown>, wire: unknown = scripted) =>
    defineSink(import.meta, "never", {
      wire: wire as typeof scripted,
      kind: json<number>(),
      encode: ({ message }) => message,
      args,
    });
  assertThrows(
    () => define({ tabel: "rows" }),
    TypeError,
    'Cannot define sink "never": there is no arg "tabel", there are batch, withinMs, putTimeoutMs, deadLetters, table',
  );
  assertThrows(
    () => define({}, { ...scripted, args: { batch: 3 } }),
    TypeError,
    'wire scripted has an arg "batch", which every sink has',
  );
});

Deno.test("a sink tells figures of its own: what it has put, what was refused for now, what is dead, what has failed", async () => {
  const script = newScript();
  script.puts.push(() => Promise.reject(new Error("the line is cut")));
  script.puts.push(() => ["done", "again", "done"], () => [{ dead: "it is none" }]);
  await using scene = await sceneOf();
  scene.messages.send(...messages(3));
  await scene.settle();
  await scene.advance("5 min");
  const { put, refused, dead, reconnects } = scene.state;
  assertEquals({ put, refused, dead, reconnects, letters: scene.deadLetters.length }, {
    put: 2,
    refused: 1,
    dead: 1,
    reconnects: 1,
    letters: 1,
  });
  const names = Object.keys(store.figures ?? {});
  assertEquals(names.toSorted(), Object.keys(scene.state).toSorted());
});
