import { assert } from "@std/assert";
import type { CrashReport } from "../../src/protocol/crash.ts";
import type { Evidence } from "../../src/supervisor/evidence.ts";
import type { Intensity } from "../../src/supervisor/intensity.ts";
import type { Spawner, WorkerEvents } from "../../src/supervisor/spawner.ts";
import { Supervision } from "../../src/supervisor/supervision.ts";
import type { RestartType, Strategy, SupervisorPlan } from "../../src/supervisor/tree.ts";
import type { LeftToDo } from "../../src/supervisor/supervision_events.ts";
import type { WardPlan } from "../../src/supervisor/ward.ts";
import type { LoadFault } from "../../src/supervisor/load_error.ts";
import { FakeWorker } from "./fake_worker.ts";
import { VirtualTimers } from "./virtual_timers.ts";

/** What a test says about its theatre. */
export interface TheatreOptions {
  /** Of the root, where `supervisors` does not say. */
  readonly intensity?: Intensity;
  readonly strategy?: Strategy;
  /** Restart types, by actor; transient where it does not say. */
  readonly restart?: Readonly<Record<number, RestartType>>;
  /** The tree; without it all actors are children of the root. */
  readonly supervisors?: readonly SupervisorPlan[];
  /** At the start, and for a restart. */
  readonly loadTimeoutMs?: number;
  /** Whether workers do at once what they are asked to. */
  readonly willing?: boolean;
  readonly random?: () => number;
}

/** A supervision over fake workers and a virtual clock, and the story of what it says and does. */
export class FakeTheatre implements Spawner {
  readonly supervision: Supervision;
  readonly timers = new VirtualTimers();
  readonly workers: FakeWorker[] = [];
  readonly story: string[] = [];
  readonly reports: CrashReport[] = [];
  /** What each of these crashes says about messages. */
  readonly evidence: Evidence[] = [];
  /** Actors that may have been the cause of another's crash, and what is known. */
  readonly involved: [number, Evidence][] = [];
  /** Actors that must be alone first. */
  readonly unclear = new Set<number>();
  /** Workers that gave a sign of life. */
  readonly answered: number[] = [];
  readonly ended = new Set<number>();
  /** What there is to do for actors that are down; something to take, where it does not say. */
  readonly toDo: Record<number, LeftToDo> = {};
  failToSpawn = false;
  readonly #wards: readonly WardPlan[];
  readonly #willing: boolean;
  /** Actors whose threads were gone, in that order. */
  readonly gone: number[] = [];
  /** Actors that were out of their threads, in that order. */
  readonly left: number[] = [];
  /** Actors that may commit nothing until their next generation. */
  readonly fenced = new Set<number>();
  /** Loads that a willing worker makes fail, by worker. */
  readonly badLoads: Record<number, number> = {};

