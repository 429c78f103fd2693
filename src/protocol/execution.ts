/** What became of a thread that was to be killed. Plain data. */
export interface Execution {
  /**
   * What it was doing: one `    at function (file:line:column)` a line, the user's frames first, those of this package and
   * of the runtime last. `undefined` if it cannot be known; `reason` tells why.
   */
  readonly stack: string | undefined;
  /** Whether the thread is gone. If not, it may still go later, when what it is blocked in returns. */
  readonly ended: boolean;
  /** Whether the thread is ordered to end, and does so as soon as the engine looks for orders in its code. */
  readonly ordered?: boolean;
  /** Of what it died by itself before it was ended, if that is known: only of a process of its own it is. */
  readonly diedOf?: string;
  /** Why there is no stack, or why the thread lives on, as the second half of a sentence. */
  readonly reason?: string;
  readonly tookMs: number;
}
