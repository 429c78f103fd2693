import { HOST_PROCESS } from "../memory/doorbell_layout.ts";
import { passRing, wakeNobody } from "../memory/doorbell.ts";
import type { Bells, ProcessReading, ProcessSettings, WorkerPlan } from "../protocol/mod.ts";
import { type LibC, openLibC } from "../region/mod.ts";
import { BellPipes } from "./bells.ts";
import { Child, type ChildEvents } from "./child.ts";
import { duplicate, isOpen, pipe, type PipeEnds } from "./descriptors.ts";
import { mayLoad } from "./flags.ts";
import { MemoryWatch } from "./memory_watch.ts";
import { Spares } from "./spares.ts";
import { type Vitals, vitalsOf } from "./vitals.ts";
import { type ProcessEars, ProcessWorker } from "./process_worker.ts";
import type { WorkerEvents } from "../supervisor/mod.ts";

/** In the place of a worker: the host's own thread, where nobody rings it. */
const OWN_THREAD = -1;

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
  child: Child | undefined;
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
  /** The pipe of each worker that others may ring across processes. */
  readonly #pipes = new Map<number, PipeEnds>();
  /** Whom each worker may have to wake, or be woken by, in another process. */
  readonly #partners = new Map<number, Set<number>>();
  /** What each worker of the host's process has of them, for all its threads, one after the other. */
  readonly #duplicates = new Map<number, Bells>();
  /** The worker whose actors run in the host's own thread, if there is one. */
  readonly #hosted: number | undefined;
  readonly #ownBells: BellPipes;
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
    this.#hosted = hosted;
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
    this.#findPartners();
    for (const worker of [OWN_THREAD, ...this.#residents.keys(), ...this.#partners.keys()]) {
      if (!this.#pipes.has(worker)) this.#pipes.set(worker, pipe(libc));
    }
    this.#ownBells = new BellPipes(shared.region, this.#bellsOfHost());
  }

  /** A worker of the host's process takes part only if it has a channel with an actor of another one. */
  #findPartners(): void {
    const workers = new Map(this.#plans.map(({ doorbell }, worker) => [doorbell, worker]));
    for (const worker of this.#residents.keys()) {
      for (const { ends } of this.#plan(worker).actors) {
        for (const { peer: { doorbell } } of ends) {
          const other = workers.get(doorbell) as number;
          if (other === worker) continue;
          this.#partnersOf(worker).add(other);
          this.#partnersOf(other).add(worker);
        }
      }
    }
  }

  #partnersOf(worker: number): Set<number> {
    let partners = this.#partners.get(worker);
    if (partners === undefined) this.#partners.set(worker, partners = new Set());
    return partners;
  }

  #plan(worker: number): WorkerPlan {
    return this.#plans[worker] as WorkerPlan;
  }

  #resident(worker: number): Resident {
    return this.#residents.get(worker) as Resident;
  }

  #doorbell(worker: number): number {
    return this.#plan(worker).doorbell;
  }

  #pipe(worker: number): PipeEnds {
    return this.#pipes.get(worker) as PipeEnds;
  }

  #writesTo(workers: Iterable<number>): Bells["others"] {
    return [...workers].map((worker) => ({
      doorbell: this.#doorbell(worker),
      write: this.#pipe(worker).write,
    }));
  }

  /** The host's own thread rings all. It is rung where ends of the host are in its hands. */
  #bellsOfHost(): Bells {
    const hosted = this.#hosted;
    const isRung = hosted !== undefined && this.#partners.has(hosted);
    return this.#duplicated({
      process: HOST_PROCESS,
      own: isRung ? [this.#doorbell(hosted)] : [],
      read: this.#pipe(isRung ? hosted : OWN_THREAD).read,
      others: this.#writesTo(this.#residents.keys()),
    });
  }

  #duplicated({ read, others, ...bells }: Bells): Bells {
    return {
      ...bells,
      read: duplicate(this.#libc, read),
      others: others.map(({ doorbell, write }) => ({
        doorbell,
        write: duplicate(this.#libc, write),
      })),
    };
  }

  /** By what the next thread of a worker in the host's process wakes others, and is woken; `undefined` if it knows nobody elsewhere. */
  bellsOf(worker: number): Bells | undefined {
    const partners = this.#partners.get(worker);
    if (partners === undefined || this.#residents.has(worker)) return undefined;
    let bells = this.#duplicates.get(worker);
    // A thread that is gone may have taken its descriptors with it.
    if (bells === undefined || !isOpen(this.#libc, bells.read)) {
      bells = this.#duplicated({
        process: HOST_PROCESS,
        own: [this.#doorbell(worker)],
        read: this.#pipe(worker).read,
        others: this.#writesTo([...partners].filter((partner) => this.#residents.has(partner))),
      });
      this.#duplicates.set(worker, bells);
    }
    return bells;
  }

  /** Starts the worker with that plan, which is a process. Throws if that cannot be. */
  start(plan: WorkerPlan, ears: ProcessEars, events: WorkerEvents): ProcessWorker {
    return new ProcessWorker(plan, this, ears, events);
  }

  /** A process for a worker, which waits for its first message: a spare one, or one that is started. Throws if that cannot be. */
  launch(worker: number, events: ChildEvents): Child {
    const resident = this.#resident(worker);
    let hasSpoken = false;
    const told: ChildEvents = {
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
        this.#leftBehind(worker);
        events.onGone(cause);
      },
    };
    const spare = this.#spares.take(worker);
    const child = spare ?? this.#launch(worker, told);
    spare?.serve(told);
    return child;
  }

  #launch(worker: number, events: ChildEvents): Child {
    const { settings, process } = this.#resident(worker);
    const { region, descriptor } = this.#shared;
    return new Child({
      settings,
      sources: this.#plan(worker).sources,
      entry: this.#entry,
      libc: {
        functions: this.#libc,
        path: this.#libcPath,
        isGivenUp: !mayLoad(settings, this.#libcPath),
      },
      region: { descriptor, bytes: region.byteLength },
      bells: {
        process,
        own: [this.#doorbell(worker)],
        read: this.#pipe(worker).read,
        others: this.#writesTo(this.#partners.get(worker) ?? []),
      },
    }, events);
  }

  /** The child is the worker's process from now on. */
  moveIn(worker: number, child: Child): void {
    const resident = this.#resident(worker);
    resident.child = child;
    resident.starts++;
    this.#memoryWatch.begin();
  }

  /** Nobody sleeps there any more; and whom it was about to wake looks for itself. */
  #leftBehind(worker: number): void {
    const { region } = this.#shared;
    wakeNobody(region, this.#doorbell(worker));
    for (const partner of this.#partners.get(worker) ?? []) {
      const doorbell = this.#doorbell(partner);
      if (this.#residents.has(partner)) this.#ownBells.wake(doorbell);
      else passRing(region, doorbell);
    }
  }

  /** Ends the process of a worker, if there is one: it has died of `cause`. */
  end(worker: number, cause: string): void {
    this.blame(worker, cause);
    this.#residents.get(worker)?.child?.kill();
  }

  /** Should the process of a worker be ended now, it has died of `cause`. Returns whether there is one. */
  blame(worker: number, cause: string): boolean {
    const child = this.#residents.get(worker)?.child;
    child?.blame(cause);
    return child !== undefined;
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

  /** The graph is over, and all its threads and processes are gone. Resolves when those are that have only waited. */
  async close(): Promise<void> {
    this.#memoryWatch.end();
    await this.#spares.end();
    this.#ownBells.close();
    const descriptors = [...this.#pipes.values()].flatMap(({ read, write }) => [read, write]);
    for (const bells of this.#duplicates.values()) {
      descriptors.push(bells.read, ...bells.others.map(({ write }) => write));
    }
    for (const descriptor of descriptors) this.#libc.close(descriptor);
  }
}
