import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { jetstream, type JetstreamOptions, loggedTo } from "@steady-state/deno/links";
import { counting, summing } from "./pod_actors.ts";
import { quiet } from "./pods.ts";

const servers = "nats://127.0.0.1:4222";

Deno.test("jetstream: tells all that is wrong with its options", () => {
  const wrong = {
    servers: "nats://user:secret@host",
    stream: "A B",
    subject: "a.*",
    reader: "x.y",
    maxBytes: -1,
    window: 1.5,
    ackWaitMs: 5,
    first: -3,
    from: [],
    share: "all",
    lost: "never",
    create: 1,
    keeep: true,
  } as unknown as JetstreamOptions;
  const { message } = assertThrows(() => jetstream(wrong), TypeError);
  for (
    const part of [
      '"servers" has a login for host',
      "its stream is",
      "its subject is",
      "its reader is",
      "its maxBytes is -1, give a whole number from 0 on",
      "its window is 1.5",
      "its ackWaitMs is 5, give a whole number from 1000 on",
      "its first is -3, give the number of a message",
      "its from is",
      'its share is all, give "workers"',
      'its lost is never, give "refuse" or "skip"',
      "its create is 1, give true or false",
      "its from and share say each where the place is kept",
      "keeep",
    ]
  ) assertStringIncludes(message, part);
});

Deno.test("jetstream: what is for the other end is told at the start, with all else", async () => {
  const graph = new Graph("shop", quiet());
  const out = graph.aqueduct("out", u32, {
    via: jetstream({ servers, share: "workers", first: [1, 2] }),
    acknowledge: "settled",
  });
  const into = graph.aqueduct("into", u32, { via: jetstream({ servers, first: 3 }) });
  graph.actor("COUNTING", counting, { ports: { numbers: out.tx } });
  graph.actor("SUMMING", summing, { ports: { numbers: into.rx } });
  const { message } = await assertRejects(() => graph.start(), Error);
  for (
    const part of [
      'aqueduct "out" has via and acknowledge',
      'aqueduct "out": its first has 2 numbers, and it has 1 lane: give one for each',
      'aqueduct "out": its share is for the pod that takes',
      'aqueduct "into": its first is for the pod that sends',
    ]
  ) assertStringIncludes(message, part);
});

Deno.test("jetstream: a place in durable state needs a graph that has one", async () => {
  const graph = new Graph("shop", quiet());
  const into = graph.aqueduct("into", u32, { via: jetstream({ servers, position: "graph" }) });
  graph.actor("SUMMING", summing, { ports: { numbers: into.rx } });
  const { message } = await assertRejects(() => graph.start(), Error);
  assertStringIncludes(message, "INTO INGRESS");
  assertStringIncludes(message, "durable");
});

Deno.test("jetstream: an aqueduct has one way", async () => {
  const graph = new Graph("shop", quiet());
  const via = { engine: "kafka" } as unknown as ReturnType<typeof jetstream>;
  graph.actor("A", counting, { ports: { numbers: graph.aqueduct("a", u32, { via }).tx } });
  graph.actor("B", counting, { ports: { numbers: graph.aqueduct("b", u32, {}).tx } });
  const { message } = await assertRejects(() => graph.start(), Error);
  assertStringIncludes(message, "give one made by jetstream()");
  assertStringIncludes(message, 'aqueduct "b" has no address');
});

Deno.test("loggedTo: tells what is wrong with its arguments", async () => {
  const { message } = await assertRejects(
    () => loggedTo({} as never, 5 as never, 0),
    TypeError,
  );
  assertStringIncludes(message, "via is");
  assertStringIncludes(message, "the aqueduct is 5");
  assertStringIncludes(message, "the girth is 0");
  assertEquals(jetstream({ servers }).first, null);
});
