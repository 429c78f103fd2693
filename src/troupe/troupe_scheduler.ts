import type { Scheduler, Waiter } from "../actor/scheduler.ts";
import type { Clock } from "../clock.ts";
import type { Doorbell } from "../memory/doorbell.ts";
import { Breath } from "./breath.ts";
import { Deadlines } from "./deadlines.ts";

/** No park is without a bound: a wake-up that nobody sent still comes after this long. */
const MAX_PARK_MS = 10_000;

/** Times in a row that a worker about to sleep is rung awake, before its event loop gets a turn. */
const MAX_ROUNDS = 16;

interface Parked {
  readonly waiter: Waiter;
  readonly resolve: (met: boolean) => void;
}

/**
 * Runs the actors of one worker, be it a troupe or a solo actor. Actors run as microtasks; those that wait are parked
 * here, and the worker itself parks on its doorbell when nobody has anything to do.
 */
export class TroupeScheduler implements Scheduler {
  readonly maySpin: boolean;
  readonly #doorbell: Doorbell;
  readonly #clock: Clock;
  readonly #breath = new Breath();
  readonly #deadlines: Deadlines;
  readonly #parked: (Parked | undefined)[];
  #parkedCount = 0;
  /** When the park under way ends by itself; `undefined` while the worker is awake. */
  #asleepUntil: number | undefined;
  #fellAsleep = 0;
  #aboutToSleep = false;

  constructor(doorbell: Doorbell, seats: number, clock: Clock) {
    this.#doorbell = doorbell;
    this.#clock = clock;
    this.#deadlines = new Deadlines(seats);
    this.#parked = new Array(seats).fill(undefined);
    this.maySpin = seats === 1;
  }

  breathe(): Promise<void> | undefined {
    if (this.#parkedCount > 0 && this.#doorbell.rung) this.#answer();
    return this.#breath.take();
  }

  park(seat: number, waiter: Waiter): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#parked[seat] = { waiter, resolve };
    this.#parkedCount++;
    this.#look(seat);
    if (this.#parked[seat] !== undefined) this.#sleepSoon();
    return promise;
  }

  nudge(seat: number): void {
    this.#look(seat);
  }

  /** Ends the wait of `seat`, or makes sure that it will be rung when something changes. */
  #look(seat: number): void {
    const parked = this.#parked[seat];
    if (parked === undefined) return;
    // Armed before the condition is looked at: see the doorbell's layout.
    this.#doorbell.arm(seat);
    // The time first: a moment that passes during the look would else be neither met nor due.
    const now = this.#clock.now();
    const verdict = parked.waiter.look();
    if (verdict === undefined) {
      const due = parked.waiter.dueAt(now);
      this.#deadlines.set(seat, due);
      if (this.#asleepUntil !== undefined && due < this.#asleepUntil) this.#doorbell.rouse();
      return;
    }
    this.leave(seat);
    parked.resolve(verdict);
  }

  leave(seat: number): void {
    if (this.#parked[seat] === undefined) return;
    this.#doorbell.disarm(seat);
    this.#deadlines.set(seat, Infinity);
    this.#parked[seat] = undefined;
    this.#parkedCount--;
  }

  #answer(): void {
    this.#doorbell.answer((seat) => this.#look(seat));
  }

  #expire(): void {
    const now = this.#clock.now();
    for (;;) {
      const seat = this.#deadlines.pop(now);
      if (seat === undefined) return;
      this.#look(seat);
    }
  }

  #sleepSoon(): void {
    if (this.#asleepUntil !== undefined || this.#aboutToSleep) return;
    this.#aboutToSleep = true;
    if (this.maySpin) {
      this.#sleep();
    } else {
      // Others may still be running as microtasks: sleep once they have all come to rest.
      setImmediate(() => {
        this.#breath.rested();
        this.#sleep();
      });
    }
  }

  #sleep(): void {
    for (let round = 0;; round++) {
      this.#answer();
      this.#expire();
      if (this.#parkedCount === 0) break;
      // Rings that come without end must not keep timers and sockets waiting.
      if (round === MAX_ROUNDS) return void setImmediate(() => this.#sleep());
      const now = this.#clock.now();
      const until = Math.min(this.#deadlines.next, now + MAX_PARK_MS);
      const parked = until > now ? this.#doorbell.park(until - now) : undefined;
      if (parked === undefined) {
        this.#doorbell.wake();
        continue;
      }
      this.#asleepUntil = until;
      this.#fellAsleep = now;
      parked.then(() => this.#wakeUp());
      break;
    }
    this.#aboutToSleep = false;
  }

  #wakeUp(): void {
    const overslept = this.#clock.now() >= this.#fellAsleep + MAX_PARK_MS;
    this.#asleepUntil = undefined;
    this.#doorbell.wake();
    this.#breath.rested();
    this.#answer();
    this.#expire();
    // A ring that was lost would show here; nothing else is known to need it.
    if (overslept) this.#parked.forEach((_, seat) => this.#look(seat));
    if (this.#parkedCount > 0) this.#sleepSoon();
  }
}
