import type { Graph } from "@steady-state/deno";
import type { Random } from "../../contract/random.ts";
import { Fate } from "../fate.ts";
import type { Casting } from "../random/random_graph.ts";
import type { Shape } from "../random/shape.ts";

const MOST_CHILDREN = 2;
/** A process takes a while to start: one that was killed sooner than that each time would do nothing. */
const LEAST_MS_BETWEEN = 300;
const MOST_MS_BETWEEN = 1500;

/** A shape, and how its actors are cast, with its first troupes as processes of their own. */
export interface ChildrenCast {
  readonly shape: Shape;
  readonly castings: readonly Casting[];
}

/** Draws the first troupes of a shape as processes. */
export function castChildren(graph: Graph, shape: Shape): ChildrenCast {
  const children = Array.from(
    { length: Math.min(MOST_CHILDREN, shape.troupes) },
    (_, i) => graph.process(`P${i}`, { spare: i === 0, permissions: { run: true } }),
  );
  const childOf = (troupe: number | null) => troupe === null ? undefined : children[troupe];
  return {
    shape: {
      ...shape,
      nodes: shape.nodes.map((node) => childOf(node.troupe) ? { ...node, troupe: null } : node),
    },
    castings: shape.nodes.map(({ troupe }) => {
      const child = childOf(troupe);
      if (child === undefined) return {};
      // Another process would have a copy, anew in each life, and the same would strike again and again: it dies by kills alone.
      const fate = new Uint8Array(Fate.of([]).memory).slice().buffer;
      return { args: { fate: fate as unknown as SharedArrayBuffer }, options: { troupe: child } };
    }),
  };
}

/** Kills processes of a graph at random moments, until it ends. */
export function killChildren(graph: Graph, random: Random): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const killOne = () => {
    const pids = (graph.telemetry.processes?.() ?? []).flatMap(({ pid }) =>
      pid === null ? [] : [pid]
    );
    const pid = pids[random.below(Math.max(1, pids.length))];
    if (pid !== undefined) kill(pid);
    timer = setTimeout(killOne, LEAST_MS_BETWEEN + random.below(MOST_MS_BETWEEN));
  };
  timer = setTimeout(killOne, LEAST_MS_BETWEEN + random.below(MOST_MS_BETWEEN));
  const end = () => clearTimeout(timer);
  graph.finished.then(end, end);
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
