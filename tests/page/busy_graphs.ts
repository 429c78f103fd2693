import { FakeGraph } from "../telemetry/fake_graph.ts";

/** A fake graph that is kept busy by a timer, as a real one would be by its actors. */
export interface BusyGraph extends Disposable {
  readonly graph: FakeGraph;
}

/** How an actor spends its time: shares that sum to at most 1, and a line to show. */
interface Habit {
  readonly busy: number;
  readonly blocked: number;
  readonly status?: string;
}

/** How a channel is used: messages a second, and how full it is on average. */
interface Flow {
  readonly rate: number;
  readonly fill: number;
}

const STEP_MS = 20;

/** Four actors in a row, as in the standard example; the last channel runs full. */
export function fourActors(): BusyGraph {
  const graph = new FakeGraph(
    "standard",
    ["GENERATOR", "HEARTBEAT", "WORKER", "LOGGER"],
    [
      { name: "numbers", from: 0, to: 2, capacity: 4096, kind: "u64" },
      { name: "beats", from: 1, to: 2, capacity: 16, kind: "u64" },
      { name: "results", from: 2, to: 3, capacity: 1024, kind: "struct" },
    ],
  );
  return keepBusy(graph, [
    { busy: 0.31, blocked: 0.42 },
    { busy: 0.01, blocked: 0, status: "beat 120 of 600" },
    { busy: 0.99, blocked: 0 },
    { busy: 0.22, blocked: 0, status: "fizz 33 · buzz 20 · fizzbuzz 6" },
  ], [{ rate: 2_340_000, fill: 0.88 }, { rate: 1, fill: 0.06 }, { rate: 912_000, fill: 0.27 }]);
}

/** A pipeline of lanes, with one lane that cannot keep up. */
export function thirtyActors(): BusyGraph {
  const stages = ["parse", "validate", "enrich", "score"];
  const lanes = 6;
  const actors: ConstructorParameters<typeof FakeGraph>[1][number][] = [
    "http ingest",
    "kafka reader",
    "router",
    ...stages.flatMap((name) =>
      Array.from(
        { length: lanes },
        (_, instance) => ({ name, instance, troupe: `lane ${instance}` }),
      )
    ),
    "aggregator",
    "db writer",
    "dead letters",
  ];
  const channels = [
    { name: "requests", from: 0, to: 2, capacity: 1024, kind: "json" },
    { name: "records", from: 1, to: 2, capacity: 4096, kind: "bytes" },
  ];
  const at = (stage: number, lane: number): number => 3 + stage * lanes + lane;
  const end = 3 + stages.length * lanes;
  const bundle = (name: string, lane: number, from: number, to: number) =>
    channels.push({ name, from, to, capacity: 512, kind: "struct", lane } as typeof channels[0]);
  for (let lane = 0; lane < lanes; lane++) {
    bundle("jobs", lane, 2, at(0, lane));
    bundle("parsed", lane, at(0, lane), at(1, lane));
    bundle("valid", lane, at(1, lane), at(2, lane));
    bundle("rich", lane, at(2, lane), at(3, lane));
    bundle("scores", lane, at(3, lane), end);
  }
  channels.push({ name: "rows", from: end, to: end + 1, capacity: 2048, kind: "struct" });
  channels.push({ name: "rejects", from: end, to: end + 2, capacity: 256, kind: "json" });
  const graph = new FakeGraph("order pipeline", actors, channels);

  const slow = at(3, 2);
  const habits = actors.map((_, index): Habit => {
    if (index === slow) return { busy: 0.99, blocked: 0, status: "model v7, 3.1 ms a score" };
    if (index === at(2, 2)) return { busy: 0.2, blocked: 0.74 };
    if (index === at(1, 2)) return { busy: 0.22, blocked: 0.4 };
    return { busy: 0.08 + (index * 37 % 60) / 100, blocked: 0 };
  });
  const flows = channels.map(({ to, from }, index): Flow => {
    const rate = 4000 * (1 + index * 13 % 17);
    if (to === slow) return { rate: 9000, fill: 0.98 };
    if (to === at(2, 2)) return { rate: 9100, fill: 0.86 };
    if (to === at(1, 2)) return { rate: 9300, fill: 0.57 };
    return { rate: from < 2 ? rate * 6 : rate, fill: 0.03 + (index * 29 % 31) / 100 };
  });
  return keepBusy(graph, habits, flows);
}

function keepBusy(graph: FakeGraph, habits: readonly Habit[], flows: readonly Flow[]): BusyGraph {
  graph.probes.forEach((probe, index) => {
    if (habits[index]?.status) probe.setStatus(habits[index].status);
  });
  flows.forEach(({ fill }, index) => {
    graph.send(index, Math.round(fill * graph.topology.channels[index]!.capacity));
  });
  const owed = flows.map(() => 0);
  const begun = performance.now();
  let last = begun;
  const timer = setInterval(() => {
    const now = performance.now();
    // What really passed: a machine that has much to do calls timers late.
    const step: Step = { endsAt: Date.now(), tookMs: now - last, at: (now - begun) / STEP_MS };
    last = now;
    graph.probes.forEach((probe, index) => spend(probe, habits[index]!, step));
    flows.forEach(({ rate, fill }, index) => {
      const wave = rate < 50 ? 1 : 1 + 0.15 * Math.sin(step.at / 40 + index);
      owed[index]! += rate * wave * step.tookMs / 1000;
      const sent = Math.floor(owed[index]!);
      owed[index]! -= sent;
      graph.send(index, sent);
      const keep = Math.round(fill * graph.topology.channels[index]!.capacity);
      graph.take(index, Math.max(0, graph.depth(index) - keep));
    });
  }, STEP_MS);
  return { graph, [Symbol.dispose]: () => clearInterval(timer) };
}

/** The time from one call of the timer to the next. */
interface Step {
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  readonly tookMs: number;
  /** How many steps are over since the beginning, had the timer always been in time. */
  readonly at: number;
}

// A step of an actor's time is laid out backwards from its end, so that its shares come out as its habit says.
function spend(
  probe: FakeGraph["probes"][number],
  { busy, blocked }: Habit,
  { endsAt, tookMs, at }: Step,
): void {
  const wave = 1 + 0.06 * Math.sin(at / 25);
  const begunAt = endsAt - tookMs;
  const working = Math.min(1 - blocked, busy * wave) * tookMs;
  probe.busy(begunAt);
  probe.wait(begunAt + working, true);
  probe.wait(begunAt + working + blocked * tookMs, false);
  for (let turn = 0; turn < (1 + busy * 40) * tookMs / STEP_MS; turn++) probe.countTurn();
}
