/** Pairs of runs: the client alone, and the same through a graph. */
import { bytes, delivery, Graph } from "@steady-state/deno";
import { counter, generator } from "./actors.ts";
import type { Reading, Writing } from "./course.ts";

/** How much is measured. */
export interface Load {
  readonly messages: number;
  readonly bytes: number;
  readonly batch: number;
}

/** Messages a second: through the graph, and by the client alone. */
export interface Pair {
  readonly graph: number;
  readonly alone: number;
}

const CAPACITY = 4096;
/**
 * So large a part of as many messages goes before: the threads of a graph are new each time, and compile what they run, where the client
 * alone has been compiled since the pair that counts for nothing.
 */
const WARM_PART = 0.5;
const PATIENCE_MS = 120_000;

function contents({ messages, bytes }: Load): Uint8Array[] {
  return Array.from({ length: messages }, () => new Uint8Array(bytes).fill(120));
}

function warmOf({ messages }: Load): number {
  return Math.ceil(messages * WARM_PART);
}

/** How many messages a second. */
function rate(count: number, from: number, to: number): number {
  return count / (to - from) * 1000;
}

/** Resolves once as many are settled; with when that was, in milliseconds since 1970. */
async function settled(graph: Graph, label: string, count: number): Promise<number> {
  const begun = performance.now();
  let isOver = false;
  const over = () => isOver = true;
  graph.finished.then(over, over);
  while (graph.inFlight(label).settled < count) {
    if (isOver || performance.now() - begun > PATIENCE_MS) {
      throw new Error(
        `Waited in vain for ${count} messages: ${JSON.stringify(graph.inFlight(label))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return performance.timeOrigin + performance.now();
}

function drawn(load: Load) {
  const graph = new Graph("throughput", { logLevel: "warn" });
  const size = (load.bytes + 64) * CAPACITY;
  const channel = graph.channel("messages", delivery(bytes), { capacity: CAPACITY, bytes: size });
  return { graph, channel };
}

/** Reads all that there is, by both. */
export async function readPair(reading: Reading, load: Load): Promise<Pair> {
  const { messages, batch } = load;
  let alone: number;
  {
    await using fresh = await reading.prepare(contents(load));
    const { from, to } = await reading.alone(fresh.args, messages, batch);
    alone = rate(messages, from, to);
  }
  const warm = warmOf(load);
  await using fresh = await reading.prepare(contents({ ...load, messages: warm + messages }));
  const { graph, channel } = drawn(load);
  graph.actor("SOURCE", reading.source, {
    ports: { messages: channel.tx },
    args: { ...fresh.args, batch },
  }).actor("COUNTER", counter, { ports: { messages: channel.rx }, args: { warm } });
  await graph.start();
  const to = await settled(graph, "SOURCE", warm + messages);
  const { since, before } = graph.state("COUNTER") as Readonly<Record<string, number>>;
  await graph.stop();
  return { alone, graph: rate(warm + messages - before!, since!, to) };
}

/** Writes as many, by both. */
export async function writePair(writing: Writing, load: Load): Promise<Pair> {
  const { messages, batch } = load;
  let alone: number;
  {
    await using fresh = await writing.prepare();
    const { from, to } = await writing.alone(fresh.args, contents(load), batch);
    alone = rate(messages, from, to);
  }
  await using fresh = await writing.prepare();
  const { graph, channel } = drawn(load);
  graph.actor("GENERATOR", generator, {
    ports: { messages: channel.tx },
    args: { bytes: load.bytes, count: warmOf(load) },
  }).actor("SINK", writing.sink, {
    ports: { messages: channel.rx },
    args: { ...fresh.args, batch },
  });
  await graph.start();
  const warm = warmOf(load);
  await settled(graph, "GENERATOR", warm);
  await graph.ref("GENERATOR").tell({ count: warm + messages });
  const to = await settled(graph, "GENERATOR", warm + messages);
  const { first } = graph.state("GENERATOR") as { readonly first: number };
  await graph.stop();
  return { alone, graph: rate(messages, first, to) };
}
