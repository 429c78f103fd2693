import type { Clock } from "../clock.ts";
import { type ErrorReport, reportError } from "../errors.ts";
import type { WorkerMessage } from "../protocol/messages.ts";
import { decideRestart, type Intensity, type RestartHistory } from "./intensity.ts";
import type { Spawner, WorkerHandle } from "./spawner.ts";

/** An actor under supervision. */
export interface Ward {
  readonly label: string;
  readonly worker: number;
  readonly seat: number;
}

/**
 * What is done about a crash: start again, give up because there were too many, or give up because the thread lives on, so
 * that no successor may be let in.
 */
export type CrashDecision = "restart" | "giveUp" | "linger";

/** What the supervisor tells its owner. Actors are named by their number. */
export interface SupervisorEvents {
  /** The actor's thread is not running it: its next generation may be let in. Called before each generation starts. */
  beforeGeneration(actor: number, generation: number): void;
  onStarted(actor: number, generation: number): void;
  onCrashed(actor: number, error: ErrorReport, decision: CrashDecision): void;
  onEnded(actor: number): void;
  /** The actor was given up, and its thread does not run it any more: others may act for it. */
  onRetired(actor: number): void;
  /** Whether the actor's `run` has returned, even if the message that says so never came. */
  hasEnded(actor: number): boolean;
  /** Messages that are not about life and death. */
  onMessage(message: WorkerMessage): void;
  /** No actor is left to run. */
  onAllDone(): void;
}

interface WardState {
  generation: number;
  /** `waiting`: to be run as soon as its pause is over and its worker is ready. */
  status: "waiting" | "running" | "ended" | "failed";
  history: RestartHistory;
}

interface WorkerState {
  readonly wards: number[];
  /** Actors to run as soon as the worker is ready. */
  readonly due: Set<number>;
  life: WorkerLife;
}

/** One thread in the life of a worker. */
interface WorkerLife {
  handle: WorkerHandle | undefined;
  readonly loaded: PromiseWithResolvers<void>;
  readonly gone: PromiseWithResolvers<void>;
  /** Whether its actors are loaded and the graph has started. */
  ready: boolean;
  /** Whether its end is wanted: then it is no death to report. */
  dismissed: boolean;
  /** What it died of before it was ready. */
  death: ErrorReport | undefined;
}

/** Why an actor could not be loaded. */
export interface LoadFault {
  readonly actor: number;
  readonly error: ErrorReport;
}

/** How a supervisor decides. */
export interface SupervisorOptions {
  readonly intensity: Intensity;
  readonly clock: Clock;
  /** How long a worker may take to load its actors. */
  readonly loadTimeoutMs: number;
}

/** A worker that did not come up: what its actors' modules threw, by actor number. */
class LoadError extends Error {
  readonly faults: readonly LoadFault[];

  constructor(faults: readonly LoadFault[]) {
    super("Cannot load the actors of a worker");
    this.name = "LoadError";
    this.faults = faults;
  }
}

/** What a thread that can be ended at all gets to be gone; it takes milliseconds. */
const GONE_TIMEOUT_MS = 2000;

const LINGERING: ErrorReport = {
  name: "Error",
  message: "its thread cannot be ended: code in it never returns to the event loop",
  stack: "",
};

const DIED: ErrorReport = {
  name: "Error",
  message: "the worker ended by itself: self.close() or Deno.exit() was called in it",
  stack: "",
};

/**
 * Keeps actors alive, one for one: an actor that crashes is started again with its channels and its state. A solo actor
 * gets a fresh worker; a member of a troupe goes on in its worker, unless the worker itself is unsound or gone: then all
 * its members start again in a new one.
 */
export class Supervisor {
  readonly #wards: readonly Ward[];
  readonly #states: WardState[];
  readonly #workers: WorkerState[] = [];
  readonly #spawner: Spawner;
  readonly #events: SupervisorEvents;
  readonly #options: SupervisorOptions;
  readonly #pauses = new Set<ReturnType<typeof setTimeout>>();
  #closing = false;

