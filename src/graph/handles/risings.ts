import { openEnd } from "../../channel/ring/host.ts";
import { Ringer } from "../../memory/doorbell.ts";
import type { Tally } from "../../shutdown/tally.ts";
import type { Supervision } from "../../supervisor/mod.ts";
import { reopenTurns } from "../../turn/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";

/** Has actors begin again that sleep, or have ended for good: from the state that they had committed, with their ends open again. */
export class Risings {
  readonly #plan: GraphPlan;
  readonly #supervision: Supervision;
  readonly #tally: Tally;
  /** Those whose next generation has not begun yet. */
  readonly #pending = new Map<number, PromiseWithResolvers<void>>();

  constructor(plan: GraphPlan, supervision: Supervision, tally: Tally) {
    this.#plan = plan;
    this.#supervision = supervision;
    this.#tally = tally;
  }

  /**
   * Resolves once the actor's next generation has begun; rejects as {@link Risings.gone} says.
   *
   * @param actor one that `Supervision.mayWake`
   */
  begin(actor: number): Promise<void> {
    const { region, actors } = this.#plan;
    const { plan: { journal, ends } } = actors[actor] as PlannedActor;
    reopenTurns(region, journal);
    for (const { at, direction } of ends) openEnd(region, at, direction);
    this.#tally.askAlone(actor, false);
    const begun = Promise.withResolvers<void>();
    this.#pending.set(actor, begun);
    this.#supervision.wake(actor);
    // They may have taken the end of a channel for the last word.
    for (const { peer } of ends) new Ringer(region, peer).ring();
    return begun.promise;
  }

  /** A generation of the actor has begun. */
  started(actor: number): void {
    this.#pending.get(actor)?.resolve();
    this.#pending.delete(actor);
  }

  /** The actor will not begin. */
  gone(actor: number, errorOf: () => Error): void {
    const begun = this.#pending.get(actor);
    this.#pending.delete(actor);
    begun?.reject(errorOf());
  }

  /** The graph is over. */
  end(errorOf: (actor: number) => Error): void {
    for (const actor of this.#pending.keys()) this.gone(actor, () => errorOf(actor));
  }
}
