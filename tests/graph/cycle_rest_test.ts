import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Graph, type GraphOptions, StopError, u32 } from "@steady-state/deno";
import { restAt, restsBetween } from "../../src/probe/read.ts";
import {
  brooder,
  feeder,
  holder,
  merger,
  node,
  pairer,
  poller,
  selfish,
  snoozer,
  stuffer,
  taker,
  trickle,
  turner,
  whirl,
} from "../fixtures/cycle_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, channelIn, runMoving, until, Watch, within } from "../fixtures/watch.ts";

/** What stands in a loop with feedback: a merger and who sends back. */
interface Loop {
  readonly count?: number;
  readonly feeding?: { readonly pauseMs: number; readonly perTurn: number };
  readonly beatMs?: number;
  readonly together?: boolean;
  readonly turning?: "turner" | "taker" | "brooder" | "snoozer" | "holder";
  readonly args?: Record<string, number | boolean>;
}

/** FEEDER → MERGER → TURNER → MERGER. */
function loop(options: GraphOptions, setup: Loop = {}): Graph {
  const { count = 0, feeding = {}, beatMs = 0, together = false, turning = "turner", args = {} } =
    setup;
  const graph = new Graph("loop", options);
  const home = together ? { troupe: graph.troupe("ensemble") } : {};
  const fresh = graph.channel("fresh", u32, { capacity: 16 });
  const to = graph.channel("to", u32, { capacity: 8 });
  const back = graph.channel("back", u32, { capacity: 8 });
  const ports = { to: to.rx, back: back.tx };
  graph.actor("FEEDER", feeder, {
    ports: { out: fresh.tx },
    args: { count, ...feeding },
    ...home,
  });
  graph.actor("MERGER", merger, {
    ports: { fresh: fresh.rx, back: back.rx, out: to.tx },
    args: { beatMs },
    ...home,
  });
  if (turning === "turner") graph.actor("TURNER", turner, { ports, args, ...home });
  else if (turning === "taker") graph.actor("TURNER", taker, { ports, args, ...home });
  else if (turning === "brooder") graph.actor("TURNER", brooder, { ports, args, ...home });
  else if (turning === "holder") {
    const outlet = graph.channel("outlet", u32, { capacity: 1 });
    graph.actor("TURNER", holder, { ports: { ...ports, outlet: outlet.tx }, ...home });
    graph.actor("TRICKLE", trickle, { ports: { outlet: outlet.rx }, ...home });
  } else graph.actor("TURNER", snoozer, { ports, args, ...home });
  return graph;
}

/** Stops a graph once `channel` has seen so many messages. */
async function stopAfter(graph: Graph, channel: string, messages: number): Promise<void> {
  const { region, topology } = graph.telemetry;
  const words = new Int32Array(region);
  const { sentWord } = topology.channels.find(({ name }) => name === channel)!;
  await until(
    () => Atomics.load(words, sentWord) >= messages,
    `${messages} messages in ${channel}`,
  );
  graph.stop("enough").catch(() => {});
}

function assertNothingLost(report: Awaited<ReturnType<typeof runMoving>>): void {
  const { state: fed } = actorIn(report, "FEEDER");
  const { state: { sum, count, open } } = actorIn(report, "MERGER");
  assertEquals({ sum, count, open }, { sum: fed.sum, count: fed.next, open: 0 });
  for (const { label, left } of report.channels) assertEquals(left, 0, label);
}

