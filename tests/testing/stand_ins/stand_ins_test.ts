import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { defineActor, delivery, json, rx, u32 } from "../../../src/actor/mod.ts";
import { Graph } from "../../../src/graph/graph.ts";
import {
  collect,
  type FaultRates,
  feed,
  rehearse,
  simulate,
  SimulationError,
} from "../../../src/testing/mod.ts";
import { store as scripted } from "../../connectors/sink/scripted_wire.ts";
import { publisher, stream } from "./services.ts";
import { forgetful, type Order, orders, pass, raw, store, twins } from "./shop.ts";

const utf8 = new TextEncoder();

function shop(middle: typeof pass = pass): Graph {
  const graph = new Graph("shop", { stopTimeoutMs: 300_000 });
  const ordersOut = graph.channel("orders", delivery(json<Order>()), { capacity: 16 });
  const rowsIn = graph.channel("rows", delivery(json<Order>()), { capacity: 16 });
  return graph
    .actor("ORDERS", orders, { ports: { messages: ordersOut.tx } })
    .actor("PASS", middle, { ports: { orders: ordersOut.rx, rows: rowsIn.tx } })
    .actor("STORE", store, { ports: { messages: rowsIn.rx } });
}

function some(n: number): Order[] {
  return Array.from({ length: n }, (_, id) => ({ id }));
}

Deno.test("stand-ins: a source that is rehearsed reads what the test publishes, and settles it", async () => {
  await using scene = await rehearse(orders);
  scene.broker.publish({ id: 1 }, { id: 2 });
  const taken = await scene.messages.take(2);
  assertEquals(taken.map(({ message }) => message), [{ id: 1 }, { id: 2 }]);
  assertEquals(taken.map(({ origin }) => origin), ["ACTOR/0/0", "ACTOR/1/0"]);
  await scene.advance(100);
  assertEquals(scene.broker.settled, scene.broker.published);
  assertEquals(scene.broker.settled.length, 2);
});

Deno.test("stand-ins: actors of a real service need neither it nor its args", async () => {
  await using source = await rehearse(stream);
  source.broker.publish({ id: 1 });
  assertEquals((await source.messages.take())[0]?.message, { id: 1 });
  await using sink = await rehearse(publisher);
  sink.messages.send({ origin: "ORDERS/1", message: { id: 1 } });
  await sink.advance(100);
  assertEquals(sink.broker.items, [
    { origin: "ORDERS/1", item: { data: '{"id":1}', headers: { kind: "receipt" } } },
  ]);
});

Deno.test("stand-ins: what a source has not settled comes again after its death", async () => {
  await using scene = await rehearse(orders);
  scene.messages.hold();
  scene.broker.publish(...some(3));
  await scene.advance(100);
  assertEquals(scene.broker.settled, []);
  scene.crash();
  scene.messages.hold(false);
  const taken = await scene.messages.take(3);
  assertEquals(taken.map(({ message: { id } }) => id).toSorted(), [0, 1, 2]);
  await scene.advance("1 min");
  assertEquals(scene.broker.settled.length, 3);
  assertEquals(scene.messages.taken.length, 3);
});

Deno.test("stand-ins: what cannot be decoded is published raw, and becomes a dead letter", async () => {
  await using scene = await rehearse(orders);
  scene.broker.publishRaw({ bytes: utf8.encode("{") }, { bytes: utf8.encode('{"id":5}') });
  const [order] = await scene.messages.take(1);
  assertEquals(order?.message, { id: 5 });
  await scene.advance(100);
  assertEquals(scene.deadLetters.length, 1);
  assertEquals(scene.broker.settled.length, 2);
});

Deno.test("stand-ins: a sink that is rehearsed puts where the test can look", async () => {
  await using scene = await rehearse(store);
  scene.messages.send({ origin: "a/0/1", message: { id: 1 } });
  await scene.advance(100);
  assertEquals(scene.broker.items, [{ origin: "a/0/1", item: { row: { id: 1 } } }]);
});

Deno.test("stand-ins: a broker that is down has a source and a sink say so, and go on later", async () => {
  await using source = await rehearse(orders);
  source.broker.publish({ id: 1 });
  source.broker.suffer("down", 3000);
  await source.advance(2000);
  assertStringIncludes(source.status, "reconnecting, attempt");
  assertEquals(source.messages.taken, []);
  assertEquals((await source.messages.take()).map(({ message }) => message), [{ id: 1 }]);

  await using sink = await rehearse(store);
  await sink.settle();
  sink.broker.suffer("down", 3000);
  sink.messages.send({ origin: "a/0/1", message: { id: 1 } });
  await sink.advance(2000);
  assertStringIncludes(sink.status, "reconnecting, attempt");
  await sink.advance("1 min");
  assertEquals(sink.broker.items.length, 1);
  assertEquals(sink.status, "connected");
});

