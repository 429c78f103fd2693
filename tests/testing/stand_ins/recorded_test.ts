import { assertEquals, assertThrows } from "@std/assert";
import { defineActor, delivery, json, rx, tx, u32 } from "../../../src/actor/mod.ts";
import { readRecording } from "../../../src/connectors/mod.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { recorded, simulate } from "../../../src/testing/mod.ts";
import { type Order, orders, store } from "./shop.ts";

const RECORDING = readRecording(
  Array.from(
    { length: 40 },
    (_, id) =>
      JSON.stringify({ origin: `live/2/${id}`, partition: "live/2", text: `{"id":${id}}` }),
  ).join("\n"),
);

function shop(): Graph {
  const graph = new Graph("shop");
  const channel = graph.channel("orders", delivery(json<Order>()), { capacity: 8 });
  return graph.actor("ORDERS", orders, { ports: { messages: channel.tx } })
    .actor("STORE", store, { ports: { messages: channel.rx } });
}

Deno.test("recorded: each message is sent once, in order and with its origin, whatever dies", async () => {
  const faults = { death: 0.02, deathAtStore: 0.02, brokerDown: 0.01, brokerRefuse: 0 };
  await simulate(shop, { seeds: 10, faults }, async (stage) => {
    stage.perform("ORDERS", recorded<Order>(RECORDING));
    await stage.until(() => stage.broker("STORE").items.length === 40, "1 h");
    assertEquals(
      stage.broker("STORE").items,
      RECORDING.map(({ origin }, id) => ({ origin, item: { row: { id } } })),
    );
    stage.stop();
    await stage.finished;
  });
});

Deno.test("recorded: a decode of its own makes the messages", async () => {
  await simulate(shop, {}, async (stage) => {
    const decode = (_: unknown, origin: string) => ({ id: Number(origin.split("/")[2]) * 10 });
    stage.perform("ORDERS", recorded(RECORDING.slice(0, 2), { decode }));
    await stage.until(() => stage.broker("STORE").items.length === 2);
    assertEquals(stage.broker("STORE").items[1]?.item, { row: { id: 10 } });
  });
});

const plain = defineActor(import.meta, "plain", { ports: { out: tx(u32) }, run() {} });
const end = defineActor(import.meta, "end", { ports: { in: rx(u32) }, run() {} });

Deno.test("recorded: what cannot be played is refused when the actor is cast", async () => {
  await simulate(shop, {}, async (stage) => {
    const bad = readRecording(
      '{"origin":"a/1","partition":"a","text":"{"}\n{"origin":"a/2","partition":"a","base64":"/w=="}',
    );
    assertThrows(
      () => stage.perform("ORDERS", recorded(bad)),
      TypeError,
      "2 faults\n  - message a/1 of recorded() cannot be sent: it is no JSON",
    );
    await stage.advance(1);
  });
  const numbers = () => {
    const graph = new Graph("numbers");
    const channel = graph.channel("numbers", u32);
    return graph.actor("PLAIN", plain, { ports: { out: channel.tx } })
      .actor("END", end, { ports: { in: channel.rx } });
  };
  await simulate(numbers, {}, async (stage) => {
    assertThrows(
      () => stage.perform("PLAIN", recorded(RECORDING) as never),
      TypeError,
      "it carries u32, use feed()",
    );
    await stage.advance(1);
  });
});
