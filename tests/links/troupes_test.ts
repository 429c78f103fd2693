/** With whom the actors of links share a thread. */
import { assertEquals, assertRejects } from "@std/assert";
import { Graph, GraphError, type GraphOptions, u32 } from "../../mod.ts";
import { defineActor, rx, tx } from "../../src/actor/mod.ts";
import { tcp } from "../../src/links/mod.ts";
import { withoutWorkers } from "../fixtures/watch.ts";

const echo = defineActor(import.meta, "echo", {
  ports: { there: rx(u32), back: tx(u32) },
  async run(actor) {
    const { there, back } = actor.ports;
    for (;;) {
      const message = await actor.take(there);
      if (message === undefined) return;
      await actor.send(back, message);
    }
  },
});
const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });

const connect = tcp(7411);

/** The worker of each actor, by label, of a graph that is drawn so. */
async function homesOf(
  draw: (graph: Graph) => void,
  options: GraphOptions = {},
): Promise<Record<string, string>> {
  const graph = new Graph("till", { log: () => {}, ...options });
  draw(graph);
  return await withoutWorkers(async () => {
    const { actors } = await Promise.resolve(graph.telemetry.topology);
    return Object.fromEntries(actors.map(({ name, troupe }) => [name, troupe ?? name]));
  });
}

Deno.test("a link goes with the actors that it is joined to, if they are all of one troupe", async () => {
  const homes = await homesOf((graph) => {
    const troupe = graph.troupe("desk");
    const there = graph.aqueduct("there", u32, { connect });
    const back = graph.aqueduct("back", u32, { connect });
    graph.actor("ECHO", echo, { ports: { there: there.rx, back: back.tx }, troupe });
    const { tx } = graph.aqueduct("solo", u32, { connect });
    graph.actor("SOURCE", source, { ports: { out: tx } });
    const lanes = graph.aqueduct("lanes", u32, { connect, girth: 2 });
    graph.actor("FIRST", source, { ports: { out: lanes.tx[0]! }, troupe });
    graph.actor("SECOND", source, { ports: { out: lanes.tx[1]! } });
  });
  assertEquals(homes, {
    ECHO: "desk",
    SOURCE: "SOURCE",
    FIRST: "desk",
    SECOND: "SECOND",
    "THERE INGRESS": "desk",
    "BACK EGRESS": "desk",
    "SOLO EGRESS": "SOLO EGRESS",
    "LANES EGRESS": "LANES EGRESS",
  });
});

Deno.test("a link is in the troupe that it is told, with all that listen at its address", async () => {
  const listen = connect;
  const homes = await homesOf((graph) => {
    const troupe = graph.troupe("desk");
    const there = graph.aqueduct("there", u32, { listen });
    const back = graph.aqueduct("back", u32, { listen, troupe });
    graph.actor("ECHO", echo, { ports: { there: there.rx, back: back.tx } });
  });
  assertEquals(homes, { ECHO: "ECHO", "THERE INGRESS": "desk", "BACK EGRESS": "desk" });
});

Deno.test("what is said of the troupes of links has to agree", async () => {
  const graph = new Graph("till", { log: () => {} });
  const foreign = new Graph("bar").troupe("abroad");
  for (const [name, troupe] of [["one", graph.troupe("first")], ["two", foreign]] as const) {
    graph.sender(graph.aqueduct(name, u32, { listen: connect, troupe }));
  }
  graph.sender(graph.aqueduct("three", u32, { connect, troupe: foreign }));
  const { faults } = await assertRejects(() => graph.start(), GraphError);
  assertEquals(faults, [
    'aqueduct "one" is to be in troupe "first", aqueduct "two" is to be in troupe "abroad", and all that listen at tcp 127.0.0.1:7411 share a thread, name one troupe',
    'actor "THREE EGRESS" belongs to troupe "abroad", which is none of this graph, use one made by graph.troupe()',
  ]);
});

Deno.test("where actors are packed, a link comes to the actor that it is joined to before all others", async () => {
  const homes = await homesOf((graph) => {
    const out = graph.aqueduct("out", u32, { connect, capacity: 1024 });
    const inner = graph.channel("inner", u32, { capacity: 4 });
    graph.actor("SOURCE", source, { ports: { out: inner.tx } });
    graph.actor("ECHO", echo, { ports: { there: inner.rx, back: out.tx } });
    const more = graph.channel("more", u32, { capacity: 4 });
    const last = graph.aqueduct("last", u32, { connect, capacity: 1024 });
    graph.actor("MORE", source, { ports: { out: more.tx } });
    graph.actor("LAST", echo, { ports: { there: more.rx, back: last.tx } });
  }, { workers: 4 });
  assertEquals(homes["OUT EGRESS"], homes.ECHO);
  assertEquals(homes["LAST EGRESS"], homes.LAST);
});
