import { type ErrorReport, reportError } from "../errors.ts";
import type { Execution, LifeMessage, LoadMessage, SuspectMessage } from "../protocol/mod.ts";
import type { Spawner, WorkerHandle } from "./spawner.ts";
import type { Alarms } from "./timers.ts";

/** What a thread tells its owner. */
export interface WorkerThreadEvents {
  /** How its loading goes. Not told once its end is wanted. */
  onLoad(message: LoadMessage): void;
  /** What becomes of the actors in it. Not told once its end is wanted. */
  onLife(message: LifeMessage): void;
  /** It could not even start. */
  onBroken(error: ErrorReport): void;
  /** Its end is wanted from now on, and it is about to be ended. Told once, before anything is done about it. */
  onEnding(): void;
  /** It is gone, whatever the reason; of what it died, if that is known. Told once. */
  onGone(cause?: string): void;
}

/** What a thread that can be ended by `terminate` gets to be gone; it takes milliseconds. */
const GONE_TIMEOUT_MS = 2000;

/**
 * What a thread gets that was ordered to end in vain. In a loop of long calls, say of `JSON.parse`, the engine looks for orders only every
 * so many rounds, until it has made the code fast: the shorter the function, the sooner. Ten milliseconds a round take it some
 * seconds in a short function, and minutes in a long one.
 */
export const ORDERED_TIMEOUT_MS = 30_000;

/** A worker's thread, from its start until it is gone. How to end it is known here; when to, is not. */
export class WorkerThread {
  readonly #alarms: Alarms;
  readonly #events: WorkerThreadEvents;
  readonly #gone = Promise.withResolvers<true>();
  #handle: WorkerHandle | undefined;
  #whyThere: string | undefined;
  #isOrdered = false;
  #isEnding = false;

  constructor(worker: number, spawner: Spawner, alarms: Alarms, events: WorkerThreadEvents) {
    this.#alarms = alarms;
    this.#events = events;
    try {
      this.#handle = spawner.spawn(worker, {
        onLoad: (message) => {
          if (!this.#isEnding) events.onLoad(message);
        },
        onLife: (message) => {
          if (!this.#isEnding) events.onLife(message);
        },
        onBroken: (error) => events.onBroken(error),
        onGone: (cause) => this.#isGone(cause),
      });
    } catch (thrown) {
      // Told later, as by a thread that has begun: whoever asked for it is not done yet.
      queueMicrotask(() => events.onBroken(reportError(thrown)));
    }
  }

  /** Whether it is, or may be, still there. */
  get isThere(): boolean {
    return this.#handle !== undefined;
  }

  /** Why it could not be killed, as the second half of a sentence; `undefined` if that is not known. */
  get whyThere(): string | undefined {
    return this.#whyThere;
  }

  /** Whether it was to be killed and lives on, but is ordered to end: it does as soon as it can be interrupted. */
  get isOrdered(): boolean {
    return this.isThere && this.#isOrdered;
  }

  perform(seat: number, generation: number, suspects: readonly SuspectMessage[]): void {
    this.#handle?.perform(seat, generation, suspects);
  }

  retire(seat: number, generation: number, handOver: boolean): void {
    this.#handle?.retire(seat, generation, handOver);
  }

  ping(): void {
    this.#handle?.ping();
  }

  /** Ends it: asks first, kills if that does not help. Resolves with whether it is gone. */
  async end(withinMs: number = GONE_TIMEOUT_MS): Promise<boolean> {
    this.#beginEnd();
    this.#handle?.terminate();
    if (await this.#goneWithin(withinMs)) return true;
    await this.kill();
    return !this.isThere;
  }

  /** Ends it by all means there are, at once. Resolves with what came of it; `undefined` if it was gone before. */
  async kill(): Promise<Execution | undefined> {
    this.#beginEnd();
    const execution = await this.#handle?.kill();
    this.#whyThere = execution?.reason;
    this.#isOrdered = execution?.ordered === true;
    return execution;
  }

  /** Waits for one that is ordered to end. Resolves with whether it is gone. */
  outlast(): Promise<boolean> {
    return this.#goneWithin(ORDERED_TIMEOUT_MS);
  }

  #beginEnd(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#events.onEnding();
  }

  async #goneWithin(ms: number): Promise<boolean> {
    if (!this.isThere) return true;
    return await this.#alarms.within<boolean>(this.#gone.promise, ms, false);
  }

  #isGone(cause?: string): void {
    this.#handle = undefined;
    this.#gone.resolve(true);
    this.#events.onGone(cause);
  }
}
