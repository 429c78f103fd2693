import { Probation } from "./probation.ts";
import type { Alarms } from "./timers.ts";

/** What an entrance asks for, and tells. */
export interface EntranceEvents {
  /** These have waited long enough: they are to be run now. */
  onAdmitted(actors: readonly number[]): void;
  /** Asks the worker for a sign of life. */
  ask(): void;
}

/**
 * Through it the members of a troupe come into a fresh worker, in the order that their probation says. Nobody is kept out for longer
 * than somebody before him may take; but into a thread that is blocked nobody is let in, because nobody could run there, and
 * whoever blocks it alone is known.
 */
export class Entrance {
  readonly #probation = new Probation();
  readonly #alarms: Alarms;
  readonly #events: EntranceEvents;
  #cancel: () => void = () => {};
  /** Whether the one inside has had its time, and only the thread's sign of life is missing. */
  #isLate = false;

  constructor(alarms: Alarms, events: EntranceEvents) {
    this.#alarms = alarms;
    this.#events = events;
  }

  /**
   * Actors are about to enter the worker; `suspected` are those of them that are to be alone there. Returns who may at once, the
   * others follow with `onAdmitted`.
   *
   * @param isFresh whether the worker has run nobody yet
   */
  pass(
    actors: readonly number[],
    suspected: readonly number[],
    isFresh: boolean,
  ): readonly number[] {
    if (this.#probation.current !== undefined) {
      this.#probation.join(actors);
      return [];
    }
    if (!isFresh) return actors;
    const atOnce = this.#probation.begin(actors, suspected);
    this.#time();
    return atOnce;
  }

  /** The actor is past what was suspected of it, or waits for others, or is out of the worker. */
  through(actor: number): void {
    if (this.#probation.current === actor) this.#admit(this.#probation.through(actor));
  }

  /** The worker's thread has given a sign of life. */
  answered(): void {
    if (this.#isLate) this.#admit(this.#probation.late());
  }

  /** An actor that is kept out will not come in, or with others later. */
  drop(actor: number): void {
    this.#probation.drop(actor);
  }

  /** The worker is gone, or about to go. Returns who was kept out. */
  dissolve(): readonly number[] {
    const kept = this.#probation.dissolve();
    this.#time();
    return kept;
  }

  #admit(actors: readonly number[]): void {
    this.#time();
    this.#events.onAdmitted(actors);
  }

  #time(): void {
    this.#cancel();
    this.#isLate = false;
    if (this.#probation.current === undefined) return;
    this.#cancel = this.#alarms.deadline(this.#probation.patienceMs, () => {
      this.#isLate = true;
      this.#events.ask();
    });
  }
}
