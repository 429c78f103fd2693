/** A stop of one pod is none of the other: what a pod has is delivered, and the other waits for its successor. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Graph, type Receiver, type Sender, StopError, u32 } from "@steady-state/deno";
import { tcp } from "@steady-state/deno/links";
import { freePort } from "./pods/pod.ts";
import { taster } from "./taster.ts";
import { within } from "../fixtures/watch.ts";

/** Longer than any test that passes: whoever waits for that fails it. */
const FOR_EVER_MS = 60_000;

interface Pod<E> extends AsyncDisposable {
  readonly graph: Graph;
  readonly end: E;
}

function podOf<E>(graph: Graph, end: E): Pod<E> {
  return { graph, end, [Symbol.asyncDispose]: () => graph[Symbol.asyncDispose]() };
}

async function till(port: number): Promise<Pod<Sender<number>>> {
  const graph = new Graph("till", { log: () => {}, stopTimeoutMs: FOR_EVER_MS });
  const orders = graph.aqueduct("orders", u32, {
    connect: tcp(port),
    stopTimeoutMs: FOR_EVER_MS,
  });
  const pod = podOf(graph, graph.sender(orders));
  await graph.start();
  return pod;
}

async function bar(port: number): Promise<Pod<Receiver<number>>> {
  const graph = new Graph("bar", { log: () => {}, stopTimeoutMs: FOR_EVER_MS });
  const orders = graph.aqueduct("orders", u32, {
    listen: tcp(port),
    stopTimeoutMs: FOR_EVER_MS,
  });
  const pod = podOf(graph, graph.receiver(orders));
  await graph.start();
  return pod;
}

async function send(pod: Pod<Sender<number>>, numbers: readonly number[]): Promise<void> {
  await within(pod.end.sendBatch(numbers), "all is sent");
}

async function take(pod: Pod<Receiver<number>>, count: number): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < count) {
    taken.push(await within(pod.end.take(), "one more is there") as number);
  }
  return taken;
}

Deno.test("aqueducts: a sending pod that is stopped delivers what it has, and its successor goes on", async () => {
  const port = freePort();
  await using taking = await bar(port);
  {
    await using first = await till(port);
    await send(first, [1, 2, 3]);
    assert((await within(first.graph.stop(), "the first one stops")).clean);
  }
  assertEquals(await take(taking, 3), [1, 2, 3]);
  assertEquals(taking.graph.lifecycle, "running");
  await using second = await till(port);
  await send(second, [4, 5]);
  assertEquals(await take(taking, 2), [4, 5]);
  // The end of the source is another thing: it goes on to the other pod.
  second.end.close();
  assert((await within(second.graph.finished, "the second one ends by itself")).clean);
  assertEquals(await within(taking.end.take(), "the end comes"), undefined);
  assert((await within(taking.graph.finished, "the other ends by itself")).clean);
});

Deno.test("aqueducts: a link whose reader has ended says that it ends, and what is left stays at the partner", async () => {
  const port = freePort();
  const said = Promise.withResolvers<string>();
  await using graph = new Graph("bar", {
    log: ({ source, text }) =>
      source === "ORDERS INGRESS" && /nobody takes/.test(text) && said.resolve(text),
  });
  const { rx: orders } = graph.aqueduct("orders", u32, { listen: tcp(port), capacity: 2 });
  graph.actor("TASTER", taster, { ports: { orders } });
  await graph.start();
  await using sending = await till(port);
  await send(sending, [1, 2, 3, 4, 5, 6]);
  const text = await within(said.promise, "the link has said that it ends");
  assertStringIncludes(
    text,
    'nobody takes from aqueduct "orders" here any more: its link ends, and what is not acknowledged stays in pod till',
  );
  assert((await within(graph.finished, "the taking pod ends")).clean);
  // A successor takes what is left.
  await using second = await bar(port);
  const left: number[] = [];
  while (left.at(-1) !== 6) left.push(...await take(second, 1));
  assertEquals(left, [1, 2, 3, 4, 5, 6].slice(-left.length));
});

Deno.test("aqueducts: a pod whose partner has stopped before stops at once, if nothing is left", async () => {
  const port = freePort();
  await using sending = await till(port);
  {
    await using taking = await bar(port);
    await send(sending, [1, 2, 3]);
    assertEquals(await take(taking, 3), [1, 2, 3]);
    await within(taking.graph.stop(), "the taking pod stops");
  }
  assert((await within(sending.graph.stop(), "the sending pod stops")).clean);
});

Deno.test("aqueducts: a stop that leaves messages which nobody has is no good end, and says how many", async () => {
  const graph = new Graph("till", { log: () => {} });
  const options = { connect: tcp(freePort()), stopTimeoutMs: 50 };
  const input = graph.sender(graph.aqueduct("orders", u32, options));
  await graph.start();
  await within(input.sendBatch([1, 2, 3, 4, 5]), "all is sent");
  const error = await assertRejects(() => within(graph.stop(), "the stop fails"), StopError);
  assertStringIncludes(error.message, "5 messages are not acknowledged, and nobody has asked");
});

Deno.test("aqueducts: a source that has closed its channel has ended, also where a stop of its pod follows at once", async () => {
  const port = freePort();
  await using taking = await bar(port);
  await using sending = await till(port);
  await send(sending, [1, 2, 3]);
  sending.end.close();
  assert((await within(sending.graph.stop(), "the sending pod stops")).clean);
  assertEquals(await take(taking, 3), [1, 2, 3]);
  assertEquals(await within(taking.end.take(), "the end is heard of"), undefined);
  assert((await within(taking.graph.finished, "the taking pod ends by itself")).clean);
});
