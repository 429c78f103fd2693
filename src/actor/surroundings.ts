import type { World } from "../world.ts";
import type { TrailMeans } from "../probe/trail_write.ts";
import type { Ballot } from "../shutdown/ballot.ts";
import type { WorkerMessage } from "../protocol/mod.ts";
import type { ActorLog } from "./log.ts";
import type { Scheduler } from "./scheduler.ts";

/** What the generations of a worker run in. One for all of them. */
export interface Surroundings {
  /** Names the run of the graph, and no other one anywhere. */
  readonly run: string;
  readonly region: SharedArrayBuffer;
  /** The region's words as channels within this thread use them. */
  readonly localWords: Int32Array;
  /** Byte offset of the worker's own doorbell. */
  readonly doorbell: number;
  readonly ballot: Ballot;
  readonly scheduler: Scheduler;
  readonly world: World;
  /** What the latencies of its channels are measured by. */
  readonly trail: TrailMeans;
  /** The log of the actor with that number. */
  createLog(actor: number): ActorLog;
  post(message: WorkerMessage): void;
  /** The actor with that number goes on waiting in vain, so often in a row. Not in life, where whoever looks on sees for how long. */
  readonly onVain?: (actor: number, waits: number) => void;
}
