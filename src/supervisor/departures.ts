import type { Company } from "./company.ts";
import type { Crew } from "./crew.ts";
import type { EvictionReason } from "./supervision_events.ts";
import type { Ward } from "./ward.ts";

/** How wards leave their threads, without having crashed: in place, or with the worker. */
export class Departures {
  readonly #company: Company;

  constructor(company: Company) {
    this.#company = company;
  }

  /** Takes a ward out of its thread although it is sound: to start again, or for good. */
  withdraw(ward: Ward, end?: "expel"): void {
    const { batches, events } = this.#company;
    const reason = end ?? (ward.isLast ? "remove" : undefined);
    const runs = ward.isRunning;
    ward.status = reason === undefined ? "waiting" : "failed";
    if (runs) {
      const generation = ward.leave();
      if (reason === undefined) ward.generation++;
      ward.crew.release(ward, generation, reason === undefined);
    }
    ward.crew.entrance.drop(ward);
    if (reason === undefined) return;
    batches.drop(ward);
    events.onDropped(ward.actor, reason);
    if (!ward.isLeaving) this.left(ward);
  }

  /** Ends a worker because of wards in it that are out: they have left only when its thread is gone. */
  evict(crew: Crew<Ward>, wards: readonly Ward[], reason: EvictionReason): void {
    for (const { actor } of wards) this.#company.events.onEvicted(actor, reason);
    const kept = crew.entrance.dissolve();
    crew.end();
    this.startAgain(crew.members.filter(({ isRunning }) => isRunning), kept);
  }

  /**
   * Lets wards start again whose worker is being ended because of another: those that run, and those that were kept out of it.
   * They are not to blame.
   */
  startAgain(running: readonly Ward[], kept: readonly Ward[]): void {
    for (const ward of running) this.withdraw(ward);
    this.#company.batches.add([...running, ...kept].filter(({ isDown }) => isDown), 0);
  }

  /** The ward is out of its thread. */
  left(ward: Ward): void {
    const { batches, events } = this.#company;
    ward.leaving = undefined;
    ward.crew.released(ward);
    events.onLeft(ward.actor);
    ward.crew.entrance.through(ward);
    if (ward.status === "failed") return events.onRetired(ward.actor);
    if (!ward.isDown || !events.hasEnded(ward.actor)) return;
    // It came to its end by itself while it was being taken out.
    batches.drop(ward);
    this.#company.finish(ward);
  }
}
