/**
 * What is said of a process that runs actors. Plain data.
 *
 * @module
 */

/**
 * What the actors of a process may do, by kind of permission: `true` for all, `false` or nothing for nothing, or what exactly, as the
 * flags of Deno take it: paths, hosts with or without a port, names of variables, programs. Paths are taken from the working directory of the
 * program.
 */
export interface ProcessPermissions {
  /** Files and folders that they may read. To load their modules they need no permission. */
  readonly read?: boolean | readonly (string | URL)[];
  /** Files and folders that they may write. */
  readonly write?: boolean | readonly (string | URL)[];
  /** Hosts, with or without a port, that they may connect to or listen at. */
  readonly net?: boolean | readonly string[];
  /** Environment variables that they may read. */
  readonly env?: boolean | readonly string[];
  /** Programs that they may run. Who may run one may do anything. */
  readonly run?: boolean | readonly (string | URL)[];
  /** What they may learn of the system, such as `hostname`. */
  readonly sys?: boolean | readonly string[];
  /** Native libraries that they may load: their code runs in the process, and ends it alone if it goes wrong. */
  readonly ffi?: boolean | readonly (string | URL)[];
  /** Hosts that they may import modules from while they run. */
  readonly import?: boolean | readonly string[];
}

/** A process as it was drawn. */
export interface ProcessSettings {
  /** Its name, which is that of the troupe that its actors are. */
  readonly name: string;
  /** What its actors may do; `"all"` for what Deno lets anybody. */
  readonly permissions: ProcessPermissions | "all";
  /** What its heap, and all its memory that is its own, may take, in MiB; `null` for as much as the engine thinks right. */
  readonly maxMemoryMb: number | null;
  /** Whether another one waits to take its place. */
  readonly spare: boolean;
}

/** How a process of a graph is. */
export interface ProcessReading {
  /** Its name. */
  readonly name: string;
  /** The number of its worker in the graph. */
  readonly worker: number;
  /** The number by which the system knows it; `null` while there is none. */
  readonly pid: number | null;
  /** When it began, in milliseconds since the epoch; `null` while there is none. */
  readonly startedAt: number | null;
  /** How many there have been by that name, one after the other. */
  readonly starts: number;
  /** What the last one before died of, such as `signal SEGV`; `null` if none has died. */
  readonly lastCause: string | null;
  /** Memory that it has in use, in bytes, with what it shares with others (RSS); `null` while there is none. */
  readonly rssBytes: number | null;
  /** Time for which threads of it have had a core, in milliseconds, with those before it. */
  readonly cpuMs: number;
}

/** What a thread needs to wake those of other processes, and to be woken by them. */
export interface Bells {
  /** The number of its process in the graph. */
  readonly process: number;
  /** The doorbells at which it sleeps, by the byte at which each begins. */
  readonly own: readonly number[];
  /** The descriptor by which it is woken. */
  readonly read: number;
  /** By what it wakes others: the doorbell of each, and the descriptor. */
  readonly others: readonly { readonly doorbell: number; readonly write: number }[];
}