  /** `crews`: the actors of each worker, numbered as they come. */
  constructor(crews: readonly number[], options: TheatreOptions = {}) {
    const { restart = {}, willing = false, loadTimeoutMs = 60_000, random = () => 0.5 } = options;
    const { strategy = "oneForOne", intensity = { restarts: 3, withinMs: 1000 } } = options;
    this.#willing = willing;
    this.#wards = crews.flatMap((size, worker) =>
      Array.from({ length: size }, (_, seat) => ({ worker, seat }))
    ).map((place, actor): WardPlan => ({
      ...place,
      label: `actor ${actor}`,
      restart: restart[actor] ?? "transient",
    }));
    const children = this.#wards.map((_, actor) => ({ actor }));
    this.supervision = new Supervision(
      this.#wards,
      options.supervisors ?? [{ label: "root", strategy, intensity, children }],
      this,
      {
        beforeEnd: (actor) => this.fenced.add(actor),
        afterEnd: (actor) => this.gone.push(actor),
        beforeGeneration: (actor, generation) => {
          this.fenced.delete(actor);
          this.story.push(`let in ${actor}.${generation}`);
          return generation === 0 ? [] : [{ end: actor, until: generation }];
        },
        onStarted: (actor, generation) => this.story.push(`started ${actor}.${generation}`),
        onCrashed: (actor, report, evidence) => {
          this.reports.push(report);
          this.evidence.push(evidence);
          this.story.push(`crashed ${actor}: ${report.error.message}: ${report.decision}`);
        },
        onInvolved: (actor, _generation, _error, evidence) => this.involved.push([actor, evidence]),
        isUnclear: (actor) => this.unclear.has(actor),
        onDropped: (actor, reason) => this.story.push(`dropped ${actor}: ${reason}`),
        onLeft: (actor) => this.left.push(actor),
        onEvicted: (actor, reason) => this.story.push(`evicted ${actor}: ${reason}`),
        onLingering: (actor) => this.story.push(`lingers ${actor}`),
        onEnded: (actor) => this.story.push(`ended ${actor}`),
        onAsleep: (actor) => this.story.push(`asleep ${actor}`),
        onRetired: (actor) => this.story.push(`retired ${actor}`),
        hasEnded: (actor) => this.ended.has(actor),
        leftToDo: (actor) => this.toDo[actor] ?? { channels: "input", voted: false, turn: 0 },
        onAnswered: ({ worker }) => this.answered.push(worker),
        onAllDone: () => this.story.push("all done"),
      },
      {
        timers: this.timers,
        random,
        startTimeoutMs: loadTimeoutMs,
        restartTimeoutMs: loadTimeoutMs,
      },
    );
  }

  spawn(worker: number, events: WorkerEvents): FakeWorker {
    if (this.failToSpawn) throw new Error("no more threads");
    const first = this.#wards.findIndex((ward) => ward.worker === worker);
    const fake = new FakeWorker(worker, first, events, this.#willing);
    // What is left of a thread that is ended from outside may run once more: it must find the fence.
    fake.onEnd = (performed) => {
      for (const [seat] of performed) assert(this.fenced.has(first + seat), `${first + seat}`);
    };
    this.workers.push(fake);
    if (this.#willing) queueMicrotask(() => this.#load(fake, first));
    return fake;
  }

  #load(fake: FakeWorker, first: number): void {
    if ((this.badLoads[fake.index] ?? 0) === 0) return fake.loaded();
    this.badLoads[fake.index]!--;
    fake.notLoaded(first);
  }

  get time(): number {
    return this.timers.now();
  }

  /** Lets the time pass up to then. */
  set time(time: number) {
    this.timers.passTo(time);
  }

  /** The story since the last look. */
  get news(): string[] {
    return this.story.splice(0);
  }

  /** Who was started since the last look, in this order, as `actor.generation`. */
  get starts(): string[] {
    return this.news.filter((line) => line.startsWith("started")).map((line) => line.slice(8));
  }

  /** The worker that runs, or ran, this actor last. */
  workerOf(actor: number): FakeWorker {
    const { worker } = this.#wards[actor]!;
    return this.workers.findLast(({ index }) => index === worker)!;
  }

  /** Lets the actor's `run` throw. */
  crash(actor: number, message?: string): void {
    this.workerOf(actor).crash(actor, this.supervision.generation(actor), message);
  }

  /** Loads and starts everybody. */
  async curtainUp(): Promise<FakeWorker[]> {
    const faults = this.supervision.load();
    const first = [...this.workers];
    if (!this.#willing) { for (const worker of first) worker.loaded(); }
    await faults;
    this.supervision.perform();
    this.story.length = 0;
    return first;
  }

  /** The worker that is spawned as number `count`, counted from 1 over all workers. Time passes until it is. */
  async spawned(count: number): Promise<FakeWorker> {
    await settled();
    await until(() => {
      if (this.workers.length < count) this.time++;
      return this.workers.length >= count;
    });
    return this.workers[count - 1]!;
  }

  /** Ends everything that may be left. */
  async curtainDown(): Promise<void> {
    const closed = this.supervision.close(60_000);
    for (const worker of this.workers) worker.gone();
    await closed;
  }
}

/** Names of the faults, for comparing. */
export function faultsIn(faults: readonly LoadFault[]): string[] {
  return faults.map(({ actor, error }) => `${actor}: ${error.message}`);
}

/** Resolves when everything that is due at once has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Resolves once `fact` holds. */
export async function until(fact: () => boolean): Promise<void> {
  const limit = performance.now() + 10_000;
  while (!fact()) {
    if (performance.now() > limit) throw new Error(`It never came to be: ${fact}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
