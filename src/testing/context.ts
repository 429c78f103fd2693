import { AsyncLocalStorage } from "node:async_hooks";
import type { World } from "../world.ts";
import type { Dispatcher } from "./errands.ts";
import type { CallPlace } from "./place.ts";

/** A thread of a simulation, as its code meets it in the place of the machine. */
export interface CodeThread extends World, Dispatcher {
  /** What the machine's clock says, in milliseconds since the epoch. */
  readonly clock: number;
  /** The time that has gone by, whatever the clock says: milliseconds since the epoch of a clock that was never set. */
  readonly elapsed: number;
  readonly isGone: boolean;
  /** Its simulation is over: no code is its any more. */
  readonly isOver: boolean;
  /** Its code has asked for its end, as a worker does by `self.close()`: this step is its last. */
  isClosing: boolean;
  /** Its code ends it at once, as a worker does by `Deno.exit()`. */
  onExit(): void;
  /** Its code posts something, as a worker does by `postMessage()`. */
  onPosted(): void;
  /** Its code calls what no simulation can have; what it is, the end of a sentence says. `undefined` for a thread that may. */
  readonly onRefused: ((what: string, place: CallPlace | undefined) => void) | undefined;
  /** Timers that run and are not the framework's. */
  ownTimers: number;
}

/**
 * Whose code runs. It goes along with what that code awaits, so what follows upon a real file or a real promise is of the same thread,
 * whenever it comes; and what the test does meanwhile is of none.
 */
const threads = new AsyncLocalStorage<CodeThread>();

/** The thread whose code this is, in whichever simulation; `undefined` for that of the test. */
export function currentThread(): CodeThread | undefined {
  const thread = threads.getStore();
  // After an `import()` in code of a thread, the runtime (Deno 2.9) takes what it calls next, such as the next test, for code of it, too.
  return thread?.isOver ? undefined : thread;
}

/** Runs something as code of no thread. */
export function inNoThread<T>(call: () => T): T {
  return threads.exit(call);
}

/** Runs code of that thread. */
export function inThread(thread: CodeThread, call: () => void): void {
  threads.run(thread, call);
}