  constructor(
    wards: readonly Ward[],
    spawner: Spawner,
    events: SupervisorEvents,
    options: SupervisorOptions,
  ) {
    this.#wards = wards;
    this.#spawner = spawner;
    this.#events = events;
    this.#options = options;
    this.#states = wards.map(() => ({ generation: 0, status: "waiting", history: [] }));
    wards.forEach(({ worker }, actor) => {
      (this.#workers[worker] ??= { wards: [], due: new Set(), life: newLife() }).wards.push(actor);
    });
  }

  /** How often the actor was restarted. */
  regeneration(actor: number): number {
    return this.#state(actor).generation;
  }

  /** Whether the actor has not ended for good yet. */
  isAlive(actor: number): boolean {
    const { status } = this.#state(actor);
    return status === "waiting" || status === "running";
  }

  /** Whether the actor waits to be run again after a crash. */
  isDown(actor: number): boolean {
    return this.#state(actor).status === "waiting";
  }

  /**
   * Starts every worker and resolves once all actors are loaded, with what went wrong: nothing, if the array is empty.
   */
  async load(): Promise<LoadFault[]> {
    const loads = await Promise.allSettled(this.#workers.map((worker) => this.#spawn(worker)));
    return this.#workers.flatMap((worker, i) => {
      const load = loads[i] as PromiseSettledResult<void>;
      if (load.status === "rejected") return faultsOf(load.reason);
      // It may have died since, while others were still loading.
      const { death } = worker.life;
      return death === undefined ? [] : blame(worker, death);
    });
  }

  /** Runs the first generation of every actor. */
  perform(): void {
    for (const worker of this.#workers) {
      worker.life.ready = true;
      worker.wards.forEach((actor) => worker.due.add(actor));
      this.#performDue(worker);
    }
  }

