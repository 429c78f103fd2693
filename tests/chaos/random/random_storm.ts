import { type CrashReport, Graph, StopError } from "@steady-state/deno";
import { Random } from "../../contract/random.ts";
import { deadline } from "../../fixtures/strain.ts";
import { Fate, type Fault } from "../fate.ts";
import { FAULT_KINDS, type FaultKind, pointOf } from "../fault_kinds.ts";
import { killSome } from "../kill_some.ts";
import { stopAtStandstill } from "../standstill.ts";
import { compare, type Comparison, draw } from "./random_graph.ts";
import { type Arrivals, arrivalsOf, type Node, type Shape, shapeOf } from "./shape.ts";

/** What became of a random graph. */
export interface RandomResult extends Comparison {
  readonly seed: number;
  readonly actors: number;
  readonly channels: number;
  readonly messages: number;
  readonly faults: number;
  readonly crashes: number;
  /** Whether nothing moved any more before the end. */
  readonly hung: boolean;
  readonly clean: boolean;
  /** Messages that were given up: none of them was to blame for anything. */
  readonly blamed: number;
  readonly tookMs: number;
}

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
  const fates = fatesOf(shape, arrivals, random, kinds);
  const crashes: CrashReport[] = [];
  let blamed = 0;
  const graph = new Graph(`random ${seed}`, {
    workers: shape.workers,
    intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
    hangTimeoutMs: deadline(150),
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

/** Deals faults of these kinds out among the actors of a shape. */
export function fatesOf(
  shape: Shape,
  arrivals: readonly Arrivals[],
  random: Random,
  kinds: readonly FaultKind[] = OWN_KINDS,
): Fate[] {
  return shape.nodes.map((node, i) =>
    Fate.of(faultsOf(node, arrivals[i] as Arrivals, shape, kinds, random))
  );
}

/** A crash that is none of the faults that were dealt out. */
export function isUnexpected({ cause, error: { message } }: CrashReport): boolean {
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
