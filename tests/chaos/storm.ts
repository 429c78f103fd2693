import { f64, Graph, json, StopError, type StopReport, text, u32 } from "@steady-state/deno";
import { Random } from "../contract/random.ts";
import { deadline } from "../fixtures/strain.ts";
import {
  KEYS,
  ledger,
  merger,
  meter,
  order,
  orderOf,
  result,
  router,
  sink,
  source,
  type Task,
  valueOf,
  worker,
} from "./actors.ts";
import { Fate, type Fault, type RestartTime } from "./fate.ts";
import { type FaultKind, pointOf } from "./fault_kinds.ts";
import { killSome } from "./kill_some.ts";
import { stopAtStandstill } from "./standstill.ts";

/** What a storm is made of. */
export interface StormPlan {
  readonly seed: number;
  /** Kinds of faults, of which each comes so many times, spread over the actors. */
  readonly kinds: readonly FaultKind[];
  readonly faults: number;
  /** Orders that go through the graph; more if that takes too little time for all faults. */
  readonly orders: number;
}

/** What became of it. */
export interface StormResult {
  readonly seed: number;
  readonly injected: ReadonlyMap<FaultKind, number>;
  /** From a fault to the first message that the successor took. */
  readonly times: readonly (RestartTime & { readonly solo: boolean })[];
  /** Messages that never came out, and that came out more than once. */
  readonly lost: number;
  readonly doubled: number;
  /** What else is not as in a run without faults: one sentence each. */
  readonly differences: readonly string[];
  readonly crashes: number;
  readonly tookMs: number;
}

const WORKERS = 3;
const CHANNEL = { capacity: 32 };

/** The actors, by label. */
const LABELS = [
  "SOURCE",
  "ROUTER",
  ...Array.from({ length: WORKERS }, (_, i) => `WORKER ${i}`),
  "MERGER",
  "METER",
  "LEDGER",
  "SINK",
];

const SOLO = ["SOURCE", "WORKER 0", "MERGER", "METER"];

/**
 * Puts a graph of nine actors, solo and in troupes, through a storm of faults, and compares what comes out with what comes out
 * of a run without faults.
 */
export async function storm(plan: StormPlan): Promise<StormResult> {
  const random = new Random(plan.seed);
  const fates = fatesOf(plan, random);
  let crashes = 0;
  const graph = new Graph("storm", {
    intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
    stopTimeoutMs: 5000,
    showstopper: Infinity,
    log: () => {},
    onCrash: () => crashes++,
  });
  draw(graph, plan.orders, fates);

  const begin = performance.now();
  await graph.start();
  const kills = new AbortController();
  const killing = plan.kinds.includes("kill from outside")
    ? killSome(graph, fates, plan.faults, random, kills.signal)
    : Promise.resolve(0);
  const standstill = stopAtStandstill(graph);
  const report = await graph.finished.catch((error) => {
    if (error instanceof StopError) return error.report;
    throw error;
  });
  standstill.end();
  kills.abort();
  const injected = new Map(plan.kinds.map((kind) => [kind, 0]));
  for (const fate of fates.values()) {
    for (const kind of fate.struck) injected.set(kind, injected.get(kind)! + 1);
  }
  if (injected.has("kill from outside")) injected.set("kill from outside", await killing);
  return {
    seed: plan.seed,
    injected,
    times: [...fates].flatMap(([label, { times }]) =>
      times.map((time) => ({ ...time, solo: SOLO.includes(label) }))
    ),
    ...compare(plan.orders, report),
    crashes,
    tookMs: performance.now() - begin,
  };
}

/** Deals the faults out among the actors, at random moments of the first half of what they do at least. */
function fatesOf({ kinds, faults, orders }: StormPlan, random: Random): Map<string, Fate> {
  const dealt = new Map(LABELS.map((label) => [label, [] as Fault[]]));
  for (const kind of kinds) {
    if (kind === "kill from outside") continue;
    for (let i = 0; i < faults; i++) {
      const label = LABELS[random.below(LABELS.length)] as string;
      const visit = 1 + random.below(Math.ceil(orders / 2));
      // What strikes at the end must not stand in the way of the others.
      dealt.get(label)!.push({ visit: pointOf(kind) === "before end" ? Infinity : visit, kind });
    }
  }
  return new Map(
    [...dealt].map(([label, own]) => [label, Fate.of(own.sort((a, b) => a.visit - b.visit))]),
  );
}

