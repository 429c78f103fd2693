import type { Choices } from "./choices.ts";
import type { Fault } from "./fault_kinds.ts";
import type { SimulatedRun } from "./simulated_run.ts";
import type { Tracer } from "./trace.ts";

/** How a run is done. */
export interface Take {
  readonly seed: number;
  /** What goes wrong, and nothing else; by chance if not given. */
  readonly list?: readonly Fault[];
  readonly choices?: Choices;
  /** Takes it down. */
  readonly tracer?: Tracer;
}

/** What a run has failed with. */
export interface Trouble {
  readonly error: unknown;
  /** In which step, if it was in a certain one. */
  readonly where?: string;
}

/** What became of a run. */
export interface Outcome {
  readonly run: SimulatedRun;
  readonly thrown: Trouble | undefined;
  /** Steps that each worker has taken since things may go wrong. */
  readonly steps: ReadonlyMap<string, number>;
  /** All that was decided in it. */
  readonly choices: Choices;
}

/** Runs the graph and its script once. */
export type RunOnce = (take: Take) => Promise<Outcome>;
