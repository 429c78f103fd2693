import type { World } from "../../world.ts";
import { periodOf } from "../../host_time.ts";
import { HangWatch, OutsideWatch } from "../../execution/mod.ts";
import { PulseReader } from "../../probe/read.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import type { Readiness } from "./threads.ts";

/** What the guard asks of the run, and tells it. Actors and workers are named by their number. */
export interface HangGuardEvents {
  /** The number of the generation that runs right now, if one does. */
  generation(actor: number): number | undefined;
  /** Asks the worker for a sign of life. */
  ask(worker: number): void;
  /** Gets ready to end threads that hang. */
  prepare(): Promise<Readiness>;
  /** `outside`: it waits outside, in the middle of its turn. */
  onSuspected(actor: number, sinceMs: number, outside: boolean): void;
  /** `alone`: its worker's thread is free. */
  onHung(actor: number, sinceMs: number, alone: boolean): void;
  /** Should a thread hang, it could not be ended; `why`: the second half of a sentence. Told once, at the start. */
  onUnarmed(why: string): void;
  /** It waits outside for long, in the middle of its turn. Told once an actor. */
  onOutside(actor: number, sinceMs: number): void;
}

/** An actor and its pulse, as both watches want it. */
class Watched extends PulseReader {
  readonly #planned: PlannedActor;

  constructor(region: SharedArrayBuffer, planned: PlannedActor) {
    super(region, planned.plan.probe);
    this.#planned = planned;
  }

  get probe(): PulseReader {
    return this;
  }

  get actor(): number {
    return this.#planned.plan.index;
  }

  get worker(): number {
    return this.#planned.worker;
  }

  get hangTimeoutMs(): number {
    return this.#planned.hangTimeoutMs;
  }

  /** It may wait outside as long as it likes. */
  get mayWait(): boolean {
    return this.hangTimeoutMs === Infinity;
  }
}

/** Watches the actors of a graph for hangs and for long waits outside, as long as it runs; those without a deadline may take their time. */
export class HangGuard {
  readonly #plan: GraphPlan;
  readonly #events: HangGuardEvents;
  readonly #world: World;
  /** There is one once it has begun: a graph that starts has other things to do. */
  #watch: HangWatch | undefined;
  #endChecks: (() => void) | undefined;
  #over = false;

  constructor(plan: GraphPlan, events: HangGuardEvents, world: World) {
    this.#plan = plan;
    this.#world = world;
    this.#events = events;
  }

  /** Begins, unless a debugger is at work: a breakpoint looks like a hang. */
  async begin(): Promise<void> {
    const { isBeingDebugged, missing } = await this.#events.prepare();
    const { region, actors } = this.#plan;
    const hasDeadlines = actors.some(({ hangTimeoutMs }) => hangTimeoutMs !== Infinity);
    if (hasDeadlines && missing !== undefined) this.#events.onUnarmed(missing);
    if (isBeingDebugged || this.#over) return;
    const watched = actors.map((actor) => new Watched(region, actor));
    const watch = this.#watch = this.#watchHangs(watched);
    const outside = new OutsideWatch(watched, {
      ask: (worker) => this.#events.ask(worker),
      onLong: (actor, sinceMs) => this.#events.onOutside(actor, sinceMs),
    }, this.#world);
    const periodMs = hasDeadlines ? watch.periodMs : periodOf(Infinity);
    this.#checkEvery(periodMs, (dueMs) => {
      const isCalm = hasDeadlines && watch.check(dueMs);
      outside.check(dueMs);
      // Where nobody is in a turn there is nothing to wake a processor for that often.
      const nextMs = isCalm ? watch.calmPeriodMs : periodMs;
      return nextMs;
    });
  }

  /** Calls `check` every `ms` milliseconds, which says how long it is to the next call. */
  #checkEvery(ms: number, check: (dueMs: number) => number): void {
    this.#endChecks?.();
    this.#endChecks = this.#world.every(ms, () => {
      const nextMs = check(ms);
      if (nextMs !== ms && !this.#over) this.#checkEvery(nextMs, check);
    });
  }

  #watchHangs(watched: readonly Watched[]): HangWatch {
    const events = this.#events;
    return new HangWatch(watched, {
      generation: (actor) => events.generation(actor),
      ask: (worker) => events.ask(worker),
      onSuspected: (actor, sinceMs, scope) =>
        events.onSuspected(actor, sinceMs, scope === "member" && watched[actor]!.probe.isOutside),
      onHung: (actor, sinceMs, scope) => events.onHung(actor, sinceMs, scope === "member"),
    }, this.#world);
  }

  /** The worker has given a sign of life. */
  answered(worker: number): void {
    this.#watch?.answered(worker);
  }

  end(): void {
    this.#over = true;
    this.#endChecks?.();
  }
}
