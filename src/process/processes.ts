import { HOST_PROCESS } from "../memory/doorbell_layout.ts";
import type { Bells, ProcessReading, ProcessSettings, WorkerPlan } from "../protocol/mod.ts";
import { type LibC, openLibC } from "../region/mod.ts";
import { BellBoard } from "./bell_board.ts";
import { ActorProcess, type ActorProcessEvents } from "./child.ts";
import { mayLoad } from "./flags.ts";
import { MemoryWatch, shortage } from "./memory_watch.ts";
import { Spares } from "./spares.ts";
import { type Vitals, vitalsOf } from "./vitals.ts";
import { type ProcessEars, ProcessWorker } from "./process_worker.ts";
import type { WorkerEvents } from "../supervisor/mod.ts";

/** What the processes of a graph share. */
export interface SharedRegion {
  readonly region: SharedArrayBuffer;
  readonly descriptor: number;
}

/** A worker that is a process. */
interface Resident {
  readonly settings: ProcessSettings;
  /** Its number in the graph. */
  readonly process: number;
  child: ActorProcess | undefined;
  starts: number;
  lastCause: string | null;
  /** As it was seen last; `null` where it is gone since. */
  vitals: Vitals | null;
  /** What those before it have spent. */
  cpuMsBefore: number;
}

/** The processes of one graph, and the bells by which their threads wake each other. Workers are known by their number. */
export class Processes {
  readonly #plans: readonly WorkerPlan[];
  readonly #shared: SharedRegion;
  readonly #entry: string;
  readonly #libc: LibC;
  readonly #libcPath: string;
  readonly #residents = new Map<number, Resident>();
  readonly #bells: BellBoard;
  readonly #memoryWatch: MemoryWatch;
  readonly #spares: Spares = new Spares((worker, events) => this.#launch(worker, events));

  /**
   * @param hosted the worker whose actors run in the host's own thread
   * @param entry URL of the module that a process runs
   */
  constructor(
    plans: readonly WorkerPlan[],
    shared: SharedRegion,
    hosted: number | undefined,
    entry: string,
  ) {
    // It was opened for the region.
    const { libc, path } = openLibC() as Exclude<ReturnType<typeof openLibC>, string>;
    this.#plans = plans;
    this.#shared = shared;
    this.#entry = entry;
    this.#libc = libc;
    this.#libcPath = path;
    plans.forEach(({ process: settings }, worker) => {
      if (settings === undefined) return;
      const process = HOST_PROCESS + 1 + this.#residents.size;
      this.#residents.set(worker, {
        settings,
        process,
        child: undefined,
        starts: 0,
        lastCause: null,
        vitals: null,
        cpuMsBefore: 0,
      });
    });
    this.#memoryWatch = new MemoryWatch(
      [...this.#residents].flatMap(([worker, resident]) => {
        const { settings: { maxMemoryMb } } = resident;
        if (maxMemoryMb === null) return [];
        const vitals = () => this.#look(resident);
        return [{ maxMemoryMb, vitals, end: (cause: string) => this.end(worker, cause) }];
      }),
    );
    const numbers = new Map([...this.#residents].map(([worker, { process }]) => [worker, process]));
    this.#bells = new BellBoard(plans, numbers, shared.region, hosted, libc);
  }

  /** By what the next thread of a worker in the host's process wakes others, and is woken; `undefined` if it knows nobody elsewhere. */
  bellsOf(worker: number): Bells | undefined {
    return this.#bells.ofThread(worker);
  }

  #resident(worker: number): Resident {
    return this.#residents.get(worker) as Resident;
  }

  /** Starts the worker with that plan, which is a process. Throws if that cannot be. */
  start(plan: WorkerPlan, ears: ProcessEars, events: WorkerEvents): ProcessWorker {
    return new ProcessWorker(plan, this, ears, events);
  }

  /** A process for a worker, which waits for its first message: a spare one, or one that is started. Throws if that cannot be. */
  launch(worker: number, events: ActorProcessEvents): ActorProcess {
    const resident = this.#resident(worker);
    let hasSpoken = false;
    const told: ActorProcessEvents = {
      ...events,
      onMessage: (message) => {
        if (!hasSpoken && resident.settings.spare) this.#spares.prepare(worker);
        hasSpoken = true;
        events.onMessage(message);
      },
      onGone: (cause) => {
        if (resident.child === child) {
          resident.child = undefined;
          resident.cpuMsBefore += resident.vitals?.cpuMs ?? 0;
          resident.vitals = null;
        }
        resident.lastCause = cause;
        this.#bells.leftBehind(worker);
        events.onGone(cause);
      },
    };
    const spare = this.#spares.take(worker);
    const child = spare ?? this.#launch(worker, told);
    spare?.serve(told);
    return child;
  }

  #launch(worker: number, events: ActorProcessEvents): ActorProcess {
    const { settings } = this.#resident(worker);
    const { region, descriptor } = this.#shared;
    return new ActorProcess({
      settings,
      sources: (this.#plans[worker] as WorkerPlan).sources,
      entry: this.#entry,
      libc: {
        functions: this.#libc,
        path: this.#libcPath,
        isGivenUp: !mayLoad(settings, this.#libcPath),
      },
      region: { descriptor, bytes: region.byteLength },
      bells: this.#bells.ofProcess(worker),
    }, events);
  }

  /** The child is the worker's process from now on. */
  moveIn(worker: number, child: ActorProcess): void {
    const resident = this.#resident(worker);
    resident.child = child;
    resident.starts++;
    this.#memoryWatch.begin();
  }

  /** Ends the process of a worker, if there is one: it has died of `cause`. */
  end(worker: number, cause: string): void {
    this.#residents.get(worker)?.child?.end(cause);
  }

  /** Should the process of a worker be ended now, it has died of `cause`. Returns whether there is one. */
  blame(worker: number, cause: string): boolean {
    const child = this.#residents.get(worker)?.child;
    child?.blame(cause);
    return child !== undefined;
  }

  /** How much memory the process of a worker takes of what it may, where that is nearly all. */
  shortageOf(worker: number): string | undefined {
    const resident = this.#residents.get(worker);
    const maxMemoryMb = resident?.settings.maxMemoryMb ?? null;
    if (resident === undefined || maxMemoryMb === null) return undefined;
    return shortage(this.#look(resident)?.ownBytes ?? 0, maxMemoryMb);
  }

  /** What the system says of a process; `null` if there is none. */
  #look(resident: Resident): Vitals | null {
    const { child } = resident;
    const vitals = child === undefined ? null : vitalsOf(this.#libc, child.pid);
    // One that has just ended is known as it was last.
    resident.vitals = vitals ?? resident.vitals;
    return vitals;
  }

  /** How each process is. */
  get readings(): readonly ProcessReading[] {
    return [...this.#residents].map(([worker, resident]) => {
      const vitals = this.#look(resident);
      const { settings: { name }, child, starts, lastCause, cpuMsBefore } = resident;
      return {
        name,
        worker,
        pid: child?.pid ?? null,
        startedAt: child?.startedAt ?? null,
        starts,
        lastCause,
        rssBytes: vitals?.rssBytes ?? null,
        cpuMs: cpuMsBefore + (resident.vitals?.cpuMs ?? 0),
      };
    });
  }

  /** The graph is over; no thread of it is left if `isOver`. Resolves when the processes are gone that have only waited. */
  async close(isOver: boolean): Promise<void> {
    this.#memoryWatch.end();
    await this.#spares.end();
    // What a thread that cannot be ended may still ring must not become something else's descriptor.
    if (isOver) this.#bells.close();
  }
}
