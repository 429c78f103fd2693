import type { LifeEvent } from "../../protocol/mod.ts";

/** What is counted of an actor's life. */
export type CountedLife = "crashed" | "deadLetter" | "veto";

/** How often what happened to each actor, as far as it was told. */
export class LifeCounts {
  readonly #counts: Readonly<Partial<Record<LifeEvent["what"], Float64Array>>>;

  /** For so many actors. */
  constructor(actors: number) {
    const none = () => new Float64Array(actors);
    this.#counts = { crashed: none(), deadLetter: none(), veto: none() };
  }

  /** Counts what happened to the actor of that index. */
  add(actor: number, what: LifeEvent["what"]): void {
    const counts = this.#counts[what];
    if (counts !== undefined) counts[actor]! += 1;
  }

  /** How often it happened to the actor of that index. */
  of(actor: number, what: CountedLife): number {
    return this.#counts[what]?.[actor] ?? 0;
  }
}
