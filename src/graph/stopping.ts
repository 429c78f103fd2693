import { Countdown } from "../host_time.ts";
import type { Timers } from "../world.ts";
import { Ringer } from "../memory/doorbell.ts";
import type { GraphPlan } from "./plan/mod.ts";

/** What a stop asks of the run, and tells it. Actors are named by their number. */
export interface StoppingHands {
  /** Whether the actor has not ended for good. */
  isAlive(actor: number): boolean;
  /** The actor's own time for the stop is over: the others are to drain without it. */
  expel(actor: number): void;
  /** The actor has not stopped, though most do in less. */
  onLate(actor: number): void;
  /** The time of the graph is over. */
  onOver(): void;
}

/** How long a stop may take before the log says who holds it up. */
const PATIENCE_MS = 2000;

/** The stop of a graph: who is woken for it, and what is due when. */
export class Stopping {
  readonly #plan: GraphPlan;
  readonly #hands: StoppingHands;
  readonly #timers: Timers;
  readonly #deadlines: Countdown[] = [];

  constructor(plan: GraphPlan, hands: StoppingHands, timers: Timers) {
    this.#plan = plan;
    this.#timers = timers;
    this.#hands = hands;
  }

  /** Wakes every actor, so that it hears of the stop, which may take so long. */
  begin(withinMs: number): void {
    this.#after(withinMs, () => this.#hands.onOver());
    this.#after(PATIENCE_MS, () => this.#late());
    for (const { plan: { index }, address, stopTimeoutMs } of this.#plan.actors) {
      new Ringer(this.#plan.region, address).ring();
      if (stopTimeoutMs !== null) this.#after(stopTimeoutMs, () => this.#overdue(index));
    }
  }

  /** Nothing is due any more. */
  end(): void {
    for (const deadline of this.#deadlines) deadline.cancel();
  }

  #after(ms: number, call: () => void): void {
    this.#deadlines.push(new Countdown(this.#timers, ms, call));
  }

  #late(): void {
    for (const { plan: { index } } of this.#plan.actors) {
      if (this.#hands.isAlive(index)) this.#hands.onLate(index);
    }
  }

  #overdue(actor: number): void {
    if (this.#hands.isAlive(actor)) this.#hands.expel(actor);
  }
}
