import {
  type ActorShape,
  type CrashReport,
  Graph,
  type Kind,
  StopError,
  type StopReport,
  type Supervisor,
} from "@steady-state/deno";
import { Random } from "../../contract/random.ts";
import { Fate, type Fault } from "../fate.ts";
import { FAULT_KINDS, type FaultKind, pointOf } from "../fault_kinds.ts";
import { killSome } from "../kill_some.ts";
import { stopAtStandstill } from "../standstill.ts";
import { KINDS } from "./messages.ts";
import { type Args, type Form, queryOf } from "./node.ts";
import {
  type Arrivals,
  arrivalsOf,
  type Edge,
  type KindName,
  type Node,
  type Shape,
  shapeOf,
} from "./shape.ts";

/** What became of a random graph. */
export interface RandomResult {
  readonly seed: number;
  readonly actors: number;
  readonly channels: number;
  readonly messages: number;
  readonly faults: number;
  readonly crashes: number;
  /** Messages that were sent and not taken, and that were taken and not sent. */
  readonly lost: number;
  readonly doubled: number;
  /** Whether nothing moved any more before the end. */
  readonly hung: boolean;
  readonly clean: boolean;
  /** Messages that were given up: none of them was to blame for anything. */
  readonly blamed: number;
  /** What else is not as it must be: one sentence each. */
  readonly differences: readonly string[];
  readonly tookMs: number;
}

const HANG_TIMEOUT_MS = 150;
/** Faults for each actor, on average. */
const FAULTS_PER_ACTOR = 2;
/** An actor commits something between two of its faults, so no message is there at three deaths of its own actor. */
const VISITS_BETWEEN = 60;
const MOST_KILLS = 3;

/** Faults that an actor's own code may be dealt. */
const OWN_KINDS = FAULT_KINDS.filter((kind) => kind !== "kill from outside");

/** Runs the random graph of that seed under faults of these kinds, and compares what comes out with what must. */
export async function randomStorm(
  seed: number,
  kinds: readonly FaultKind[] = OWN_KINDS,
): Promise<RandomResult> {
  const shape = shapeOf(seed);
  const { nodes, edges } = shape;
  const random = new Random(seed ^ 0x5eed);
  const arrivals = arrivalsOf(shape);
  const fates = nodes.map((node, i) =>
    Fate.of(faultsOf(node, arrivals[i] as Arrivals, shape, kinds, random))
  );
  const crashes: CrashReport[] = [];
  let blamed = 0;
  const graph = new Graph(`random ${seed}`, {
    intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
    hangTimeoutMs: HANG_TIMEOUT_MS,
    stopTimeoutMs: 20_000,
    log: () => {},
    onCrash: (report) => crashes.push(report),
    onDeadLetter: () => blamed++,
  });
  await draw(graph, shape, fates);

  const begin = performance.now();
  await graph.start();
  const over = new AbortController();
  const byLabel = new Map(nodes.map(({ label }, i) => [label, fates[i] as Fate]));
  const killing = killSome(graph, byLabel, random.below(MOST_KILLS + 1), random, over.signal);
  const standstill = stopAtStandstill(graph);
  const report = await graph.finished.catch((error) => {
    if (error instanceof StopError) return error.report;
    throw error;
  });
  over.abort();
  standstill.end();
  const kills = await killing;
  const unexpected = crashes.filter(isUnexpected).map((
    { actor, cause, error: { name, message } },
  ) => `${actor} crashed (${cause}): ${name}: ${message}`);
  return {
    seed,
    actors: nodes.length,
    channels: edges.length,
    messages: report.channels.reduce((sum, { taken }) => sum + taken, 0),
    faults: fates.reduce((sum, { struck }) => sum + struck.length, kills),
    crashes: crashes.length,
    hung: standstill.found,
    clean: report.clean,
    blamed,
    ...compare(shape, arrivals, report, unexpected),
    tookMs: performance.now() - begin,
  };
}

/** A crash that is none of the faults that were dealt out. */
function isUnexpected({ cause, error: { message } }: CrashReport): boolean {
  return (cause === "throw" || cause === "uncaught" || cause === "returned") &&
    !message.startsWith("fault: ");
}

function faultsOf(
  { role }: Node,
  { count }: Arrivals,
  shape: Shape,
  kinds: readonly FaultKind[],
  random: Random,
): Fault[] {
  const values = role === "source" ? shape.count : count || shape.count;
  // Each value, or each few of them, is a turn with four points.
  const visits = Math.max(1, Math.floor(values / 3));
  const faults = random.below(2 * FAULTS_PER_ACTOR + 1);
  let visit = 0;
  return Array.from({ length: faults }, () => {
    visit += VISITS_BETWEEN + random.below(Math.max(1, Math.floor(visits / Math.max(1, faults))));
    const kind = kinds[random.below(kinds.length)] as FaultKind;
    // What strikes at the end must not stand in the way of the others.
    return { visit: pointOf(kind) === "before end" ? Infinity : visit, kind };
  }).sort((a, b) => a.visit - b.visit);
}

