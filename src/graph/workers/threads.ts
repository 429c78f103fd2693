import type { HostEnds } from "../../inbox/host_end.ts";
import type { LogLevel } from "../../log_level.ts";
import type { NewsMessage, SeatMessage, WorkerPlan } from "../../protocol/mod.ts";
import type { Processes } from "../../process/mod.ts";
import type { Spawner } from "../../supervisor/mod.ts";

/** Starts the workers of one graph, and speaks to them. Workers are named by their number. */
export interface ThreadSpawner extends Spawner {
  /** Tells a worker what is for one of its actors. One that runs nobody does not listen. */
  tell(worker: number, message: SeatMessage): void;
  /** Asks a worker for a sign of life, which comes as a message about lives with the same `call`. Returns whether there is a worker. */
  ping(worker: number, call?: number): boolean;
  /** By what a debugger finds the worker; `null` if there is none now. */
  idOf(worker: number): string | null;
}

/** What of a thread's end can be told before there is one. */
export interface Readiness {
  /** A breakpoint looks like a hang. */
  readonly isBeingDebugged: boolean;
  /** Why a thread that hangs could not be ended: the second half of a sentence. `undefined` if it could. */
  readonly missing: string | undefined;
}

/** What the workers of a graph run on: threads of the machine, or a simulation of them. */
export interface Threads {
  /** How many of them can run at once, from 1. */
  readonly cores: number;
  /**
   * @param onNews is told what is neither about loading nor about lives
   * @param hostEnds whose actors run in the host's own thread
   * @param processes those of the graph's workers that are processes
   */
  spawner(
    plans: readonly WorkerPlan[],
    logLevel: LogLevel,
    onNews: (message: NewsMessage) => void,
    hostEnds: HostEnds,
    processes?: Processes,
  ): ThreadSpawner;
  /** Gets ready to run actors in the host's own thread, or in processes. To be awaited before any of them is spawned. */
  prepareHost(): Promise<void>;
  /** Gets ready to end threads that hang. */
  prepare(): Promise<Readiness>;
}