  /**
   * Ends every worker, without waiting for actors. Resolves once all threads are gone, or after `withinMs`, with the numbers
   * of the workers whose threads are still there.
   */
  async close(withinMs: number): Promise<number[]> {
    this.#closing = true;
    for (const timer of this.#pauses) clearTimeout(timer);
    const gone = this.#workers.map(({ life }) => {
      life.dismissed = true;
      if (life.handle === undefined) return;
      life.handle.terminate();
      return life.gone.promise;
    });
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([Promise.all(gone), late.promise]);
    clearTimeout(timer);
    return this.#workers.flatMap(({ life }, worker) => life.handle === undefined ? [] : [worker]);
  }

  #state(actor: number): WardState {
    return this.#states[actor] as WardState;
  }

  #spawn(worker: WorkerState): Promise<void> {
    const life = worker.life = newLife();
    const fail = (error: ErrorReport) => life.loaded.reject(new LoadError(blame(worker, error)));
    try {
      life.handle = this.#spawner.spawn(this.#workers.indexOf(worker), {
        onMessage: (message) => {
          if (!life.dismissed) this.#receive(worker, message);
        },
        onBroken: fail,
        onGone: () => {
          life.handle = undefined;
          life.gone.resolve();
          if (!life.dismissed) this.#workerDied(worker, DIED);
          fail(DIED);
        },
      });
    } catch (thrown) {
      fail(reportError(thrown));
    }
    const { loadTimeoutMs } = this.#options;
    const late = setTimeout(() => fail(tooLate(loadTimeoutMs)), loadTimeoutMs);
    return life.loaded.promise.finally(() => clearTimeout(late));
  }

  #receive(worker: WorkerState, message: WorkerMessage): void {
    switch (message.type) {
      case "loaded":
        return worker.life.loaded.resolve();
      case "notLoaded":
        return worker.life.loaded.reject(new LoadError(message.faults));
      case "ended":
        return this.#ended(worker, message.actor, message.generation);
      case "crashed":
        return this.#crashed(worker, message.actor, message.generation, message.error);
      case "uncaught":
        return this.#workerDied(worker, message.error);
      default:
        return this.#events.onMessage(message);
    }
  }

  #performDue(worker: WorkerState): void {
    const { life, due } = worker;
    if (!life.ready || life.dismissed) return;
    for (const actor of due) {
      const state = this.#state(actor);
      this.#events.beforeGeneration(actor, state.generation);
      state.status = "running";
      life.handle?.perform((this.#wards[actor] as Ward).seat, state.generation);
      this.#events.onStarted(actor, state.generation);
    }
    due.clear();
  }

  #isCurrent(actor: number, generation: number): boolean {
    const state = this.#state(actor);
    return state.status === "running" && state.generation === generation;
  }

  #ended(worker: WorkerState, actor: number, generation: number): void {
    if (!this.#isCurrent(actor, generation)) return;
    this.#state(actor).status = "ended";
    this.#events.onEnded(actor);
    this.#dismissIfDone(worker);
  }

  #crashed(worker: WorkerState, actor: number, generation: number, error: ErrorReport): void {
    if (!this.#isCurrent(actor, generation)) return;
    // A solo actor has its worker for itself: it gets a new one, so that nothing of its old life is left.
    if (worker.wards.length === 1) return this.#workerDied(worker, error);
    const decision = this.#decide(actor, error);
    if (decision === undefined) {
      this.#events.onRetired(actor);
      return this.#dismissIfDone(worker);
    }
    this.#pause(decision.afterMs).then(() => {
      worker.due.add(actor);
      this.#performDue(worker);
    });
  }

  /** Starts every actor of a worker again, in a new thread. */
  #workerDied(worker: WorkerState, error: ErrorReport): void {
    const { life } = worker;
    if (life.dismissed) return;
    life.dismissed = true;
    life.handle?.terminate();
    if (life.ready) {
      this.#replace(worker, error);
    } else {
      life.death = error;
      life.loaded.reject(new LoadError(blame(worker, error)));
    }
  }

  async #replace(worker: WorkerState, error: ErrorReport): Promise<void> {
    const givenUp: number[] = [];
    let afterMs = 0;
    for (const actor of worker.wards) {
      if (this.#state(actor).status !== "running") continue;
      const decision = this.#decide(actor, error);
      if (decision === undefined) {
        givenUp.push(actor);
      } else {
        afterMs = Math.max(afterMs, decision.afterMs);
        worker.due.add(actor);
      }
    }
    if (!(await this.#isGone(worker.life))) {
      if (this.#closing) return;
      // Its thread may still write to the channels: no successor is let in, and nobody acts for it.
      for (const actor of worker.due) this.#giveUp(actor, LINGERING, "linger");
      worker.due.clear();
      return this.#reportIfAllDone();
    }
    givenUp.forEach((actor) => this.#events.onRetired(actor));
    if (this.#closing) return;
    this.#acceptEnds(worker);
    if (!worker.wards.some((actor) => this.isAlive(actor))) return this.#reportIfAllDone();
    if (afterMs > 0) await this.#pause(afterMs);
    try {
      await this.#spawn(worker);
      worker.life.ready = true;
    } catch (thrown) {
      if (this.#closing) return;
      worker.life.dismissed = true;
      worker.life.handle?.terminate();
      // Failing to load counts as a crash of everyone who was about to run.
      for (const actor of worker.due) this.#state(actor).status = "running";
      worker.due.clear();
      return this.#replace(worker, faultsOf(thrown)[0]?.error ?? error);
    }
    this.#performDue(worker);
  }

  /** Waits until the thread is gone, for as long as a thread can reasonably take. */
  async #isGone({ handle, gone }: WorkerLife): Promise<boolean> {
    if (handle === undefined) return true;
    const late = this.#pause(GONE_TIMEOUT_MS).then(() => false);
    return await Promise.race([gone.promise.then(() => true), late]);
  }

  #giveUp(actor: number, error: ErrorReport, decision: CrashDecision = "giveUp"): void {
    this.#state(actor).status = "failed";
    this.#events.onCrashed(actor, error, decision);
  }

  /** Lets those rest who came to their end while their worker was dying. */
  #acceptEnds(worker: WorkerState): void {
    for (const actor of worker.due) {
      if (!this.#events.hasEnded(actor)) continue;
      worker.due.delete(actor);
      this.#state(actor).status = "ended";
      this.#events.onEnded(actor);
    }
  }

  /** Resolves after `ms`; never, if the supervisor is closed before. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pauses.delete(timer);
        resolve();
      }, ms);
      this.#pauses.add(timer);
    });
  }

  /** Decides about an actor that has crashed; `undefined` if it is given up. */
  #decide(actor: number, error: ErrorReport): { afterMs: number } | undefined {
    const state = this.#state(actor);
    const { clock, intensity } = this.#options;
    const decision = decideRestart(state.history, clock.now(), intensity);
    if (decision.restart) {
      state.status = "waiting";
      state.generation++;
      state.history = decision.history;
      this.#events.onCrashed(actor, error, "restart");
      return decision;
    }
    this.#giveUp(actor, error);
    return undefined;
  }

  #dismissIfDone(worker: WorkerState): void {
    if (!worker.wards.some((actor) => this.isAlive(actor))) {
      worker.life.dismissed = true;
      worker.life.handle?.terminate();
    }
    this.#reportIfAllDone();
  }

  #reportIfAllDone(): void {
    if (this.#wards.every((_, actor) => !this.isAlive(actor))) this.#events.onAllDone();
  }
}

function newLife(): WorkerLife {
  const loaded = Promise.withResolvers<void>();
  loaded.promise.catch(() => {}); // A rejection is for whoever awaits; a death while loading may come before.
  return {
    handle: undefined,
    loaded,
    gone: Promise.withResolvers(),
    ready: false,
    dismissed: false,
    death: undefined,
  };
}

function blame(worker: WorkerState, error: ErrorReport): LoadFault[] {
  return worker.wards.map((actor) => ({ actor, error }));
}

function faultsOf(thrown: unknown): readonly LoadFault[] {
  if (thrown instanceof LoadError) return thrown.faults;
  throw thrown;
}

function tooLate(ms: number): ErrorReport {
  return {
    name: "TimeoutError",
    message:
      `it was still loading after ${ms} ms, raise startTimeoutMs or make its module load faster`,
    stack: "",
  };
}
