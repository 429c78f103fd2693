/**
 * Pods in one process for tests: graphs with an aqueduct between them.
 *
 * @module
 */
import { Graph, type GraphOptions, u32 } from "@steady-state/deno";
import { jetstream, type JetstreamOptions } from "@steady-state/deno/links";
import { strain } from "../../fixtures/strain.ts";
import { counting, summing } from "./pod_actors.ts";

/** So long is a fact waited for at least: servers that are started again, and pauses between attempts, are part of it. */
const PATIENCE_MS = 60_000;

/** How small the channels are, so that all that is under way is little. */
export const SMALL = 256;

/** What graphs in these tests have in common; `lines` are what they say. */
export function quiet(lines: string[] = []): GraphOptions {
  return {
    logLevel: "warn",
    log: ({ text }) => void lines.push(text),
    intensity: { restarts: 1000, withinMs: 60_000 },
  };
}

/** A pod that counts from a number up to another one, and sends it. */
export function sendingPod(
  options: JetstreamOptions,
  { from = 0, to, stopTimeoutMs = 20_000, graph: more = quiet() }: {
    readonly from?: number;
    readonly to: number;
    readonly stopTimeoutMs?: number;
    readonly graph?: GraphOptions;
  },
): Graph {
  const graph = new Graph("sender", more);
  const orders = graph.aqueduct("orders", u32, {
    capacity: SMALL,
    stopTimeoutMs,
    via: jetstream(options),
  });
  graph.actor("COUNTING", counting, { ports: { numbers: orders.tx }, args: { from, to } });
  return graph;
}

/** A pod that adds up what comes; as many as `most`, and then no more. */
export function takingPod(
  options: JetstreamOptions,
  { most = Infinity, stopTimeoutMs = 20_000, graph: more = quiet() }: {
    readonly most?: number;
    readonly stopTimeoutMs?: number;
    readonly graph?: GraphOptions;
  } = {},
): Graph {
  const graph = new Graph("taker", more);
  const orders = graph.aqueduct("orders", u32, {
    capacity: SMALL,
    stopTimeoutMs,
    via: jetstream(options),
  });
  graph.actor("SUMMING", summing, { ports: { numbers: orders.rx }, args: { most } });
  return graph;
}

/** The sum of the numbers before `count`. */
export function sumBefore(count: number): number {
  return count * (count - 1) / 2;
}

/** Waits until that holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const begun = performance.now();
  while (!await holds()) {
    const waited = performance.now() - begun;
    if (waited > PATIENCE_MS * strain()) {
      throw new Error(`Waited ${Math.round(waited)} ms in vain until ${holds}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
