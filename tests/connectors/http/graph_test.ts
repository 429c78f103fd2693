/** Webhooks through a graph and out again, on real workers. */
import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, type GraphOptions, json } from "@steady-state/deno";
import { until, within } from "../../fixtures/watch.ts";
import { freePort } from "../servers/find.ts";
import { Hub } from "../servers/hub.ts";
import { type Hook, hooks, posts } from "./graph_actors.ts";
import { WebhookSender } from "./webhook_sender.ts";

const QUIET: GraphOptions = {
  log: () => {},
  intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
};

function drawn(port: number, hub: Hub, deadLetters = ""): Graph {
  const graph = new Graph("hooks", QUIET);
  const messages = graph.channel("messages", delivery(json<Hook>()), { capacity: 16 });
  return graph.actor("HOOKS", hooks, {
    ports: { messages: messages.tx },
    args: { port, path: "/hooks", retryAfterMs: 0, deadLetters },
  }).actor("POSTS", posts, {
    ports: { messages: messages.rx },
    args: { url: `http://127.0.0.1:${hub.port}/in/posts`, timeoutMs: 2_000 },
  });
}

function send(sender: WebhookSender, from: number, to: number): void {
  for (let n = from; n < to; n++) {
    sender.send({ id: `hook-${n}`, bytes: new TextEncoder().encode(`{"n":${n}}`) });
  }
}

/** Waits until so many have come out. */
async function kept(hub: Hub, n: number): Promise<void> {
  while ((await keysIn(hub)).length < n) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function keysIn(hub: Hub): Promise<string[]> {
  return (await hub.read("posts")).map(({ key }) => key ?? "");
}

Deno.test("webhooks go through a graph and out again once each, whoever dies", async () => {
  await using hub = await Hub.start();
  const port = freePort();
  const graph = drawn(port, hub);
  await within(graph.start(), "the start");
  await using sender = new WebhookSender(port, "/hooks");
  for (let round = 0; round < 4; round++) {
    send(sender, round * 50, round * 50 + 50);
    // In the middle of it.
    await within(kept(hub, round * 50 + 1), "some are there");
    if (round === 1) await graph.restart("HOOKS");
    if (round === 2) await graph.restart("POSTS");
    if (round === 3) await hub.kill();
  }
  await within(sender.done(), "all are answered 202");
  const expected = Array.from({ length: 200 }, (_, n) => `hook-${n}`);
  assertEquals((await keysIn(hub)).toSorted(), expected.toSorted());
  const report = await within(graph.stop(), "the stop");
  assert(report.clean);
});

Deno.test("a graph that stops answers what is under way, and refuses the rest", async () => {
  await using hub = await Hub.start();
  const port = freePort();
  const graph = drawn(port, hub);
  await within(graph.start(), "the start");
  const statuses: number[] = [];
  let isStopping = false;
  let isRefused = false;
  const sending = Array.from({ length: 8 }, async (_, sender) => {
    for (let n = 0; !isRefused; n++) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}/hooks`, {
          method: "POST",
          headers: { "webhook-id": `${sender}-${n}` },
          body: `{"n":${n}}`,
        });
        await response.body?.cancel();
        statuses.push(response.status);
      } catch {
        // It does not listen yet, or no more.
        isRefused = isStopping;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  });
  await until(() => statuses.length > 50, "some are answered");
  isStopping = true;
  const report = await within(graph.stop(), "the stop");
  assert(report.clean);
  await Promise.all(sending);
  const taken = statuses.filter((status) => status === 202).length;
  assertEquals(new Set(statuses).difference(new Set([202, 503])).size, 0, `${statuses}`);
  assertEquals((await keysIn(hub)).length, taken);
});

Deno.test("a webhook that is no JSON is answered 202, and is a dead letter in its file by then", async () => {
  await using hub = await Hub.start();
  const port = freePort();
  const file = await Deno.makeTempFile();
  const graph = drawn(port, hub, file);
  await within(graph.start(), "the start");
  await using sender = new WebhookSender(port, "/hooks");
  sender.send({ id: "hook-1", bytes: new TextEncoder().encode("tea, please") });
  await within(sender.done(), "it is answered 202");
  const { origin, text } = JSON.parse(await Deno.readTextFile(file));
  assertEquals([origin, text], ["hook-1", "tea, please"]);
  assertEquals(await keysIn(hub), []);
  assert((await within(graph.stop(), "the stop")).clean);
  await Deno.remove(file);
});