Deno.test("stand-ins: half a batch is refused for now, and is there in the end", async () => {
  await using scene = await rehearse(store);
  await scene.settle();
  scene.broker.suffer("refuse");
  for (let i = 0; i < 20; i++) {
    scene.messages.send({ origin: `a/0/${i}`, message: { id: i } });
  }
  await scene.advance("1 min");
  assertEquals(scene.broker.items.length, 20);
  assert(scene.log.length >= 0);
});

Deno.test("stand-ins: a broker has dice of its own", async () => {
  await using scene = await rehearse(orders, { seed: 3 });
  scene.broker.rates = { down: 0.05, slow: 0.1, duplicate: 0.1, reorder: 0.2, rebalance: 0.1 };
  scene.broker.publish(...some(200));
  const taken = await scene.messages.take(200, { within: "1 h" });
  assertEquals(new Set(taken.map(({ message: { id } }) => id)).size, 200);
  scene.broker.rates = {};
  await scene.advance("10 min");
  assertEquals(scene.broker.settled.length, 200);
  assertEquals(scene.messages.taken.length, 200, "nothing is doubled");
});

const BROKER: FaultRates = {
  brokerDown: 0.02,
  brokerSlow: 0.03,
  brokerDuplicate: 0.05,
  brokerReorder: 0.05,
  brokerRebalance: 0.03,
  brokerRefuse: 0.05,
};

Deno.test("stand-ins: nothing is lost and nothing doubled, whatever goes wrong", async () => {
  const faults = {
    ...BROKER,
    death: 0.01,
    deathAtStore: 0.01,
    hang: 0.002,
    slow: 0.01,
    clockStep: 0.002,
  };
  const done = new Set<string>();
  const runs = await simulate(shop, { seeds: 25, faults, faultsFor: 20_000 }, async (stage) => {
    const [from, to] = [stage.broker("ORDERS"), stage.broker("STORE")];
    from.publish(...some(60));
    await stage.until(() => from.settled.length === 60, "2 h");
    to.checkHasAll(from);
    assertEquals(to.items.length, 60);
    stage.stop();
    await stage.finished;
  });
  for (const { faults } of runs) for (const { kind } of faults) done.add(kind);
  assertEquals(Object.keys(BROKER).filter((kind) => !done.has(kind)), [], "each fault happens");
});

Deno.test("stand-ins: order is kept in each partition, whatever the broker does", async () => {
  // A service that refuses parts of a batch has the rest before them.
  const faults = { ...BROKER, brokerRefuse: 0, death: 0.01, deathAtStore: 0.01 };
  await simulate(shop, { seeds: 15, faults, faultsFor: 20_000 }, async (stage) => {
    const [from, to] = [stage.broker("ORDERS"), stage.broker("STORE")];
    from.publish(...some(60));
    await stage.until(() => to.items.length === 60, "2 h");
    for (const partition of [0, 1, 2]) {
      const offsets = to.items.flatMap(({ origin }) => {
        const [, of, offset] = origin.split("/").map(Number);
        return of === partition ? [offset as number] : [];
      });
      assertEquals(offsets, offsets.toSorted((a, b) => a - b), `partition ${partition}`);
    }
    stage.stop();
    await stage.finished;
  });
});

Deno.test("stand-ins: the same seed has the same go wrong", async () => {
  const run = async () => {
    const [first] = await simulate(shop, { seeds: [7], faults: BROKER }, async (stage) => {
      stage.broker("ORDERS").publish(...some(30));
      await stage.until(() => stage.broker("STORE").items.length === 30, "1 h");
      stage.stop();
      await stage.finished;
    });
    return first;
  };
  const [one, two] = [await run(), await run()];
  assertEquals(one?.hash, two?.hash);
  assertEquals(one?.faults, two?.faults);
  assert((one?.faults.length ?? 0) > 0);
});

Deno.test("stand-ins: what is settled and was never put is found", async () => {
  const error = await assertRejects(
    () =>
      simulate(() => shop(forgetful), {}, async (stage) => {
        const [from, to] = [stage.broker("ORDERS"), stage.broker("STORE")];
        from.publish(...some(20));
        await stage.until(() => from.settled.length === 20);
        to.checkHasAll(from);
      }),
    SimulationError,
  );
  const { message } = error.cause as Error;
  assertStringIncludes(message, 'Lost on the way to "STORE": 3 that are settled with "ORDERS"');
  assertStringIncludes(message, "ORDERS/0/1, ORDERS/1/3, ORDERS/2/5");
});

