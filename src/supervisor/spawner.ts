import type { ErrorReport } from "../errors.ts";
import type { Execution, LifeMessage, LoadMessage, SuspectMessage } from "../protocol/mod.ts";

/** What a worker tells its supervisor. Nothing comes after `onGone`. */
export interface WorkerEvents {
  /** It tells how its loading goes. */
  onLoad(message: LoadMessage): void;
  /** It tells what has become of an actor in it, or that it is unsound, or that its event loop runs. */
  onLife(message: LifeMessage): void;
  /** It could not even start: its entry module failed. */
  onBroken(error: ErrorReport): void;
  /** Its thread is gone, for whatever reason; of what it died, if that is known. */
  onGone(cause?: string): void;
}

/** A worker as its supervisor sees it. */
export interface WorkerHandle {
  /** Runs a generation of the actor on that seat; with caution where messages are suspected of the death before. */
  perform(seat: number, generation: number, suspects: readonly SuspectMessage[]): void;
  /**
   * Takes a generation out of the worker, which goes on with its other actors. It answers with `retired`: if another generation is
   * to follow, `handOver`, when the code of this one has come to its end.
   */
  retire(seat: number, generation: number, handOver: boolean): void;
  /** Asks the worker for a sign of life. It answers with `pong`. */
  ping(): void;
  /** Ends the worker. `onGone` follows if its thread can be ended at all. */
  terminate(): void;
  /**
   * Takes the stack of what the worker's thread is doing, and ends it even if it never returns to its event loop. `onGone`
   * comes first if the thread is gone then; else it may still come later. Never rejects; takes some seconds at most.
   */
  kill(): Promise<Execution>;
}

/** Starts workers. The supervisor knows no other way to. */
export interface Spawner {
  /** Starts the worker with that number. */
  spawn(worker: number, events: WorkerEvents): WorkerHandle;
}
