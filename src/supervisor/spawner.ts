import type { ErrorReport } from "../errors.ts";
import type { SuspectMessage, WorkerMessage } from "../protocol/messages.ts";

/** What a worker tells its supervisor. Nothing comes after `onGone`. */
export interface WorkerEvents {
  /** It sent a message. */
  onMessage(message: WorkerMessage): void;
  /** It could not even start: its entry module failed. */
  onBroken(error: ErrorReport): void;
  /** Its thread is gone, for whatever reason. */
  onGone(): void;
}

/** A worker as its supervisor sees it. */
export interface WorkerHandle {
  /** Runs a generation of the actor on that seat; with caution where messages are suspected of the death before. */
  perform(seat: number, generation: number, suspects?: readonly SuspectMessage[]): void;
  /** Ends the worker. `onGone` follows if its thread can be ended at all. */
  terminate(): void;
}

/** Starts workers. The supervisor knows no other way to. */
export interface Spawner {
  /** Starts the worker with that number. */
  spawn(worker: number, events: WorkerEvents): WorkerHandle;
}
