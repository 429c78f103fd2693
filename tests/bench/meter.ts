/** When a measurement begins and how long it lasts; the same for ours and every peer. */
export interface MeterTimes {
  /** Milliseconds after the first message that do not count. */
  readonly warm: number;
  /** Milliseconds that do. */
  readonly measure: number;
}

/** Measures a steady phase at the end of a pipeline: messages between two looks at the clock. */
export class Meter {
  readonly #times: MeterTimes;
  #first = 0;
  #begun = 0;
  #before = 0;

  constructor(times: MeterTimes) {
    this.#times = times;
  }

  /** Says that `total` messages have come so far. Returns messages a second once the phase is over, before that 0. */
  look(total: number): number {
    const now = performance.now();
    if (this.#first === 0) this.#first = now;
    if (this.#begun === 0) {
      if (now - this.#first >= this.#times.warm) {
        this.#begun = now;
        this.#before = total;
      }
      return 0;
    }
    const spent = now - this.#begun;
    return spent < this.#times.measure ? 0 : (total - this.#before) * 1000 / spent;
  }
}
