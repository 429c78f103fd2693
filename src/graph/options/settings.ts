import type { LogLevel } from "../../log_level.ts";
import type { Alert, CrashReport } from "../../protocol/mod.ts";
import type { DeadLetter } from "../letters/mod.ts";
import type { LogSink } from "../report/mod.ts";
import type { DurableOptions } from "./durable_options.ts";
import type { RegionOptions } from "./region_options.ts";

/** How a graph runs: its options, each with a value. */
export interface GraphSettings {
  readonly startTimeoutMs: number;
  readonly restartTimeoutMs: number;
  readonly stopTimeoutMs: number;
  readonly logLevel: LogLevel;
  readonly log: LogSink;
  readonly onCrash: (report: CrashReport) => void;
  readonly onDeadLetter: ((letter: DeadLetter) => void) | null;
  readonly onAlert: ((alert: Alert) => void) | null;
  readonly onZombie: ZombiePolicy;
  readonly signal: AbortSignal | null;
  readonly hangTimeoutMs: number;
  readonly showstopper: number;
  readonly durable: string | DurableOptions | null;
  readonly region: RegionOptions | null;
}

/**
 * What is done when a thread cannot be ended: `stopGraph` stops the graph, `exitProcess` ends the process at once with exit code
 * 70, `continue` takes the thread's actors out of the graph and goes on without them.
 */
export type ZombiePolicy = "stopGraph" | "exitProcess" | "continue";
