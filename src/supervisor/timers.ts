import { type Clock, systemClock } from "../clock.ts";

/** The supervisor's time: what it reads, and what wakes it. A test puts a virtual one in its place. */
export interface Timers extends Clock {
  /** Calls `call` once, `ms` milliseconds from now. The result takes that back. */
  after(ms: number, call: () => void): () => void;
}

/** The machine's time. */
export const systemTimers: Timers = {
  now: () => systemClock.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Alarms that are set and not over, so that all can be taken back at once. */
export class Alarms {
  readonly #timers: Timers;
  readonly #set = new Set<() => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Calls `call` after `ms`, unless the alarm is taken back: by the result, or with all others. */
  set(ms: number, call: () => void): () => void {
    const cancel = this.#timers.after(ms, () => {
      this.#set.delete(cancel);
      call();
    });
    this.#set.add(cancel);
    return () => {
      this.#set.delete(cancel);
      cancel();
    };
  }

  /** `promise`, or `late` if it takes longer than `ms`. */
  async within<T>(promise: Promise<T>, ms: number, late: T): Promise<T> {
    const over = Promise.withResolvers<T>();
    const cancel = this.set(ms, () => over.resolve(late));
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
}