for (const together of [false, true]) {
  const where = together ? "in a troupe" : "solo";

  Deno.test(`a cycle closes when its source ends, and nothing is lost: ${where}`, async () => {
    const watch = new Watch();
    await using graph = loop({ log: watch.log }, { count: 1000, together });
    const report = await runMoving(graph);
    assertEquals(report.clean, true);
    assertNothingLost(report);
    assertEquals(actorIn(report, "FEEDER").state.next, 1000);
    assertEquals(watch.texts("info"), [
      "loop: the cycle MERGER → TURNER → MERGER has come to rest: its channels are closed",
    ]);
  });

  Deno.test(`a cycle closes at a stop, and nothing is lost: ${where}`, async () => {
    await using graph = loop({ logLevel: "error" }, { together });
    await graph.start();
    await stopAfter(graph, "back", 500);
    const report = await within(graph.finished, "the end");
    assertEquals(report.clean, true);
    assertNothingLost(report);
    assert((actorIn(report, "FEEDER").state.next as number) > 0);
  });

  Deno.test(`a cycle closes when its source ends, though a member only takes: ${where}`, async () => {
    await using graph = loop({ logLevel: "error" }, { count: 500, together, turning: "taker" });
    const report = await runMoving(graph);
    assertEquals(report.clean, true);
    assertNothingLost(report);
    assertEquals(actorIn(report, "FEEDER").state.next, 500);
  });

  Deno.test(`a cycle closes at a stop, though a member only takes and dies once: ${where}`, async () => {
    const intensity = { restarts: 3, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 1 } };
    const args = { dieOn: 99 };
    await using graph = loop({ log: () => {}, intensity }, { together, turning: "taker", args });
    await graph.start();
    await stopAfter(graph, "back", 500);
    const report = await within(graph.finished, "the end");
    assertEquals([report.clean, actorIn(report, "TURNER").restarts], [true, 1]);
    assertNothingLost(report);
  });

  Deno.test(`a cycle with a member that works by the clock closes at a stop: ${where}`, async () => {
    await using graph = loop({ logLevel: "error" }, { together, beatMs: 3 });
    await graph.start();
    await stopAfter(graph, "back", 500);
    assertNothingLost(await within(graph.finished, "the end"));
  });

  Deno.test(`a member of a cycle that dies in the middle starts again, and the cycle closes: ${where}`, async () => {
    const intensity = { restarts: 3, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 1 } };
    await using graph = loop({ log: () => {}, intensity }, {
      count: 300,
      together,
      args: { dieOn: 299 },
    });
    const report = await runMoving(graph);
    assertEquals(actorIn(report, "TURNER").restarts, 1);
    assertNothingLost(report);
  });

  for (const raw of [false, true]) {
    const how = raw ? "awaits something outside" : "waits for a promise";
    Deno.test(`a cycle is not at rest while a member ${how}: ${where}`, async () => {
      await using graph = loop({ logLevel: "error" }, {
        count: 3,
        together,
        turning: "brooder",
        args: { delayMs: 400, raw },
      });
      assertNothingLost(await runMoving(graph));
    });
  }

  Deno.test(`a cycle is not at rest while a member waits for room outside of it: ${where}`, async () => {
    await using graph = loop({ logLevel: "error" }, { count: 4, together, turning: "holder" });
    assertNothingLost(await runMoving(graph));
  });

  Deno.test(`a cycle is not at rest while a member keeps a message for a beat: ${where}`, async () => {
    await using graph = loop({ logLevel: "error" }, {
      together,
      turning: "snoozer",
      args: { beatMs: 15 },
    });
    await graph.start();
    await stopAfter(graph, "back", 10);
    assertNothingLost(await within(graph.finished, "the end"));
  });
}

Deno.test("a cycle in which nothing moves stays open as long as something may come from outside", async () => {
  // Each pause is long enough for the host to look twice.
  const feeding = { pauseMs: 700, perTurn: 1 };
  await using graph = loop({ logLevel: "error" }, { count: 2, feeding });
  const report = await runMoving(graph);
  assertNothingLost(report);
  assertEquals(actorIn(report, "MERGER").state.count, 2);
});

Deno.test("an actor that sends to itself ends when its own channel has come to rest", async () => {
  await using graph = new Graph("self", { logLevel: "error" });
  const own = graph.channel("own", u32);
  graph.actor("SELF", selfish, { ports: { out: own.tx, in: own.rx }, args: { from: 99 } });
  const report = await runMoving(graph);
  assertEquals(actorIn(report, "SELF").state, { begun: 1, seen: 100 });
  assertEquals(report.clean, true);
});

Deno.test("of two cycles in a row, the second closes after the first", async () => {
  const watch = new Watch();
  await using graph = new Graph("row", { log: watch.log });
  const channel = (name: string) => graph.channel(name, u32, { capacity: 256 });
  const [first, own, middle, last] = ["first", "own", "middle", "last"].map(channel);
  graph.actor("FEEDER", feeder, { ports: { out: first!.tx }, args: { count: 200, rounds: 5 } });
  graph.actor("ONE", node, {
    ports: { ins: [first!.rx, own!.rx], outs: [own!.tx, middle!.tx] },
  });
  graph.actor("TWO", node, { ports: { ins: [middle!.rx, last!.rx], outs: [last!.tx] } });
  const report = await runMoving(graph);
  assertEquals(report.clean, true);
  const counted = ["ONE", "TWO"].map((label) => actorIn(report, label).state);
  assertEquals(counted.reduce((all, { count }) => all + (count as number), 0), 200);
  assertEquals(
    counted.reduce((all, { sum }) => all + (sum as number), 0),
    actorIn(report, "FEEDER").state.sum,
  );
  assertEquals(
    watch.texts("info"),
    ["ONE", "TWO"].map((label) =>
      `row: the cycle ${label} → ${label} has come to rest: its channels are closed`
    ),
  );
});

