import { passRing, wakeNobody } from "../memory/doorbell.ts";
import { HOST_PROCESS } from "../memory/doorbell_layout.ts";
import type { Bells, WorkerPlan } from "../protocol/mod.ts";
import type { LibC } from "../region/mod.ts";
import { BellPipes } from "./bells.ts";
import { duplicate, isOpen, pipe, type PipeEnds } from "./descriptors.ts";

/** In the place of a worker: the host's own thread, where nobody rings it. */
const OWN_THREAD = -1;

/**
 * The bells of a graph: who may ring whom across processes, and by which descriptors. The pipes are made once, and all processes have them by
 * the same numbers, for as long as the graph runs: so whoever takes the place of another is woken by the same ring. Workers are known by their
 * number.
 */
export class BellBoard {
  readonly #plans: readonly WorkerPlan[];
  /** The number of each worker in the graph that is a process. */
  readonly #processes: ReadonlyMap<number, number>;
  readonly #region: SharedArrayBuffer;
  /** The worker whose actors run in the host's own thread, if there is one. */
  readonly #hosted: number | undefined;
  readonly #libc: LibC;
  /** The pipe of each worker that others may ring across processes. */
  readonly #pipes = new Map<number, PipeEnds>();
  /** Whom each worker may have to wake, or be woken by, in another process. */
  readonly #partners = new Map<number, Set<number>>();
  /** What each worker of the host's process has of them, for all its threads, one after the other. */
  readonly #duplicates = new Map<number, Bells>();
  readonly #own: BellPipes;

  constructor(
    plans: readonly WorkerPlan[],
    processes: ReadonlyMap<number, number>,
    region: SharedArrayBuffer,
    hosted: number | undefined,
    libc: LibC,
  ) {
    this.#plans = plans;
    this.#processes = processes;
    this.#region = region;
    this.#hosted = hosted;
    this.#libc = libc;
    this.#findPartners();
    for (const worker of new Set([OWN_THREAD, ...processes.keys(), ...this.#partners.keys()])) {
      this.#pipes.set(worker, pipe(libc));
    }
    this.#own = new BellPipes(region, this.#ofHost());
  }

  /** A worker of the host's process takes part only if it has a channel with an actor of another one. */
  #findPartners(): void {
    const workers = new Map(this.#plans.map(({ doorbell }, worker) => [doorbell, worker]));
    for (const worker of this.#processes.keys()) {
      for (const { ends } of (this.#plans[worker] as WorkerPlan).actors) {
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

  #doorbell(worker: number): number {
    return (this.#plans[worker] as WorkerPlan).doorbell;
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
  #ofHost(): Bells {
    const hosted = this.#hosted;
    const isRung = hosted !== undefined && this.#partners.has(hosted);
    return this.#duplicated({
      process: HOST_PROCESS,
      own: isRung ? [this.#doorbell(hosted)] : [],
      read: this.#pipe(isRung ? hosted : OWN_THREAD).read,
      others: this.#writesTo(this.#processes.keys()),
    });
  }

  /** Each thread of the host's process has descriptors of its own: it may close them when it goes. */
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

  /** Those of the next thread of a worker in the host's process; `undefined` if it knows nobody elsewhere. */
  ofThread(worker: number): Bells | undefined {
    const partners = this.#partners.get(worker);
    if (partners === undefined || this.#processes.has(worker)) return undefined;
    let bells = this.#duplicates.get(worker);
    if (bells === undefined || !isOpen(this.#libc, bells.read)) {
      bells = this.#duplicated({
        process: HOST_PROCESS,
        own: [this.#doorbell(worker)],
        read: this.#pipe(worker).read,
        others: this.#writesTo([...partners].filter((partner) => this.#processes.has(partner))),
      });
      this.#duplicates.set(worker, bells);
    }
    return bells;
  }

  /** Those of a worker that is a process. */
  ofProcess(worker: number): Bells {
    return {
      process: this.#processes.get(worker) as number,
      own: [this.#doorbell(worker)],
      read: this.#pipe(worker).read,
      others: this.#writesTo(this.#partners.get(worker) ?? []),
    };
  }

  /** The process of a worker is gone: nobody sleeps there any more, and whom it was about to wake looks for itself. */
  leftBehind(worker: number): void {
    wakeNobody(this.#region, this.#doorbell(worker));
    for (const partner of this.#partners.get(worker) ?? []) {
      const doorbell = this.#doorbell(partner);
      if (this.#processes.has(partner)) this.#own.wake(doorbell);
      else passRing(this.#region, doorbell);
    }
  }

  /** No thread and no process of the graph is left. */
  close(): void {
    this.#own.close();
    const descriptors = [...this.#pipes.values()].flatMap(({ read, write }) => [read, write]);
    for (const bells of this.#duplicates.values()) {
      descriptors.push(bells.read, ...bells.others.map(({ write }) => write));
    }
    for (const descriptor of descriptors) this.#libc.close(descriptor);
  }
}
