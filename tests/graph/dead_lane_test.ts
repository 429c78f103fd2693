import { assert, assertEquals } from "@std/assert";
import {
  type ActorReport,
  Graph,
  type GraphOptions,
  StopError,
  type StopReport,
  u32,
} from "@steady-state/deno";
import { dealer, guest, herald } from "../fixtures/lane_actors.ts";
import { actorIn, channelIn, within } from "../fixtures/watch.ts";

const MESSAGES = 400;

/** The ways in which a reader is gone for good, and how the report calls each. */
const WAYS: readonly {
  readonly leaves: "ends" | "dies" | "refuses";
  readonly outcome: ActorReport["outcome"];
  readonly options: { readonly restart?: "temporary"; readonly stopTimeoutMs?: number };
  readonly graph?: GraphOptions;
}[] = [
  { leaves: "ends", outcome: "ended", options: {} },
  { leaves: "dies", outcome: "removed", options: { restart: "temporary" } },
  {
    leaves: "dies",
    outcome: "failed",
    options: {},
    graph: { intensity: { restarts: 0, withinMs: 1000 } },
  },
  { leaves: "refuses", outcome: "unstopped", options: { stopTimeoutMs: 50 } },
];

async function reportOf(graph: Graph): Promise<StopReport> {
  await graph.start();
  try {
    return await within(graph.finished, "the end", 30_000);
  } catch (error) {
    if (error instanceof StopError) return error.report;
    throw error;
  }
}

for (const { leaves, outcome, options, graph: how } of WAYS) {
  Deno.test(`what is dealt out over lanes goes to the others once a reader has ${outcome}`, async () => {
    await using graph = new Graph("pool", { ...how, log: () => {} });
    const jobs = graph.bundle("jobs", u32, { girth: 3, capacity: 1024 });
    graph.actor("DEALER", dealer, { ports: { jobs: jobs.tx }, args: { jobs: MESSAGES } });
    jobs.rx.forEach((numbers, instance) =>
      graph.actor("GUEST", guest, {
        ports: { numbers },
        instance,
        ...(instance === 0 && { args: { leaves, after: 3 }, ...options }),
      })
    );
    const report = await reportOf(graph);
    const [first, ...others] = [0, 1, 2].map((i) => actorIn(report, `GUEST ${i}`));
    assertEquals([first!.outcome, actorIn(report, "DEALER").state], [outcome, { next: MESSAGES }]);
    const { sent, taken } = channelIn(report, "jobs[0]");
    assert(sent <= MESSAGES / 2, `its lane got ${sent} in all`);
    // What it has left is told; everything else was taken, once.
    assertEquals(report.channels.map((channel) => channel.left), [sent - taken, 0, 0]);
    const done = others.reduce((sum, { state }) => sum + (state.taken as number), 0);
    assertEquals(done + sent, MESSAGES);
  });

  Deno.test(`what is for all lanes goes on to the others once a reader has ${outcome}`, async () => {
    await using graph = new Graph("news", { ...how, log: () => {} });
    const news = graph.bundle("news", u32, { girth: 3, capacity: 16 });
    graph.actor("HERALD", herald, { ports: { news: news.tx }, args: { messages: MESSAGES } });
    news.rx.forEach((numbers, instance) =>
      graph.actor("GUEST", guest, {
        ports: { numbers },
        instance,
        ...(instance === 1 && { args: { leaves, after: 30 }, ...options }),
      })
    );
    const report = await reportOf(graph);
    const [first, second, third] = [0, 1, 2].map((i) => actorIn(report, `GUEST ${i}`));
    assertEquals([second!.outcome, actorIn(report, "HERALD").state], [outcome, { next: MESSAGES }]);
    const all = { taken: MESSAGES, sum: MESSAGES * (MESSAGES - 1) / 2 };
    assertEquals([first!.state, third!.state], [all, all]);
    const { sent, taken, left } = channelIn(report, "news[1]");
    assertEquals(sent - taken, left);
    assert(sent < MESSAGES && left <= 16, `${left} left of ${sent}`);
  });
}
