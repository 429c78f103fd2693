import type { Graph } from "../graph/graph.ts";
import type { StopReport } from "../graph/report/mod.ts";
import type { Duration } from "./moment.ts";
import type { Performer } from "./performers.ts";

/** A graph on the stage of one simulation. */
export interface Stage {
  /** What decides about the run. */
  readonly seed: number;
  /** The graph that was built for it. */
  readonly graph: Graph;
  /** Milliseconds since the beginning. */
  readonly elapsedMs: number;
  /** Has that actor played by somebody else than its module. Before anything is waited for. */
  perform(label: string, performer: Performer): void;
  /** Goes on until `condition` holds. Throws if it does not within that time, a minute if it is not given. */
  until(condition: () => boolean, within?: Duration): Promise<void>;
  /** Lets so much time go by. */
  advance(time: Duration): Promise<void>;
  /** The state of an actor, as of its last turn that committed. */
  state(label: string): Readonly<Record<string, unknown>>;
  /** Asks the graph to stop. */
  stop(reason?: string): void;
  /** Goes on until the graph has ended. Throws as `graph.finished` does, or if it does not end, with what each actor is doing. */
  readonly finished: Promise<StopReport>;
}
