/** Frames through a graph and out again, on real workers. */
import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, json } from "@steady-state/deno";
import { within } from "../../fixtures/watch.ts";
import { Hub } from "../servers/hub.ts";
import { feed, type Frame, frames } from "./graph_actors.ts";

Deno.test("frames go through a graph and out again, none is lost, whoever dies", async () => {
  await using hub = await Hub.start();
  const graph = new Graph("frames", {
    log: () => {},
    intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
  });
  const messages = graph.channel("messages", delivery(json<Frame>()), { capacity: 16 });
  const url = `ws://127.0.0.1:${hub.port}`;
  graph.actor("FEED", feed, {
    ports: { messages: messages.tx },
    args: { url: `${url}/feed/t`, acks: true, idField: "id", pingMs: 1_000 },
  }).actor("FRAMES", frames, {
    ports: { messages: messages.rx },
    args: { url: `${url}/put/t`, acks: true, pingMs: 1_000 },
  });
  await within(graph.start(), "the start");
  for (let round = 0; round < 4; round++) {
    await hub.publish("t", Array.from({ length: 50 }, (_, n) => Uint8Array.of(round, n)));
    // In the middle of it.
    await within(came(hub, round * 50 + 1), "some are there");
    if (round === 1) await graph.restart("FEED");
    if (round === 2) await graph.restart("FRAMES");
    if (round === 3) await hub.kill();
  }
  await within(came(hub, 200), "all are there");
  const report = await within(graph.stop(), "the stop");
  assert(report.clean);
  const expected = Array.from({ length: 200 }, (_, n) => `t/${n}`);
  const all = await originsIn(hub);
  assertEquals([...new Set(all)], expected, "the first of each are in order");
});

async function came(hub: Hub, n: number): Promise<void> {
  while (new Set(await originsIn(hub)).size < n) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function originsIn(hub: Hub): Promise<string[]> {
  return (await hub.read("t")).map(({ bytes }) => new TextDecoder().decode(bytes));
}
