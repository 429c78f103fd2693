import { assertEquals } from "@std/assert";
import { delivery, Graph, json } from "@steady-state/deno";
import { defineSink, defineSource } from "../../src/connectors/mod.ts";
import { filesSink } from "../../src/connectors/files/mod.ts";
import { natsSource } from "../../src/connectors/nats/mod.ts";
import { faultsOf } from "../fixtures/watch.ts";

const order = json<{ id: number }>();
export const orders = defineSource(import.meta, "orders", { wire: natsSource, kind: order });
export const copy = defineSink(import.meta, "copy", { wire: filesSink, kind: order });

Deno.test("what is wrong with the args of sources and sinks is told before anything starts", async () => {
  const graph = new Graph("shop", { log: () => {} });
  const channel = graph.channel("orders", delivery(order));
  graph.actor("ORDERS", orders, {
    ports: { messages: channel.tx },
    args: { mode: "jornal" as never, batch: 0, stream: "", servers: "nats://127.0.0.1:1" },
  });
  graph.actor("COPY", copy, { ports: { messages: channel.rx }, args: { batch: -1 } });
  const faults = await faultsOf(graph);
  assertEquals(faults.filter((fault) => !/^args of actor "(ORDERS|COPY)": /.test(fault)), []);
  const told = (text: RegExp) => assertEquals(faults.filter((fault) => text.test(fault)).length, 1);
  told(/"ORDERS": its mode is jornal/);
  told(/"ORDERS": batch is 0/);
  told(/"ORDERS": .*stream/);
  told(/"COPY": batch is -1/);
});
