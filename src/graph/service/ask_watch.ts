import type { DeadLetter } from "../letters/mod.ts";
import type { GraphPlan } from "../plan/mod.ts";
import type { CallOwner } from "./service.ts";
import { Whereabouts } from "./whereabouts.ts";

/** What a run tells those who ask. Loaded by graphs that are asked, and no others. */
export class AskWatch {
  readonly #places: Whereabouts;
  readonly #callOwners: readonly CallOwner[];

  constructor(plan: GraphPlan, owners: readonly CallOwner[]) {
    this.#places = new Whereabouts(plan);
    this.#callOwners = owners;
  }

  /** Looks where calls are. The result says it of any of them, as the end of a sentence. */
  look(): (id: string) => string {
    return this.#places.look();
  }

  /** A dead letter counts. */
  lettered({ message, actor, reason }: DeadLetter): void {
    for (const owner of this.#callOwners) owner.givenUp(message, actor, reason);
  }

  /** Looks for calls that nobody takes any more. */
  lookForLost(): void {
    const waiting = this.#callOwners.filter(({ waiting }) => waiting > 0);
    if (waiting.length === 0) return;
    const { lost } = this.#places;
    for (const owner of waiting) owner.lost(lost);
  }
}
