import { type ErrorReport, reportError } from "../errors.ts";
import type { Execution, LifeMessage, LoadMessage, SuspectMessage } from "../protocol/mod.ts";
import type { Spawner, WorkerHandle } from "./spawner.ts";
import type { Alarms } from "./timers.ts";

/** Why an actor could not be loaded. */
export interface LoadFault {
  readonly actor: number;
  readonly error: ErrorReport;
}

/** A worker that did not come up: what its actors' modules threw, or, without faults, what became of the worker. */
export class LoadError extends Error {
  readonly error: ErrorReport;
  readonly faults: readonly LoadFault[];
  /** Whether it only took too long. */
  readonly isLate: boolean;

  constructor(error: ErrorReport, faults: readonly LoadFault[] = [], isLate = false) {
    super("Cannot load the actors of a worker");
    this.name = "LoadError";
    this.error = error;
    this.faults = faults;
    this.isLate = isLate;
  }
}

/** The option that says how long a load may take. */
export type LoadOption = "startTimeoutMs" | "restartTimeoutMs" | "stopTimeoutMs";

/** What a life tells its owner, until it is dismissed. */
export interface LifeEvents {
  onLife(message: LifeMessage): void;
  /** Its thread is gone, and nobody had asked for that. */
  onDeath(error: ErrorReport): void;
  /** It is dismissed: its thread is about to be ended. Nothing else is told after this, but that the thread is gone. */
  onDismissed(): void;
  /** Its thread is gone, whatever the reason. */
  onGone(): void;
}

/** What a thread that can be ended by `terminate` gets to be gone; it takes milliseconds. */
const GONE_TIMEOUT_MS = 2000;

const DIED: ErrorReport = {
  name: "Error",
  message: "the worker ended by itself: self.close() or Deno.exit() was called in it",
  stack: "",
};

/** One thread in the life of a worker, from its start until it is gone. */
export class WorkerLife {
  /** Resolves once its actors are loaded; rejected with a {@link LoadError} if they cannot be. */
  readonly loaded: Promise<void>;
  /** Whether its actors may be run. */
  ready = false;
  /** What it died of before its actors could be run. */
  death: ErrorReport | undefined;
  readonly #alarms: Alarms;
  readonly #events: LifeEvents;
  readonly #load = Promise.withResolvers<void>();
  readonly #gone = Promise.withResolvers<true>();
  #handle: WorkerHandle | undefined;
  #whyThere: string | undefined;
  #dismissed = false;

  constructor(worker: number, spawner: Spawner, events: LifeEvents, alarms: Alarms) {
    this.#alarms = alarms;
    this.#events = events;
    this.loaded = this.#load.promise;
    this.loaded.catch(() => {}); // A rejection is for whoever awaits; a death while loading may come before.
    try {
      this.#handle = spawner.spawn(worker, {
        onLoad: (message) => {
          if (!this.#dismissed) this.#loading(message);
        },
        onLife: (message) => {
          if (!this.#dismissed) this.#events.onLife(message);
        },
        onBroken: (error) => this.fail(error),
        onGone: () => {
          this.#bury();
          if (!this.#dismissed) this.#events.onDeath(DIED);
          this.fail(DIED);
        },
      });
    } catch (thrown) {
      this.fail(reportError(thrown));
    }
  }

  /** Whether its actors run or may be run: it is neither loading nor ending. */
  get isSound(): boolean {
    return this.ready && !this.#dismissed;
  }

  /** Whether its end is wanted: then it is no death to report. */
  get isDismissed(): boolean {
    return this.#dismissed;
  }

  /** Whether its thread is, or may be, still there. */
  get isThere(): boolean {
    return this.#handle !== undefined;
  }

  /** Why it could not be killed, as the second half of a sentence; `undefined` if that is not known. */
  get whyThere(): string | undefined {
    return this.#whyThere;
  }

  /** Lets the load fail if it takes longer than `ms` from now on. `option`: what to raise if that is too short. */
  expectLoad(ms: number, option: LoadOption): void {
    const late = () => this.#load.reject(new LoadError(tooLate(ms, option), [], true));
    const done = this.#alarms.deadline(ms, late);
    this.loaded.then(done, done);
  }

  /** Makes the load fail, if it is not over. */
  fail(error: ErrorReport): void {
    this.#load.reject(new LoadError(error));
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

  /** Ends the thread: asks first, kills if that does not help. Resolves with whether it is gone. */
  async end(withinMs: number = GONE_TIMEOUT_MS): Promise<boolean> {
    this.#dismiss();
    this.#handle?.terminate();
    if (await this.#isGone(withinMs)) return true;
    await this.kill();
    return !this.isThere;
  }

  /** Ends the thread by all means there are, at once. Resolves with what came of it; `undefined` if it was gone before. */
  async kill(): Promise<Execution | undefined> {
    this.#dismiss();
    const execution = await this.#handle?.kill();
    this.#whyThere = execution?.reason;
    return execution;
  }

  #dismiss(): void {
    if (this.#dismissed) return;
    this.#dismissed = true;
    this.#events.onDismissed();
  }

  async #isGone(withinMs: number): Promise<boolean> {
    if (!this.isThere) return true;
    return await this.#alarms.within<boolean>(this.#gone.promise, withinMs, false);
  }

  #bury(): void {
    this.#handle = undefined;
    this.#events.onGone();
    this.#gone.resolve(true);
  }

  #loading(message: LoadMessage): void {
    switch (message.type) {
      case "alive":
        return;
      case "loaded":
        return this.#load.resolve();
      case "notLoaded": {
        const [first] = message.faults;
        return this.#load.reject(new LoadError(first?.error ?? DIED, message.faults));
      }
      default:
        message satisfies never;
    }
  }
}

function tooLate(ms: number, option: LoadOption): ErrorReport {
  const time = `${Math.round(ms)} ms${option === "stopTimeoutMs" ? " of the stop" : ""}`;
  return {
    name: "TimeoutError",
    message: `it was still loading after ${time}, raise ${option} or make its module load faster`,
    stack: "",
  };
}
