import type { ActorProcess, ActorProcessEvents } from "./child.ts";

/**
 * Processes that are started before they are needed: each has mapped the region, has loaded all that is not the actors' own, and waits. When
 * the process that it is a spare for is gone, it takes its place. No code of an actor runs in it before.
 */
export class Spares {
  readonly #launch: (worker: number, events: ActorProcessEvents) => ActorProcess;
  /** Those that wait, by the worker whose process they may become. */
  readonly #waiting = new Map<
    number,
    { readonly child: ActorProcess; readonly gone: Promise<void> }
  >();
  #isOver = false;

  /** @param launch starts a process for a worker; throws if that cannot be */
  constructor(launch: (worker: number, events: ActorProcessEvents) => ActorProcess) {
    this.#launch = launch;
  }

  /** From now on one waits for that worker, if that can be: without, the next start takes longer. */
  prepare(worker: number): void {
    if (this.#isOver || this.#waiting.has(worker)) return;
    const gone = Promise.withResolvers<void>();
    try {
      const child: ActorProcess = this.#launch(worker, {
        onListening() {},
        onMessage() {},
        onGone: () => {
          gone.resolve();
          // Another one is made ready when the worker has its next process.
          if (this.#waiting.get(worker)?.child === child) this.#waiting.delete(worker);
        },
      });
      this.#waiting.set(worker, { child, gone: gone.promise });
    } catch {
      // The system has no room for one more process now.
    }
  }

  /** The one that waits for that worker, which waits no more; `undefined` if none does. */
  take(worker: number): ActorProcess | undefined {
    const child = this.#waiting.get(worker)?.child;
    this.#waiting.delete(worker);
    return child;
  }

  /** None is needed any more. Resolves when all are gone. */
  async end(): Promise<void> {
    this.#isOver = true;
    const all = [...this.#waiting.values()];
    for (const { child } of all) child.kill();
    await Promise.all(all.map(({ gone }) => gone));
  }
}
