import type { Flight } from "../../protocol/mod.ts";

/** When so many messages had been sent, at the latest. */
interface Passing {
  readonly total: number;
  readonly at: number;
}

/** More are thinned out. */
const MOST_PASSINGS = 256;

/** Knows since when messages of an output are under way: by the looks at which they were first seen. */
export class FlightLog {
  #passings: Passing[] = [];
  #total = 0;
  #settled = 0;

  /** So many have been sent by now. */
  sent(total: number, now: number): void {
    if (total === this.#total) return;
    this.#total = total;
    this.#passings.push({ total, at: now });
    if (this.#passings.length > MOST_PASSINGS) this.#thinOut();
  }

  /** So many are settled. */
  settled(total: number): void {
    this.#settled = total;
    this.#passings = this.#passings.filter((passing) => passing.total > total);
  }

  /** What is under way. */
  flight(now: number): Flight {
    const [oldest] = this.#passings;
    const oldestMs = oldest === undefined ? 0 : Math.max(0, now - oldest.at);
    return { sent: this.#total, settled: this.#settled, oldestMs };
  }

  /** Of two that are neighbours, both count from the earlier one on: no message ever seems younger than it is. */
  #thinOut(): void {
    const all = this.#passings;
    this.#passings = all.flatMap((passing, i) => {
      if (i % 2 === 1) return [];
      return [{ total: (all[i + 1] ?? passing).total, at: passing.at }];
    });
  }
}