function draw(graph: Graph, count: number, fates: ReadonlyMap<string, Fate>): void {
  const orders = graph.channel("orders", order, CHANNEL);
  const tasks = graph.bundle("tasks", json<Task>(), { girth: WORKERS, ...CHANNEL });
  const results = graph.bundle("results", result, { girth: WORKERS, ...CHANNEL });
  const values = graph.channel("values", f64, CHANNEL);
  const lines = graph.channel("lines", text, CHANNEL);
  const ids = graph.channel("ids", u32, CHANNEL);
  const left = graph.troupe("left");
  const right = graph.troupe("right");
  const hangTimeoutMs = deadline(100);
  const args = (label: string) => ({ fate: fates.get(label)!.memory });
  graph
    .actor("SOURCE", source, {
      ports: { orders: orders.tx },
      args: { ...args("SOURCE"), count },
      hangTimeoutMs,
    })
    .actor("ROUTER", router, {
      ports: { orders: orders.rx, tasks: tasks.tx },
      args: args("ROUTER"),
      troupe: left,
      hangTimeoutMs,
    });
  for (let lane = 0; lane < WORKERS; lane++) {
    graph.actor("WORKER", worker, {
      instance: lane,
      ports: { tasks: tasks.rx[lane]!, results: results.tx[lane]! },
      args: args(`WORKER ${lane}`),
      ...(lane === 0 ? {} : { troupe: right }),
      hangTimeoutMs,
    });
  }
  graph
    .actor("MERGER", merger, {
      ports: { results: results.rx, values: values.tx, lines: lines.tx },
      args: args("MERGER"),
      hangTimeoutMs,
    })
    .actor("METER", meter, {
      ports: { values: values.rx },
      args: args("METER"),
      hangTimeoutMs,
    })
    .actor("LEDGER", ledger, {
      ports: { lines: lines.rx, ids: ids.tx },
      args: args("LEDGER"),
      troupe: left,
      hangTimeoutMs,
    })
    .actor("SINK", sink, {
      ports: { ids: ids.rx },
      args: args("SINK"),
      troupe: right,
      hangTimeoutMs,
    });
}

/** What is not as it must be. */
function compare(
  orders: number,
  report: StopReport,
): Pick<StormResult, "lost" | "doubled" | "differences"> {
  const stateOf = (label: string) =>
    report.actors.find((actor) => actor.label === label)!.state as Record<string, unknown>;
  const differences: string[] = [];
  const expect = (what: string, is: unknown, must: unknown) => {
    if (is !== must) differences.push(`${what} is ${is}, must be ${must}`);
  };
  const sums = { values: 0, ids: 0, xor: 0 };
  const perKey: number[] = Array(KEYS).fill(0);
  for (let id = 0; id < orders; id++) {
    const { key, amount } = orderOf(id);
    perKey[key]!++;
    sums.values += valueOf(amount);
    sums.ids += id;
    sums.xor = (sums.xor ^ id) >>> 0;
  }
  const ledger = stateOf("LEDGER") as { lost: number; doubled: number; next: number[] };
  const missing = perKey.reduce((sum, must, key) => sum + must - (ledger.next?.[key] ?? 0), 0);
  expect("SOURCE's next order", stateOf("SOURCE").next, orders);
  expect("ROUTER's count", stateOf("ROUTER").routed, orders);
  const workers = Array.from({ length: WORKERS }, (_, lane) => stateOf(`WORKER ${lane}`));
  expect(
    "the WORKERs' count",
    workers.reduce((sum, { done }) => sum + (done as number), 0),
    orders,
  );
  expect(
    "the WORKERs' sum",
    workers.reduce((sum, state) => sum + (state.sum as number), 0),
    sums.values,
  );
  expect("MERGER's count", stateOf("MERGER").merged, orders);
  expect("METER's count", stateOf("METER").count, orders);
  expect("METER's sum", stateOf("METER").sum, sums.values);
  expect("SINK's count", stateOf("SINK").count, orders);
  expect("SINK's sum", stateOf("SINK").sum, sums.ids);
  expect("SINK's xor", stateOf("SINK").xor, sums.xor);
  for (const { label, left } of report.channels) expect(`what is left in ${label}`, left, 0);
  for (const { label, outcome, why } of report.actors) {
    if (outcome !== "ended") differences.push(`${label} ${outcome}: ${why}`);
  }
  return { lost: ledger.lost + missing, doubled: ledger.doubled, differences };
}
