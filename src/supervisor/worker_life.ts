import type { ErrorReport } from "../errors.ts";
import type {
  CrashCause,
  Execution,
  LifeMessage,
  LoadMessage,
  SuspectMessage,
  TurnUnderWork,
  UncaughtMessage,
} from "../protocol/mod.ts";
import { LoadError, type LoadLimit, tooLate } from "./load_error.ts";
import type { Spawner } from "./spawner.ts";
import { WorkerThread } from "./worker_thread.ts";
import type { Alarms } from "./timers.ts";
import { ARROWS, type WorkerEvent, type WorkerState } from "./worker_state.ts";

/** What a worker tells that goes on: of its actors, or that its event loop runs. */
export type ActorMessage = Exclude<LifeMessage, UncaughtMessage>;

/** What a worker's life tells its owner. */
export interface LifeEvents {
  /** A message of a worker whose end is not wanted. */
  onLife(message: ActorMessage): void;
  /** The worker that was hired is ready to run actors. */
  onReady(): void;
  /** The worker that was hired did not come up. It is ended as soon as this call returns. */
  onLoadFailed(failure: LoadError): void;
  /**
   * The sound worker is unsound or dead. It is ended as soon as this call returns. `turns`: those that had messages under work, if
   * it could say so.
   */
  onDied(cause: CrashCause, error: ErrorReport, turns?: readonly TurnUnderWork[]): void;
  /** The worker is about to be ended, whatever the reason: none of its actors may commit anything from now on. */
  onEnding(): void;
  /** The thread of the worker is gone, whatever the reason. */
  onThreadGone(): void;
  /** The worker that was ended is gone: another may be hired. */
  onGone(): void;
  /** The worker that was to be ended lives on, and is waited for; `why`: the second half of a sentence, if it is known. */
  onLingering(why: string | undefined): void;
  /** The worker that was to be ended never will be; `why`: the second half of a sentence, if it is known. */
  onZombie(why: string | undefined): void;
}

const DIED: ErrorReport = {
  name: "Error",
  message: "the worker ended by itself: self.close() or Deno.exit() was called in it",
  stack: "",
};

/** Of a worker that is a process it is known of what it died. */
export function processDeath(cause: string): ErrorReport {
  return { name: "ProcessDeath", message: `its process is gone: ${cause}`, stack: "" };
}

/** A load that is under way. */
interface Load {
  /** Takes its deadlines back. */
  readonly deadlines: (() => void)[];
  /** Resolves when it is over, whatever came of it. */
  readonly over: PromiseWithResolvers<void>;
}

/**
 * The worker of a crew, in all its lives: one thread after another, never two at once. `worker_state.ts` draws its states; here
 * is what is done, and told, on the way from one to the next.
 */
export class WorkerLife {
  readonly #worker: number;
  readonly #spawner: Spawner;
  readonly #alarms: Alarms;
  readonly #events: LifeEvents;
  #state: WorkerState = "vacant";
  /** There is one in each state but `vacant`. */
  #thread: WorkerThread | undefined;
  /** There is one while it is `loading`. */
  #load: Load | undefined;
  /** Whether this thread is the first, which waits for those of other crews, and for whose failure the graph does not start. */
  #isFirst = false;
  #failure: LoadError | undefined;

  constructor(worker: number, spawner: Spawner, alarms: Alarms, events: LifeEvents) {
    this.#worker = worker;
    this.#spawner = spawner;
    this.#alarms = alarms;
    this.#events = events;
  }

  get state(): WorkerState {
    return this.#state;
  }

  /** Whether its thread is, or may be, still there. */
  get isThere(): boolean {
    return this.#thread?.isThere ?? false;
  }

  /** What keeps the first worker from running actors, or has since it was loaded. */
  get failure(): LoadError | undefined {
    return this.#state === "unfit" ? this.#failure : undefined;
  }

