import type { TelemetrySource } from "../../protocol/mod.ts";
import { systemWorld } from "../../world.ts";
import type { Trace, TracedFault, Tracer } from "../trace.ts";

/** How often a moment of a run on real workers is taken, in milliseconds: often enough to see something of a run of a second. */
export const LIVE_STEP_MS = 50;

/** Takes down a run on real workers while it goes, because nothing brings it again to be looked at. */
export class LiveTrace {
  readonly #trace: Trace;
  readonly #faults: TracedFault[] = [];
  readonly #cancel: () => void;

  /** Begins at once. */
  constructor(tracer: Tracer, source: TelemetrySource) {
    this.#trace = tracer.begin(source, systemWorld.now(), this.#faults);
    this.#cancel = systemWorld.every(LIVE_STEP_MS, () => this.look());
  }

  /** Takes down what the graph is like now. */
  look(): void {
    this.#trace.look(systemWorld.now());
  }

  /** Takes down that a worker is ended on purpose. */
  death(worker: string): void {
    this.#faults.push({ worker, kind: "death", measure: 0 });
    this.look();
  }

  /** Takes down the last moment. */
  end(): void {
    this.#cancel();
    this.look();
  }
}