Deno.test("stand-ins: two different messages of one origin fail the run", async () => {
  const error = await assertRejects(
    () =>
      simulate(() => shop(twins), {}, async (stage) => {
        stage.broker("ORDERS").publish({ id: 1 });
        await stage.until(() => stage.broker("ORDERS").settled.length === 1);
      }),
    SimulationError,
  );
  assertStringIncludes(
    (error.cause as Error).message,
    'sink "STORE" has put different things by one origin, and a service that knows them by it keeps the first: ORDERS/0/0',
  );
});

Deno.test("stand-ins: a process that is started again finds what the one before has left", async () => {
  await simulate(shop, { seeds: 4 }, async (stage) => {
    stage.broker("ORDERS").publish(...some(40));
    await stage.until(() => stage.broker("STORE").items.length >= 10);
    if (stage.seed % 2 === 0) stage.broker("ORDERS").suffer("down", 60_000);
    const next = await stage.startAgain();
    const begun = next.elapsedMs;
    await next.until(() => next.broker("ORDERS").settled.length === 40, "1 h");
    // The members of the process that is gone hold nobody up.
    assert(next.elapsedMs - begun < 5000, `it takes ${next.elapsedMs - begun} ms`);
    next.broker("STORE").checkHasAll(next.broker("ORDERS"));
    assertEquals(next.broker("STORE").items.length, 40);
    next.stop();
    await next.finished;
  });
});

Deno.test("stand-ins: a failing run is shrunk to the broker's fault that it takes", async () => {
  const error = await assertRejects(
    () =>
      simulate(shop, { seeds: 20, faults: { ...BROKER, slow: 0.02 } }, async (stage) => {
        stage.broker("ORDERS").publish(...some(30));
        await stage.until(() => stage.broker("STORE").items.length === 30, "1 h");
        // No sink may rely on that: a put whose answer is lost is done again.
        assertEquals(stage.log.filter(({ text }) => text.includes("is down")), []);
      }),
    SimulationError,
  );
  assertEquals(error.faults.map(({ kind }) => kind), ["brokerDown"]);
});

Deno.test("stand-ins: there is none for what is no source and no sink, and none on real workers", async () => {
  const plain = defineActor(import.meta, "plain", { ports: { in: rx(u32) }, run() {} });
  await using scene = await rehearse(plain);
  assertThrows(
    () => scene.broker,
    TypeError,
    'Cannot have a broker for actor "ACTOR": it is no source and no sink of graph "rehearsal", it has none',
  );
  // One that is of memory alone takes part as it is.
  await using virtual = await rehearse(scripted, { freshModules: false });
  assertThrows(() => virtual.broker, TypeError, "it is no source and no sink");
  await simulate(shop, {}, (stage) => {
    assertThrows(() => stage.broker("PASS"), TypeError, "it has ORDERS, STORE");
    assertThrows(() => stage.broker("STORE").publish(1), TypeError, 'actor "STORE" is a sink');
    assertThrows(() => stage.broker("ORDERS").items, TypeError, 'actor "ORDERS" is a source');
    return stage.advance(1);
  });
});

Deno.test("stand-ins: who is played has none, and whoever is not has", async () => {
  const taken = collect<unknown>();
  await simulate(shop, {}, async (stage) => {
    stage.perform("ORDERS", feed([{ origin: "x/1", message: { id: 9 } }]) as never);
    await stage.until(() => stage.broker("STORE").items.length === 1);
    assertEquals(stage.broker("STORE").items[0]?.origin, "x/1");
    stage.stop();
    await stage.finished;
  });
  assertEquals(taken.taken, []);
});

Deno.test("stand-ins: a source that keeps a journal in life keeps none in a test", async () => {
  const journal = "/nowhere/journal.db";
  await using scene = await rehearse(orders, { args: { mode: "journal", journal } });
  scene.broker.publish({ id: 1 });
  assertEquals((await scene.messages.take()).length, 1);
  await scene.advance("1 s");
  assertEquals(scene.broker.settled.length, 1);
});

Deno.test("stand-ins: bytes come as they are", async () => {
  await using scene = await rehearse(raw);
  scene.broker.publish(Uint8Array.of(0, 255));
  assertEquals((await scene.messages.take())[0]?.message, Uint8Array.of(0, 255));
});