Deno.test("a token that goes round for ever is cut off when the time for the stop is over, and the cycle is named", async () => {
  await using graph = new Graph("ring", { stopTimeoutMs: deadline(1000), logLevel: "error" });
  const links = Array.from({ length: 3 }, (_, i) => graph.channel(`link ${i}`, u32));
  for (let i = 0; i < 3; i++) {
    graph.actor("WHIRL", whirl, {
      instance: i,
      ports: { from: links[i]!.rx, to: links[(i + 1) % 3]!.tx },
      args: { first: i === 0 },
    });
  }
  await graph.start();
  await stopAfter(graph, "link 1", 10);
  const error = await assertRejects(() => within(graph.finished, "the end"), StopError);
  assertStringIncludes(
    error.message,
    "the cycle WHIRL 0 → WHIRL 1 → WHIRL 2 → WHIRL 0 never came to rest",
  );
  assertStringIncludes(error.message, "from is drained");
});

Deno.test("a ring whose token is gone ends at a stop, though its members wake by the clock", async () => {
  await using graph = new Graph("ring", { logLevel: "error" });
  const links = Array.from({ length: 3 }, (_, i) => graph.channel(`link ${i}`, u32));
  for (let i = 0; i < 3; i++) {
    graph.actor("WHIRL", whirl, {
      instance: i,
      ports: { from: links[i]!.rx, to: links[(i + 1) % 3]!.tx },
      args: { beatMs: 5 },
    });
  }
  await graph.start();
  await graph.stop("enough");
});

Deno.test("a cycle that is blocked is named as that", async () => {
  await using graph = new Graph("jam", { stopTimeoutMs: deadline(500), logLevel: "error" });
  const there = graph.channel("there", u32, { capacity: 2 });
  const back = graph.channel("back", u32, { capacity: 2 });
  graph.actor("A", stuffer, { ports: { from: back.rx, to: there.tx } })
    .actor("B", stuffer, { ports: { from: there.rx, to: back.tx } });
  await graph.start();
  await stopAfter(graph, "there", 2);
  await stopAfter(graph, "back", 2);
  const error = await assertRejects(() => within(graph.finished, "the end"), StopError);
  assertStringIncludes(
    error.message,
    "the cycle A → B → A is blocked: each waits for room that only the next can make",
  );
  assertEquals(channelIn(error.report, "there").left, 2);
});

Deno.test("a message that its reader does not take keeps a cycle open, and is named", async () => {
  const watch = new Watch();
  await using graph = new Graph("pairs", { stopTimeoutMs: deadline(1000), log: watch.log });
  const there = graph.channel("there", u32);
  const back = graph.channel("back", u32);
  graph.actor("A", pairer, { ports: { from: back.rx, to: there.tx } })
    .actor("B", pairer, { ports: { from: there.rx, to: back.tx } });
  await graph.start();
  await stopAfter(graph, "there", 1);
  await stopAfter(graph, "back", 1);
  const error = await assertRejects(() => within(graph.finished, "the end"), StopError);
  assertStringIncludes(
    error.message,
    'the cycle A → B → A never came to rest: there are messages in it still, 1 of them in channel "there"',
  );
  assertEquals(watch.texts("info"), []);
});

Deno.test("a cycle whose members wake by the clock is not closed before a stop", async () => {
  const watch = new Watch();
  await using graph = new Graph("poll", { log: watch.log });
  const there = graph.channel("there", u32);
  const back = graph.channel("back", u32);
  graph.actor("POLLER", poller, { ports: { from: back.rx, to: there.tx } })
    .actor("WHIRL", whirl, { ports: { from: there.rx, to: back.tx } });
  await graph.start();
  const { region, topology } = graph.telemetry;
  const rest = () => restAt(region, topology.actors[0]!.probe);
  const first = rest();
  // Long enough for several looks at the cycle: between any two of them both have woken and found nothing.
  await until(() => restsBetween(first, rest()) >= 200, "two hundred beats");
  assertEquals(watch.texts("info"), []);
  const report = await graph.stop("enough");
  assertEquals(report.clean, true);
  // On a machine that has too much to do, beats are missed.
  assertEquals(watch.texts("warn").filter((text) => !text.includes("missed")), []);
});
