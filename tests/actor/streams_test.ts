import { assert, assertEquals, assertMatch } from "@std/assert";
import { bytes, Graph } from "@steady-state/deno";
import {
  byteLeaver,
  chunker,
  chunkOf,
  packer,
  streamLab,
  uploader,
  weigher,
} from "../fixtures/stream_actors.ts";
import { actorIn, within } from "../fixtures/watch.ts";

const CHUNKS = 100;

function weightOf(chunks: number): { bytes: number; sum: number } {
  let weight = 0;
  let sum = 0;
  for (let n = 0; n < chunks; n++) {
    const chunk = chunkOf(n);
    weight += chunk.length;
    for (const byte of chunk) sum += byte;
  }
  return { bytes: weight, sum };
}

const ALL = { chunks: CHUNKS, ...weightOf(CHUNKS) };

/** A server that tells how each body came: whole, with how many bytes, or broken off. It answers once so many are broken off. */
function bodyServer(breaks = 0): {
  url: string;
  bodies: (number | "broken off")[];
  [Symbol.asyncDispose](): Promise<void>;
} {
  const bodies: (number | "broken off")[] = [];
  let begun = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (request.method === "GET") return new Response(String(begun));
    begun++;
    try {
      const { byteLength } = await request.arrayBuffer();
      // Whoever broke off before has done so by now.
      while (bodies.length < breaks) await new Promise((resolve) => setTimeout(resolve, 5));
      bodies.push(byteLength);
      return new Response(`stored ${byteLength} bytes`);
    } catch {
      bodies.push("broken off");
      return new Response("not stored", { status: 400 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    bodies,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("readableOf does not take a stop for the end: what is uploaded is whole", async () => {
  await using server = bodyServer();
  await using graph = new Graph("upload", { log: () => {} });
  const { tx, rx } = graph.channel("chunks", bytes, { capacity: 8 });
  graph.actor("CHUNKER", chunker, { ports: { out: tx }, args: { stopAt: CHUNKS / 2 } })
    .actor("UPLOADER", uploader, { ports: { in: rx }, args: { url: server.url } });
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  assertEquals([report.clean, report.reason], [true, "CHUNKER: half of it is sent"]);
  assertEquals(actorIn(report, "UPLOADER").state.answer, `stored ${ALL.bytes} bytes`);
  assertEquals(server.bodies, [ALL.bytes]);
});

for (const troupe of [false, true]) {
  Deno.test(`streams take and send at the same time, whatever room there is, also at a stop: ${troupe ? "in a troupe" : "solo"}`, async () => {
    await using graph = new Graph("pack", { log: () => {} });
    const plain = graph.channel("plain", bytes, { capacity: 2, bytes: 256 });
    const packed = graph.channel("packed", bytes, { capacity: 1, bytes: 16 });
    const again = graph.channel("again", bytes, { capacity: 2, bytes: 64 });
    const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
    graph.actor("CHUNKER", chunker, {
      ports: { out: plain.tx },
      args: { stopAt: CHUNKS / 2 },
      ...home,
    })
      .actor("PACKER", packer, { ports: { in: plain.rx, out: packed.tx }, ...home })
      .actor("UNPACKER", packer, {
        ports: { in: packed.rx, out: again.tx },
        args: { unpacks: true },
        ...home,
      })
      .actor("WEIGHER", weigher, { ports: { in: again.rx }, ...home });
    await graph.start();
    const report = await within(graph.finished, "the end", 30_000);
    const { chunks, ...weight } = actorIn(report, "WEIGHER").state;
    assertEquals([report.clean, weight], [true, weightOf(CHUNKS)]);
    assert((chunks as number) > 1);
    assertEquals(report.channels.map(({ left }) => left), [0, 0, 0]);
  });
}

Deno.test("a loop of Actor.take takes everything, though a stop and deaths come in between", async () => {
  const intensity = { restarts: 1000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 1 } };
  await using graph = new Graph("take", { log: () => {}, intensity });
  const { tx, rx } = graph.channel("chunks", bytes, { capacity: 8 });
  graph.actor("CHUNKER", chunker, { ports: { out: tx }, args: { stopAt: CHUNKS / 2 } })
    .actor("WEIGHER", weigher, { ports: { in: rx }, args: { dies: 9 } });
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  const { state, restarts } = actorIn(report, "WEIGHER");
  assertEquals([report.clean, state], [true, ALL]);
  assert(restarts > 5, `${restarts} deaths`);
});

/** Makes an experiment with streams, and returns what was found, and what came out. */
async function made(
  experiment: string,
  reader: "weigher" | "leaver" = "weigher",
  chunks = 20,
): Promise<{ found: unknown; out: Record<string, unknown> }> {
  await using graph = new Graph("lab", { log: () => {}, intensity: { restarts: 0, withinMs: 1 } });
  const input = graph.channel("input", bytes, { capacity: 8 });
  const output = graph.channel("output", bytes, { capacity: 8, bytes: 1024 });
  graph.actor("CHUNKER", chunker, { ports: { out: input.tx }, args: { chunks } })
    .actor("LAB", streamLab, { ports: { in: input.rx, out: output.tx }, args: { experiment } });
  if (reader === "weigher") graph.actor("READER", weigher, { ports: { in: output.rx } });
  else graph.actor("READER", byteLeaver, { ports: { in: output.rx } });
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  return { found: actorIn(report, "LAB").state.found, out: actorIn(report, "READER").state };
}

Deno.test("a stream that is cancelled while it waits takes nothing more", async () => {
  const { found } = await made("cancels");
  const { first, done, rest } = found as { first: number; done: boolean; rest: number };
  assertEquals([first, done, first + rest], [chunkOf(0).length, true, weightOf(20).bytes]);
});

Deno.test("writableOf closes its channel when it is closed, and not when it fails or is aborted", async () => {
  const { found, out } = await made("aborts");
  assertEquals(found, {
    why: "Error: the line is cut",
    blocked: "Error: not wanted",
    isClosed: false,
    later: 'TypeError: Cannot send on channel "output": this end has closed it',
  });
  // Twenty chunks of thirty, whole ones of nine hundred, and the last one.
  assertEquals([((out.bytes as number) - 601) % 900, (out.sum as number) % 256], [
    0,
    (600 + 255) % 256,
  ]);
});

Deno.test("writableOf fails once its reader is gone", async () => {
  const { found } = await made("sendsToNobody", "leaver");
  assertEquals(found, {
    why:
      'TypeError: Cannot write to channel "output": its reader is gone, and so is the rest of the stream',
  });
});

Deno.test("writableOf says what a chunk must be, and passes over empty ones", async () => {
  const { found, out } = await made("misfits");
  assertEquals(found, {
    text:
      'TypeError: Cannot write to channel "output": a chunk is a string, give Uint8Arrays; for text, pipe through a TextEncoderStream',
    number:
      'TypeError: Cannot write to channel "output": a chunk is 7, give Uint8Arrays; for text, pipe through a TextEncoderStream',
    empty: "no error",
  });
  assertEquals(out.chunks, 0);
});

Deno.test("readableOf fails if the generation ends first: nobody takes the part for the whole", async () => {
  await using server = bodyServer(1);
  await using graph = new Graph("upload", { log: () => {} });
  const { tx, rx } = graph.channel("chunks", bytes, { capacity: 8 });
  // The worker lives on, and with it the request.
  const troupe = graph.troupe("ensemble");
  graph.actor("CHUNKER", chunker, { ports: { out: tx }, troupe })
    .actor("UPLOADER", uploader, {
      ports: { in: rx },
      args: { url: server.url, dies: true },
      troupe,
    });
  await graph.start();
  const report = await within(graph.finished, "the end", 30_000);
  const { state, restarts } = actorIn(report, "UPLOADER");
  assertEquals(restarts, 1);
  // One body came to its end: that of the successor, with what was left.
  assertEquals(server.bodies.filter((body) => body === "broken off"), ["broken off"]);
  assertEquals(server.bodies.filter((body) => body !== "broken off").length, 1);
  assertMatch(state.answer as string, /^stored \d+ bytes$/);
});