async function draw(graph: Graph, shape: Shape, fates: readonly Fate[]): Promise<void> {
  const { nodes, edges, seed, count } = shape;
  const channels = edges.map(({ name, kind, capacity, checked }) =>
    graph.channel(name, KINDS[kind] as Kind<unknown>, { capacity, checked })
  );
  const troupes = Array.from({ length: shape.troupes }, (_, i) => graph.troupe(`T${i}`));
  const supervisors: Supervisor[] = [];
  for (const [i, strategy] of shape.strategies.entries()) {
    const above = supervisors[i - 1];
    supervisors.push(graph.supervisor(`S${i}`, {
      strategy,
      intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
      ...(above && { supervisor: above }),
    }));
  }
  for (const [i, one] of nodes.entries()) {
    const { label, role, ins, outs, gathers } = one;
    const [name, number] = label.split(" ") as [string, string];
    const kinds = (numbers: readonly number[]): KindName[] =>
      numbers.map((edge) => (edges[edge] as Edge).kind);
    const form: Form = { role, ins: kinds(ins), outs: kinds(outs), gathers };
    const module = new URL(`./node.ts${queryOf(form)}`, import.meta.url).href;
    const { node } = await import(module) as { readonly node: ActorShape };
    const rx = ins.map((edge) => channels[edge]!.rx);
    const tx = outs.map((edge) => channels[edge]!.tx);
    const ports: Record<string, unknown> = {};
    if (gathers) ports.ins = rx;
    else rx.forEach((end, port) => ports[`in${port}`] = end);
    if (role === "broadcaster") ports.outs = tx;
    else tx.forEach((end, port) => ports[`out${port}`] = end);
    const args: Args = { node: i, seed, count, limit: limitOf(one, shape), fate: fates[i]!.memory };
    const supervisor = one.supervisor === null ? undefined : supervisors[one.supervisor];
    const troupe = one.troupe === null ? undefined : troupes[one.troupe];
    graph.actor(name, node, {
      instance: Number(number),
      ports,
      args: { ...args },
      ...(troupe && { troupe }),
      ...(supervisor && { supervisor }),
    } as never);
  }
}

/** As many values as go round a turner's loop without ever filling a channel of it: that leaves room for one more. */
function limitOf({ role, outs }: Node, { nodes, edges }: Shape): number {
  if (role !== "turner") return 1;
  let limit = Infinity;
  let edge = edges[outs[0] as number] as Edge;
  const turner = edge.from;
  for (;;) {
    limit = Math.min(limit, edge.capacity);
    if (edge.to === turner) return limit - 1;
    edge = edges[(nodes[edge.to] as Node).outs[0] as number] as Edge;
  }
}

/** What is not as it must be. */
function compare(
  { nodes, edges, count }: Shape,
  arrivals: readonly Arrivals[],
  report: StopReport,
  unexpected: readonly string[],
): Pick<RandomResult, "lost" | "doubled" | "differences"> {
  const states = nodes.map(({ label }) =>
    report.actors.find((actor) => actor.label === label)!.state as Record<string, number>
  );
  const differences = [...unexpected];
  const expect = (what: string, is: unknown, must: unknown) => {
    if (is !== must) differences.push(`${what} is ${is}, must be ${must}`);
  };
  let lost = 0;
  let doubled = 0;
  edges.forEach(({ name, from, to }, i) => {
    const port = (node: number, side: "ins" | "outs") => (nodes[node] as Node)[side].indexOf(i);
    const sent = states[from]![`out${port(from, "outs")}Count`]!;
    const taken = states[to]![`in${port(to, "ins")}Count`]!;
    lost += Math.max(0, sent - taken);
    doubled += Math.max(0, taken - sent);
    expect(
      `the hash of what was taken from ${name}`,
      states[to]![`in${port(to, "ins")}Hash`],
      states[from]![`out${port(from, "outs")}Hash`],
    );
    const { sent: counted, left } = report.channels.find(({ label }) => label === name)!;
    expect(`the count of what was sent on ${name}`, counted, sent);
    expect(`what is left in ${name}`, left, 0);
  });
  nodes.forEach(({ label, role, ins, outs }, i) => {
    const state = states[i]!;
    const sum = (side: string, ports: readonly number[], first = 0) =>
      ports.slice(first).reduce((all, _, port) => all + state[`${side}${port + first}Count`]!, 0);
    const taken = sum("in", ins);
    const sent = sum("out", outs);
    if (role === "source") expect(`what ${label} has sent`, sent, count);
    if (role === "relay") expect(`what ${label} has sent`, sent, taken);
    if (role === "broadcaster") expect(`what ${label} has sent`, sent, taken * outs.length);
    if (role === "turner") {
      expect(`what ${label} has passed on`, sum("out", outs, 1), sum("in", ins, 1));
      expect(`what is open at ${label}`, state.open, 0);
    }
    const { count: must, sum: total } = arrivals[i] as Arrivals;
    if (Number.isNaN(must) || role === "source") return;
    expect(`what came to ${label}`, role === "turner" ? sum("in", ins, 1) : taken, must);
    if (role !== "turner") expect(`the sum at ${label}`, state.sum, total);
  });
  for (const { label, outcome, why } of report.actors) {
    if (outcome !== "ended") differences.push(`${label} ${outcome}: ${why}`);
  }
  return { lost, doubled, differences };
}
