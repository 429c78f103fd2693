import { Probation } from "./probation.ts";
import type { Alarms } from "./timers.ts";

/** What an entrance asks for, and tells. */
export interface EntranceEvents<M> {
  /** These have waited long enough: they are to be run now. */
  onAdmitted(actors: readonly M[]): void;
  /** Asks the worker for a sign of life. */
  ask(): void;
}

/**
 * The members of a troupe enter a fresh worker through it, in the order that their probation says. Each has a limited time in which
 * those behind it are kept out. But while the thread is blocked nobody is let in, however long that takes: nobody could run there,
 * and it is known who blocks it, because that actor is alone.
 */
export class Entrance<M> {
  readonly #probation = new Probation<M>();
  readonly #alarms: Alarms;
  readonly #events: EntranceEvents<M>;
  #cancel: () => void = () => {};
  /** Whether the actor inside has had its time: the others enter as soon as the thread gives a sign of life. */
  #isLate = false;

  constructor(alarms: Alarms, events: EntranceEvents<M>) {
    this.#alarms = alarms;
    this.#events = events;
  }

  /**
   * Actors are about to enter the worker; `suspected` are those of them that are to be alone there. Returns those that may enter at
   * once; the others follow with `onAdmitted`.
   *
   * @param isFresh whether the worker has run nobody yet
   */
  pass(
    actors: readonly M[],
    suspected: readonly M[],
    isFresh: boolean,
  ): readonly M[] {
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
  through(actor: M): void {
    if (this.#probation.current === actor) this.#admit(this.#probation.through(actor));
  }

  /** The worker's thread has given a sign of life. */
  answered(): void {
    if (this.#isLate) this.#admit(this.#probation.late());
  }

  /** An actor that is kept out will not enter, or only with others later. */
  drop(actor: M): void {
    this.#probation.drop(actor);
  }

  /** The worker is gone, or about to be ended. Returns the actors that were kept out. */
  dissolve(): readonly M[] {
    const kept = this.#probation.dissolve();
    this.#time();
    return kept;
  }

  #admit(actors: readonly M[]): void {
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
