/**
 * One diagnosis: level, panel, lens, alert and Prometheus rule say the same of whatever goes on. Each situation is played to the
 * sampler, as actors and channels would by their counters, and then all five are asked.
 */
import { assertEquals } from "@std/assert";
import { whyActor, whyChannel } from "../../static/lens/why.js";
import { LEVEL_NAMES } from "../../static/words/levels.js";
import { culpritsView } from "../../src/telemetry/api/culprits_view.ts";
import { metricsView } from "../../src/telemetry/metrics/metrics_view.ts";
import { printMetrics } from "../../src/telemetry/metrics/print_metrics.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { COLUMN_NAMES, toColumns } from "../../src/telemetry/wire/mod.ts";
import { type FakeChannel, FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";

const TICK_MS = 100;
const PLAYED_MS = 10_000;
/** The graph has been going for so long when the rule of Prometheus begins to look: how something starts is not what it is about. */
const SCRAPED_FROM_MS = 4000;

type Doing = "busy" | "waiting" | "blocked" | "outside" | "down";

interface Situation {
  readonly actors: readonly string[];
  readonly channels: readonly FakeChannel[];
  /** What each actor does with most of each tick; the rest of it is work, or waiting for those that work. */
  readonly mostly: readonly Doing[];
  /** What moves in the channels in the tick that ends at `time`. */
  readonly move?: (graph: FakeGraph, time: number) => void;
  readonly says: Diagnosis;
}

/** What the five say. Channels and actors of which nothing is said are `ok`. */
interface Diagnosis {
  /** The level of each actor and channel that has one. */
  readonly levels: Readonly<Record<string, string>>;
  /** What the panel says of actors and channels. */
  readonly panel: Readonly<Record<string, string>>;
  readonly lens: readonly string[];
  /** The active alerts. */
  readonly alerts: readonly string[];
  /** The channels of which the rule of Prometheus tells. */
  readonly prometheus: readonly string[];
}

function channel(name: string, from: number, to: number, capacity = 100): FakeChannel {
  return { name, from, to, capacity };
}

/** Keeps a channel as full as it is, while so many messages go through it. */
function flow(graph: FakeGraph, at: number, messages: number): void {
  graph.take(at, messages);
  graph.send(at, messages);
}

const calm = { levels: {}, alerts: [], prometheus: [] };
const critical = (name: string, actor: string) => ({
  levels: { [name]: "critical", [actor]: "critical" },
  alerts: [`${name} critical`],
  prometheus: [name],
});

const SITUATIONS: Readonly<Record<string, Situation>> = {
  "full before a reader that is paced by another": {
    actors: ["GENERATOR", "HEARTBEAT", "WORKER"],
    channels: [channel("numbers", 0, 2), channel("beats", 1, 2, 8)],
    mostly: ["blocked", "waiting", "waiting"],
    move: (graph, time) => {
      if (time === TICK_MS) graph.send(0, 100);
      if (time % 1000 !== 0) return;
      flow(graph, 0, 100);
      graph.send(1, 1);
      graph.take(1, 1);
      graph.probes[1]!.countTurn();
      graph.probes[2]!.countTurn();
    },
    says: {
      ...calm,
      panel: {
        numbers:
          "numbers is full: WORKER is paced by HEARTBEAT, it waits for messages on beats, which is no trouble.",
        WORKER:
          "numbers is full: WORKER is paced by HEARTBEAT, it waits for messages on beats, which is no trouble.",
        GENERATOR: "It waits for room in numbers: HEARTBEAT sets the pace.",
      },
      lens: [
        "WORKER is paced by HEARTBEAT, which waits 100% of the time: that numbers is full meanwhile is no trouble.",
      ],
    },
  },
  "full before a reader that waits for time": {
    actors: ["SOURCE", "TAKER"],
    channels: [channel("jobs", 0, 1)],
    mostly: ["blocked", "waiting"],
    move: (graph, time) => {
      if (time === TICK_MS) graph.send(0, 100);
      flow(graph, 0, 1);
      graph.probes[1]!.countTurn();
    },
    says: {
      ...calm,
      panel: {
        TAKER:
          "jobs is full: TAKER sets its own pace, it waits 100% of the time for time, a promise or other messages, which is no trouble.",
        SOURCE: "It waits for room in jobs: TAKER sets the pace.",
      },
      lens: [
        "TAKER sets its own pace and waits 100% of the time: that jobs is full meanwhile is no trouble.",
      ],
    },
  },
  "full before a busy reader": {
    actors: ["SOURCE", "SINK"],
    channels: [channel("jobs", 0, 1)],
    mostly: ["blocked", "busy"],
    move: (graph, time) => {
      if (time === TICK_MS) graph.send(0, 100);
      flow(graph, 0, 10);
      graph.probes[1]!.countTurn();
    },
    says: {
      ...critical("jobs", "SINK"),
      panel: {
        jobs: "jobs is full: SINK does not keep up, 100% busy.",
        SINK: "jobs is full: SINK does not keep up, 100% busy.",
        SOURCE: "It waits for room in jobs: SINK is the cause, 100% busy.",
      },
      lens: [
        "SINK is the bottleneck: 100% busy, its input jobs is full, and 1 actor waits for it.",
      ],
    },
  },
  "full before a reader that is blocked, because its own output is full": {
    actors: ["SOURCE", "MIDDLE", "SINK"],
    channels: [channel("raw", 0, 1), channel("done", 1, 2)],
    mostly: ["blocked", "blocked", "busy"],
    move: (graph, time) => {
      for (const at of [0, 1]) {
        if (time === TICK_MS) graph.send(at, 100);
        flow(graph, at, 10);
      }
      graph.probes[1]!.countTurn();
      graph.probes[2]!.countTurn();
    },
    says: {
      ...critical("done", "SINK"),
      panel: {
        raw:
          "raw is full: MIDDLE is held up itself, blocked 100% of the time; SINK is the cause, 100% busy.",
        MIDDLE: "It waits for room in done: SINK is the cause, 100% busy.",
        SOURCE: "It waits for room in raw: SINK is the cause, 100% busy.",
        done: "done is full: SINK does not keep up, 100% busy.",
      },
      lens: [
        "SINK is the bottleneck: 100% busy, its input done is full, and 2 actors wait for it.",
      ],
    },
  },
  "full while the reader waits outside": {
    actors: ["SOURCE", "SINK"],
    channels: [channel("jobs", 0, 1)],
    mostly: ["blocked", "outside"],
    move: (graph, time) => {
      if (time === TICK_MS) graph.send(0, 100);
      flow(graph, 0, 1);
      graph.probes[1]!.countTurn();
    },
    says: {
      ...critical("jobs", "SINK"),
      panel: {
        SINK: "jobs is full: SINK does not keep up, it waits outside 100% of the time.",
      },
      lens: [
        "SINK is the bottleneck: it waits outside 100% of the time, its input jobs is full, and 1 actor waits for it.",
      ],
    },
  },
  "a burst that drains": {
    actors: ["SOURCE", "SINK"],
    channels: [channel("jobs", 0, 1)],
    mostly: ["waiting", "busy"],
    move: (graph, time) => {
      if (time % 4000 === 1000) graph.send(0, 100);
      graph.take(0, Math.min(10, graph.depth(0)));
    },
    says: { ...calm, panel: { SINK: "" }, lens: [] },
  },
  "a source that is faster than its sink, and drops what finds no room": {
    actors: ["SOURCE", "SINK"],
    channels: [channel("jobs", 0, 1)],
    mostly: ["busy", "busy"],
    move: (graph, time) => {
      if (time === TICK_MS) graph.send(0, 100);
      flow(graph, 0, 10);
    },
    says: {
      ...critical("jobs", "SINK"),
      panel: { SINK: "jobs is full: SINK does not keep up, 100% busy." },
      lens: [
        "SINK is the bottleneck: 100% busy, its input jobs is full, and nobody waits for it.",
      ],
    },
  },
  "full before a reader that does not run": {
    actors: ["SOURCE", "SINK"],
    channels: [channel("jobs", 0, 1)],
    mostly: ["blocked", "down"],
    move: (graph, time) => {
      if (time === TICK_MS) graph.send(0, 100);
    },
    says: {
      ...critical("jobs", "SINK"),
      panel: {
        SINK: "It does not run: not started yet, ended, or being restarted.",
        jobs: "jobs is full: SINK does not keep up, it does not run.",
      },
      lens: [
        "SINK is the bottleneck: it does not run, its input jobs is full, and 1 actor waits for it.",
      ],
    },
  },
  "actors that wait for each other": {
    actors: ["ASKER", "ANSWERER"],
    channels: [channel("jobs", 0, 1), channel("answers", 1, 0)],
    mostly: ["blocked", "blocked"],
    move: (graph, time) => {
      if (time === TICK_MS) { for (const at of [0, 1]) graph.send(at, 100); }
    },
    says: {
      levels: {
        jobs: "critical",
        answers: "critical",
        ASKER: "critical",
        ANSWERER: "critical",
      },
      panel: {
        ASKER:
          "Deadlock: ASKER waits for ANSWERER, jobs is full; ANSWERER waits for ASKER, answers is full.",
      },
      lens: [
        "Deadlock: ASKER waits for ANSWERER, jobs is full; ANSWERER waits for ASKER, answers is full.",
      ],
      alerts: ["answers critical", "jobs critical"],
      prometheus: ["answers", "jobs"],
    },
  },
  "a join of which one side does not send enough": {
    actors: ["ORDERS", "RATES", "JOIN"],
    channels: [channel("sold", 0, 2), channel("rates", 1, 2)],
    mostly: ["blocked", "busy", "waiting"],
    move: (graph, time) => {
      if (time === TICK_MS) graph.send(0, 100);
      if (time % 200 !== 0) return;
      flow(graph, 0, 1);
      graph.send(1, 1);
      graph.take(1, 1);
      graph.probes[1]!.countTurn();
      graph.probes[2]!.countTurn();
    },
    says: {
      ...critical("rates", "RATES"),
      panel: {
        RATES: "RATES does not send enough: 100% busy, and JOIN waits for it.",
        rates: "RATES does not send enough: 100% busy, and JOIN waits for it.",
        JOIN:
          "sold is full: JOIN is paced by RATES, it waits for messages on rates, which is no trouble.",
      },
      lens: [
        "RATES is the bottleneck: 100% busy, its output rates is empty, and 2 actors wait for it.",
      ],
    },
  },
};

for (const [name, situation] of Object.entries(SITUATIONS)) {
  Deno.test(`one diagnosis: ${name}`, async () => {
    assertEquals(await diagnose(situation), situation.says);
  });
}

/** Plays a situation, and asks the five. */
async function diagnose({ actors, channels, mostly, move, says }: Situation): Promise<Diagnosis> {
  const graph = new FakeGraph("played", actors, channels);
  const sampler = new Sampler(graph.source);
  const rule = await channelRule();
  const sums = new Map<string, number>();
  let scrapes = 0;
  let sample = sampler.sample(0);
  for (let time = 0; time < PLAYED_MS;) {
    mostly.forEach((doing, actor) => spend(graph, actor, doing, time));
    time += TICK_MS;
    move?.(graph, time);
    sample = sampler.sample(time);
    if (time < SCRAPED_FROM_MS || time % 1000 !== 0) continue;
    scrapes++;
    for (const [channel, value] of scrape(graph, sample, rule.metric)) {
      sums.set(channel, (sums.get(channel) ?? 0) + value);
    }
  }

  const names = { a: actors, c: channels.map((one) => one.name) };
  const columns = toColumns(sample);
  const named = {
    column: (side: "a" | "c", figure: string) =>
      columns[side][COLUMN_NAMES[side].indexOf(figure)] ?? [],
  };
  const drawn = { actors: actors.map((label) => ({ label })), chans: graph.topology.channels };
  const levels = (["c", "a"] as const).flatMap((side) =>
    named.column(side, "level").flatMap((level, at) =>
      level === 0 ? [] : [[names[side][at]!, LEVEL_NAMES[Number(level)]!]]
    )
  );
  const panel = Object.keys(says.panel).map((one) => {
    const channel = names.c.indexOf(one);
    const why = channel < 0
      ? whyActor(drawn, named, actors.indexOf(one))
      : whyChannel(drawn, named, channel);
    return [one, why];
  });
  const { culprits, cycles } = culpritsView(graph.topology, sample);
  return {
    levels: Object.fromEntries(levels),
    panel: Object.fromEntries(panel),
    lens: [...cycles, ...culprits].map(({ sentence }) => sentence),
    alerts: sampler.alerts.active.map(({ label, level }) => `${label} ${LEVEL_NAMES[level]}`)
      .sort(),
    prometheus: [...sums].flatMap(([channel, sum]) => sum / scrapes > rule.above ? [channel] : [])
      .sort(),
  };
}

/** Lets an actor do that from `time` on, until it does something else. */
function spend(graph: FakeGraph, actor: number, doing: Doing, time: number): void {
  const probe = graph.probes[actor]!;
  if (doing === "busy") probe.busy(time);
  else if (doing === "outside") probe.outside(time, Infinity);
  else if (doing !== "down") probe.wait(time, doing === "blocked");
}

/** The rule of Prometheus about channels: an average over time of a metric, and above which value it tells. */
async function channelRule(): Promise<{ metric: string; above: number }> {
  const text = await Deno.readTextFile(
    new URL("../../static/prometheus-alerts.yml", import.meta.url),
  );
  const [, metric, above] =
    /alert: SteadyStateChannelFull\s+expr: avg_over_time\((\w+)\[2m\]\) > ([\d.]+)/.exec(text)!;
  return { metric: metric!, above: Number(above) };
}

function scrape(
  graph: FakeGraph,
  sample: ReturnType<Sampler["sample"]>,
  metric: string,
): [channel: string, value: number][] {
  const text = printMetrics(metricsView({
    topology: graph.topology,
    sample,
    own: { version: "", deno: "", clients: 0, skipped: 0, frameSeconds: 0 },
  }));
  return parsePrometheus(text).flatMap(({ name, labels, value }) =>
    name === metric ? [[labels.channel!, value]] : []
  );
}
