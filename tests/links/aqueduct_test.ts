/** What can be wrong with aqueducts as they are drawn: all of it is told at once, before anything starts. */
import { assertEquals, assertRejects } from "@std/assert";
import { type AqueductOptions, Graph, GraphError, text, u32 } from "../../mod.ts";
import { defineActor, rx, tx } from "../../src/actor/mod.ts";
import { tcp } from "../../src/links/mod.ts";

const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
const relay = defineActor(import.meta, "relay", { ports: { in: rx(u32), out: tx(u32) }, run() {} });

async function faultsOf(draw: (graph: Graph) => void): Promise<readonly string[]> {
  const graph = new Graph("till", { log: () => {} });
  draw(graph);
  const error = await assertRejects(() => graph.start(), GraphError);
  return error.faults;
}

const connect = tcp(7411);

Deno.test("aqueducts: all that is wrong with options is told together", async () => {
  const faults = await faultsOf((graph) => {
    const options = { capacity: 0, girth: 0, acknowledge: "soon", lanes: 2, label: 1 };
    graph.sender(graph.aqueduct("orders", u32, options as unknown as AqueductOptions));
    graph.sender(graph.aqueduct("bills", u32, { connect, listen: connect }));
  });
  assertEquals(faults, [
    'aqueduct "orders" has no option "lanes", there are "listen", "connect", "via", "girth", "acknowledge", "label", "troupe", "stopTimeoutMs", "capacity", "bytes", "alerts", "saturation", "shown"',
    'girth of aqueduct "orders" is 0, give a whole number from 1 to 10000',
    'acknowledge of aqueduct "orders" is "soon", give "received" or "settled"',
    'label of aqueduct "orders" is 1, give a text',
    'capacity of aqueduct "orders" is 0, give a whole number from 1 to 16777216',
    'aqueduct "orders" has no address, give it listen in one pod and connect in the other, or via in both',
    'aqueduct "bills" has listen and connect, give one of them here and the other in the other pod',
  ]);
});

Deno.test("aqueducts: one end is to be wired, and no more", async () => {
  const faults = await faultsOf((graph) => {
    graph.aqueduct("orders", u32, { connect });
    const both = graph.aqueduct("bills", u32, { connect });
    graph.actor("RELAY", relay, { ports: { in: both.rx, out: both.tx } });
  });
  assertEquals(faults, [
    'aqueduct "orders": none of its ends is wired, wire .tx to send or .rx to take; the other end is in another pod',
    'aqueduct "bills": both of its ends are wired, wire .tx to send or .rx to take; the other end is in another pod',
  ]);
});

Deno.test("aqueducts: two of one name that flow the same way are a mistake", async () => {
  const faults = await faultsOf((graph) => {
    for (const name of ["FIRST", "SECOND"]) {
      const { tx } = graph.aqueduct("orders", u32, { connect, label: name });
      graph.actor(`${name} SOURCE`, source, { ports: { out: tx } });
    }
  });
  assertEquals(faults, [
    'aqueduct "orders" is drawn twice to send, give each a name of its own',
  ]);
});

Deno.test("aqueducts: a message must fit in a frame of the link", async () => {
  const faults = await faultsOf((graph) => {
    const address = tcp(7411, { maxFrameBytes: 65_536 });
    graph.sender(graph.aqueduct("letters", text, { connect: address, bytes: 65_536 }));
  });
  assertEquals(faults, [
    'aqueduct "letters" has messages of up to 65536 bytes, and a frame of its link has 65536 at most, give it less `bytes`, or its address more maxFrameBytes',
  ]);
});

Deno.test("aqueducts: an address that anybody could use is a fault, unless it is meant", async () => {
  const faults = await faultsOf((graph) => {
    graph.receiver(graph.aqueduct("orders", u32, { listen: tcp("0.0.0.0:7411") }));
  });
  assertEquals(faults.length, 1);
  assertEquals(
    faults[0]?.startsWith('listen of aqueduct "orders": listens at tcp 0.0.0.0:7411, which other'),
    true,
    faults[0],
  );
});

Deno.test("aqueducts: a picture tells which actors are ends of links", () => {
  const graph = new Graph("till", { log: () => {} });
  const { tx } = graph.aqueduct("orders", u32, { connect, girth: 2 });
  graph.sender(tx, { label: "SOURCE" });
  const { actors, channels } = graph.telemetry.topology;
  const { pod, key, deathCosts, ...link } = actors[1]!.link!;
  assertEquals(link, {
    aqueduct: "orders",
    role: "egress",
    address: "tcp 127.0.0.1:7411",
    does: "connects",
  });
  assertEquals(Object.keys(deathCosts!), ["sending", "taking"]);
  assertEquals([actors[0]!.link, actors[1]!.name], [undefined, "ORDERS EGRESS"]);
  assertEquals([pod.startsWith(`till (process ${Deno.pid}`), key.startsWith("orders u32 ")], [
    true,
    true,
  ]);
  assertEquals(channels.map(({ from, to, kind }) => [from, to, kind]), [[0, 1, "u32"], [
    0,
    1,
    "u32",
  ]]);
  assertEquals(graph.telemetry.linkOf?.(1)?.isLinked, false);
  assertEquals(graph.telemetry.linkOf?.(0), null);
});
