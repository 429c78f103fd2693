import type { Timers } from "../../src/world.ts";

interface Alarm {
  readonly at: number;
  readonly call: () => void;
}

/** Time that passes only when the test says so. */
export class VirtualTimers implements Timers {
  #now = 0;
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const alarm = { at: this.#now + ms, call };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** How many alarms are set. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** The host stands still up to `time`: what was due on the way comes late, all at once. */
  standStillTo(time: number): void {
    this.#now = time;
    const late = [...this.#alarms].filter(({ at }) => at <= time).sort((a, b) => a.at - b.at);
    for (const alarm of late) if (this.#alarms.delete(alarm)) alarm.call();
  }

  /** Lets the time pass up to `time`; alarms go off on the way, each at its moment. */
  passTo(time: number): void {
    for (;;) {
      const due = [...this.#alarms].filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#alarms.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.call();
    }
    this.#now = time;
  }
}