  /** Starts the first worker. Resolves when its load is over; it runs nothing before {@link WorkerLife.begin}. */
  async load(limit: LoadLimit): Promise<void> {
    if (this.#go("spawn")) await this.#spawn(limit, true);
  }

  /** Starts a worker if there is none. `onReady` or `onLoadFailed` follows, unless it is ended before. */
  hire(limit: LoadLimit): void {
    if (this.#go("spawn")) this.#spawn(limit, false);
  }

  /** Lets the worker run actors. */
  begin(): void {
    this.#go("begin");
  }

  /** A load that is under way may take no longer than `ms` from now on, because the graph stops. */
  hurry(ms: number): void {
    if (this.#load !== undefined) this.#expect(this.#load, { ms, option: "stopTimeoutMs" });
  }

  perform(seat: number, generation: number, suspects: readonly SuspectMessage[]): void {
    if (this.#state === "sound") this.#thread?.perform(seat, generation, suspects);
  }

  retire(seat: number, generation: number, handOver: boolean): void {
    if (this.#state === "sound") this.#thread?.retire(seat, generation, handOver);
  }

  /** Asks the worker for a sign of life, if it is sound. */
  ping(): void {
    if (this.#state === "sound") this.#thread?.ping();
  }

  /** Ends the worker, if that is not under way. `onGone` or `onZombie` follows. */
  end(): void {
    if (this.#go("end")) this.#bury();
  }

  /**
   * Ends the worker by all means there are, if it is sound. If that succeeds, `report` is called with what came of it. Then all is
   * as with {@link WorkerLife.end}; resolves after that.
   */
  async kill(report: (execution: Execution | undefined) => void): Promise<void> {
    if (this.#go("kill")) await this.#bury(report);
  }

  /** Ends the worker, because the graph is over. Resolves when its thread is gone, or all is done that can be. */
  async close(withinMs: number): Promise<void> {
    this.#go("close");
    await this.#thread?.end(withinMs);
  }

  /** Goes where the event leads from here. Returns whether it leads anywhere. */
  #go(event: WorkerEvent): boolean {
    const next = ARROWS[this.#state][event];
    if (next === null) return false;
    this.#state = next;
    if (next !== "loading") this.#endLoad();
    return true;
  }

  #spawn(limit: LoadLimit, isFirst: boolean): Promise<void> {
    this.#isFirst = isFirst;
    const load = this.#load = { deadlines: [], over: Promise.withResolvers<void>() };
    this.#expect(load, limit);
    this.#thread = new WorkerThread(this.#worker, this.#spawner, this.#alarms, {
      onLoad: (message) => this.#heardOfLoad(message),
      onLife: (message) => this.#heard(message),
      onBroken: (error) => this.#unfit(new LoadError(error)),
      onEnding: () => this.#events.onEnding(),
      onGone: (cause) => {
        this.#events.onThreadGone();
        this.#died("exit", cause === undefined ? DIED : processDeath(cause));
      },
    });
    return load.over.promise;
  }

  #expect({ deadlines }: Load, limit: LoadLimit): void {
    deadlines.push(this.#alarms.deadline(limit.ms, () => this.#unfit(tooLate(limit))));
  }

  #endLoad(): void {
    this.#load?.deadlines.forEach((cancel) => cancel());
    this.#load?.over.resolve();
    this.#load = undefined;
  }

  #heardOfLoad(message: LoadMessage): void {
    switch (message.type) {
      case "alive":
        return;
      case "loaded":
        return this.#loaded();
      case "notLoaded": {
        const [first] = message.faults;
        return this.#unfit(new LoadError(first?.error ?? DIED, message.faults));
      }
      default:
        message satisfies never;
    }
  }

  #heard(message: LifeMessage): void {
    if (message.type === "uncaught") this.#died("uncaught", message.error, message.turns);
    else this.#events.onLife(message);
  }

  #loaded(): void {
    if (!this.#go("loaded") || this.#isFirst) return;
    this.begin();
    this.#events.onReady();
  }

  #unfit(failure: LoadError): void {
    if (this.#go("unfit")) this.#isUnfit(failure);
  }

  #died(cause: CrashCause, error: ErrorReport, turns?: readonly TurnUnderWork[]): void {
    const wasSound = this.#state === "sound";
    if (!this.#go("died")) return;
    if (wasSound) {
      this.#events.onDied(cause, error, turns);
      this.#bury();
    } else {
      // It may only have said that it is unsound. A first one is not waited for, so it is ended here.
      this.#thread?.end();
      this.#isUnfit(new LoadError(error));
    }
  }

  #isUnfit(failure: LoadError): void {
    this.#failure = failure;
    if (this.#isFirst) return;
    this.#events.onLoadFailed(failure);
    this.end();
  }

  /** Waits for a thread that could not be ended at once, if there is hope. Resolves with whether it is gone. */
  async #outlast(thread: WorkerThread): Promise<boolean> {
    if (!thread.isOrdered) return false;
    this.#events.onLingering(thread.whyThere);
    return await thread.outlast();
  }

  /** Sees the thread to its end, by force if it is to `report`, and tells what came of it. */
  async #bury(report?: (execution: Execution | undefined) => void): Promise<void> {
    const thread = this.#thread as WorkerThread;
    const execution = report && await thread.kill();
    if (await thread.end() || await this.#outlast(thread)) {
      report?.(execution);
      this.#go("gone");
      this.#thread = undefined;
      this.#events.onGone();
    } else {
      this.#go("stays");
      this.#events.onZombie(thread.whyThere);
    }
  }
}
