import { coreOf } from "../../own_thread.ts";
import type { ThreadPlace } from "../../protocol/mod.ts";

/** How long what a worker said of itself is good enough, in milliseconds. */
const STALE_MS = 10_000;

/** After how long a worker that has not answered is asked again: it may not have been there when it was asked. */
const ANSWER_MS = 1000;

/** What a worker has said of itself. */
interface Gauge {
  bytes: number | null;
  thread: number | null;
  askedAt: number;
}

/**
 * How large the workers' heaps are, and which threads they have. A worker is asked when somebody wants to know of its heap, and answers
 * when it comes to it.
 */
export class WorkerGauges {
  readonly #gauges = new Map<number, Gauge>();
  readonly #ask: (worker: number) => void;

  /** `ask` makes a worker say how large its heap is, and which thread it has, if it can. */
  constructor(ask: (worker: number) => void) {
    this.#ask = ask;
  }

  /** The heap as the worker has said last, in bytes; `null` before it has. */
  heapBytes(worker: number, now: number): number | null {
    const gauge = this.#gauges.get(worker) ?? { bytes: null, thread: null, askedAt: -Infinity };
    this.#gauges.set(worker, gauge);
    if (now - gauge.askedAt >= (gauge.bytes === null ? ANSWER_MS : STALE_MS)) {
      gauge.askedAt = now;
      this.#ask(worker);
    }
    return gauge.bytes;
  }

  /** The worker's thread, and where it is now; `null` before the worker has said it, and where the system does not tell. */
  thread(worker: number): ThreadPlace | null {
    const thread = this.#gauges.get(worker)?.thread ?? null;
    return thread === null ? null : { id: thread, core: coreOf(thread) };
  }

  /** The worker's thread is gone, and its heap with it. */
  forget(worker: number): void {
    this.#gauges.delete(worker);
  }

  /** The worker says how large its heap is, and which thread it has. */
  note(worker: number, bytes: number, thread: number | null): void {
    const gauge = this.#gauges.get(worker);
    if (gauge !== undefined) Object.assign(gauge, { bytes, thread });
  }
}
