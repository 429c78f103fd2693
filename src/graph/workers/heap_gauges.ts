/** How long what a worker said of its heap is good enough, in milliseconds. */
const STALE_MS = 10_000;

/** After how long a worker that has not answered is asked again: it may not have been there when it was asked. */
const ANSWER_MS = 1000;

/** A worker's heap, as it is known. */
interface Gauge {
  bytes: number | null;
  askedAt: number;
}

/** How large the workers' heaps are. A worker is asked when somebody wants to know, and answers when it comes to it. */
export class HeapGauges {
  readonly #gauges = new Map<number, Gauge>();
  readonly #ask: (worker: number) => void;

  /** `ask` makes a worker say how large its heap is, if it can. */
  constructor(ask: (worker: number) => void) {
    this.#ask = ask;
  }

  /** What the worker has said last, in bytes; `null` before it has. */
  read(worker: number, now: number): number | null {
    const gauge = this.#gauges.get(worker) ?? { bytes: null, askedAt: -Infinity };
    this.#gauges.set(worker, gauge);
    if (now - gauge.askedAt >= (gauge.bytes === null ? ANSWER_MS : STALE_MS)) {
      gauge.askedAt = now;
      this.#ask(worker);
    }
    return gauge.bytes;
  }

  /** The worker's thread is gone, and its heap with it. */
  forget(worker: number): void {
    this.#gauges.delete(worker);
  }

  /** The worker says how large its heap is. */
  note(worker: number, bytes: number): void {
    const gauge = this.#gauges.get(worker);
    if (gauge !== undefined) gauge.bytes = bytes;
  }
}
