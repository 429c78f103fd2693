import type { Graph } from "@steady-state/deno";
import { strain } from "../fixtures/strain.ts";

/** A restart takes less, on a machine that has the time. */
const STANDSTILL_MS = 20_000;

/** A watch on a graph. */
export interface StandstillWatch {
  /** Whether nothing moved any more. */
  readonly found: boolean;
  /** Ends the watch. */
  end(): void;
}

/** Stops a graph in which nothing moves any more: a death that nobody has noticed, for instance. */
export function stopAtStandstill(graph: Graph): StandstillWatch {
  const { region, topology: { channels } } = graph.telemetry;
  const words = new Int32Array(region);
  const moved = () => channels.map(({ takenWord }) => Atomics.load(words, takenWord)).join();
  let last = moved();
  let lastMoved = performance.now();
  let found = false;
  const timer = setInterval(() => {
    const now = moved();
    if (now !== last) lastMoved = performance.now();
    else if (performance.now() - lastMoved >= STANDSTILL_MS * strain()) {
      found = true;
      graph.stop("nothing moves any more").catch(() => {});
    }
    last = now;
  }, STANDSTILL_MS / 10);
  return {
    get found() {
      return found;
    },
    end: () => clearInterval(timer),
  };
}
