import type { Fault } from "./fault_kinds.ts";
import type { LoadFigures } from "./load/mod.ts";
import type { Circumstances } from "./swarm.ts";

/** What a simulated run was like. */
export interface SimulatedRun {
  /** What decided about it. */
  readonly seed: number;
  /** Steps that its threads took, that of the host included. */
  readonly steps: number;
  /** The same for the same run, and nearly never for another. */
  readonly hash: number;
  /** How much virtual time went by. */
  readonly elapsedMs: number;
  /** What went wrong. */
  readonly faults: readonly Fault[];
  /** What it took place under: as the options say, or as its seed has drawn it from them. */
  readonly circumstances: Circumstances;
  /** How the graph stood its load; left out if nobody was played by `load`. */
  readonly load?: LoadFigures;
}
