/** Asks a worker; returns whether there is one. */
export type AskWorker = (worker: number, call: number) => boolean;

/** A worker that has not answered is asked again after so long, in milliseconds: its thread may be another one by now. */
const ASK_AGAIN_MS = 1000;

/**
 * A round of questions to some workers. Once all have answered, whoever in them had been rung before the round began has looked at
 * what it waits for, and their stores up to then are seen by the host.
 */
export class RollCall {
  readonly call: number;
  readonly #missing: Set<number>;
  readonly #ask: AskWorker;
  #askedAt: number;

  /** @param call a number that no other round has */
  constructor(call: number, workers: Iterable<number>, ask: AskWorker, now: number) {
    this.call = call;
    this.#missing = new Set(workers);
    this.#ask = ask;
    this.#askedAt = now;
    this.#askMissing();
  }

  /** Whether all have answered, or are gone. */
  get isOver(): boolean {
    return this.#missing.size === 0;
  }

  /** A worker has answered this round. */
  answered(worker: number): void {
    this.#missing.delete(worker);
  }

  /** Asks those again that are long in answering. */
  remind(now: number): void {
    if (now - this.#askedAt < ASK_AGAIN_MS) return;
    this.#askedAt = now;
    this.#askMissing();
  }

  /** Who has no thread has nothing to look at any more, and the host has finished what it left half done. */
  #askMissing(): void {
    for (const worker of this.#missing) {
      if (!this.#ask(worker, this.call)) this.#missing.delete(worker);
    }
  }
}
