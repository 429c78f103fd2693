import type { ErrorReport } from "../../src/errors.ts";
import type { WorkerMessage } from "../../src/protocol/messages.ts";
import type { Spawner, WorkerEvents, WorkerHandle } from "../../src/supervisor/spawner.ts";
import {
  type LoadFault,
  Supervisor,
  type SupervisorOptions,
  type Ward,
} from "../../src/supervisor/supervisor.ts";

/** A worker that does what the test says, and nothing else. */
export class FakeWorker implements WorkerHandle {
  readonly index: number;
  terminated = false;
  /** What it was told to run: seat and generation. */
  readonly performed: [number, number][] = [];
  readonly #events: WorkerEvents;

  constructor(index: number, events: WorkerEvents) {
    this.index = index;
    this.#events = events;
  }

  perform(seat: number, generation: number): void {
    this.performed.push([seat, generation]);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(message: WorkerMessage): void {
    this.#events.onMessage(message);
  }

  loaded(): void {
    this.say({ type: "loaded" });
  }

  crash(actor: number, generation: number, message = "it broke"): void {
    this.say({ type: "crashed", actor, generation, error: errorOf(message) });
  }

  end(actor: number, generation: number): void {
    this.say({ type: "ended", actor, generation });
  }

  break(message: string): void {
    this.#events.onBroken(errorOf(message));
  }

  /** Its thread is gone. */
  gone(): void {
    this.#events.onGone();
  }
}

export function errorOf(message: string): ErrorReport {
  return { name: "Error", message, stack: "" };
}

/** A supervisor over fake workers, and the story of what it says and does. */
export class FakeTheatre implements Spawner {
  readonly supervisor: Supervisor;
  readonly workers: FakeWorker[] = [];
  readonly story: string[] = [];
  readonly messages: WorkerMessage[] = [];
  readonly ended = new Set<number>();
  time = 0;
  failToSpawn = false;

  /** `crews`: the actors of each worker, numbered as they come. */
  constructor(crews: readonly number[], options: Partial<SupervisorOptions> = {}) {
    const wards = crews.flatMap((size, worker) =>
      Array.from({ length: size }, (_, seat): Ward => ({ label: "", worker, seat }))
    );
    this.supervisor = new Supervisor(wards, this, {
      beforeGeneration: (actor, generation) => this.story.push(`let in ${actor}.${generation}`),
      onStarted: (actor, generation) => this.story.push(`started ${actor}.${generation}`),
      onCrashed: (actor, error, decision) =>
        this.story.push(`crashed ${actor}: ${error.message}: ${decision}`),
      onEnded: (actor) => this.story.push(`ended ${actor}`),
      onRetired: (actor) => this.story.push(`retired ${actor}`),
      hasEnded: (actor) => this.ended.has(actor),
      onMessage: (message) => this.messages.push(message),
      onAllDone: () => this.story.push("all done"),
    }, {
      intensity: { restarts: 3, withinMs: 1000 },
      clock: { now: () => this.time },
      loadTimeoutMs: 60_000,
      ...options,
    });
  }

  spawn(worker: number, events: WorkerEvents): FakeWorker {
    if (this.failToSpawn) throw new Error("no more threads");
    const fake = new FakeWorker(worker, events);
    this.workers.push(fake);
    return fake;
  }

  /** The story since the last look. */
  get news(): string[] {
    return this.story.splice(0);
  }

  /** Loads and starts everybody. */
  async curtainUp(): Promise<FakeWorker[]> {
    const faults = this.supervisor.load();
    const first = [...this.workers];
    for (const worker of first) worker.loaded();
    await faults;
    this.supervisor.perform();
    this.story.length = 0;
    return first;
  }

  /** The worker that is spawned as number `count`, counted from 1 over all workers. */
  async spawned(count: number): Promise<FakeWorker> {
    await until(() => this.workers.length >= count);
    return this.workers[count - 1]!;
  }

  /** Ends everything that may be left. */
  async curtainDown(): Promise<void> {
    const closed = this.supervisor.close(60_000);
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
