import { ProbeReader } from "../../probe/read.ts";
import type { ProbeSample } from "../../probe/read.ts";

/** Reads one actor's probe, so that its totals never run backwards. */
export class ActorMeter {
  readonly #probe: ProbeReader;
  #time: number | null = null;
  #busyMs = 0;
  #waitingMs = 0;
  #blockedMs = 0;
  #outsideMs = 0;

  constructor(region: SharedArrayBuffer, at: number) {
    this.#probe = new ProbeReader(region, at);
  }

  /** Takes a sample at `now`, in milliseconds since the epoch. */
  read(now: number): ProbeSample {
    const sample = this.#probe.sample(now);
    const passed = this.#time === null ? Infinity : Math.max(0, now - this.#time);
    this.#time = now;
    this.#busyMs = grown(this.#busyMs, sample.busyMs, passed);
    this.#waitingMs = grown(this.#waitingMs, sample.waitingMs, passed);
    this.#blockedMs = grown(this.#blockedMs, sample.blockedMs, passed);
    this.#outsideMs = grown(this.#outsideMs, sample.outsideMs, passed);
    return {
      ...sample,
      busyMs: this.#busyMs,
      waitingMs: this.#waitingMs,
      blockedMs: this.#blockedMs,
      outsideMs: this.#outsideMs,
    };
  }
}

// A probe read while its actor changes phase may count that phase twice. No total can have grown by more than the time
// that passed, and the next reading is right again.
function grown(total: number, reading: number, passed: number): number {
  return Math.max(total, Math.min(reading, total + passed));
}
