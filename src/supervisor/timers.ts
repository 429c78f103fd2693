import { Countdown } from "../host_time.ts";
import type { Timers } from "../world.ts";

/** Alarms that are set and have not gone off yet, so that all can be taken back at once. */
export class Alarms {
  readonly #timers: Timers;
  readonly #set = new Set<() => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Ends a pause: calls `call` after `ms`, unless the alarm is taken back, by the result or with all others. */
  pause(ms: number, call: () => void): () => void {
    return this.#add((done) =>
      this.#timers.after(ms, () => {
        done();
        call();
      })
    );
  }

  /** Like {@link Alarms.pause}, for what somebody gets to do something: only time in which the host runs counts. */
  deadline(ms: number, call: () => void): () => void {
    return this.#add((done) => {
      const countdown = new Countdown(this.#timers, ms, () => {
        done();
        call();
      });
      return () => countdown.cancel();
    });
  }

  /** `promise`, or `late` if it takes longer than `ms`, of the time in which the host runs. */
  async within<T>(promise: Promise<T>, ms: number, late: T): Promise<T> {
    const over = Promise.withResolvers<T>();
    const cancel = this.deadline(ms, () => over.resolve(late));
    try {
      return await Promise.race([promise, over.promise]);
    } finally {
      cancel();
    }
  }

  /** Takes all alarms back. What waits for one of them waits for ever. */
  clear(): void {
    for (const cancel of this.#set) cancel();
    this.#set.clear();
  }

  #add(begin: (done: () => void) => () => void): () => void {
    const cancel = begin(() => this.#set.delete(cancel));
    this.#set.add(cancel);
    return () => {
      this.#set.delete(cancel);
      cancel();
    };
  }
}
