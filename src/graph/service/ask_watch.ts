import type { World } from "../../world.ts";
import type { DeadLetter } from "../letters/mod.ts";
import type { GraphPlan } from "../plan/mod.ts";
import { Whereabouts } from "./whereabouts.ts";

/** What has asks that wait, and is told what becomes of their calls. */
export interface Asker {
  /** Told once, before the graph runs. */
  takesPlaceIn(world: World): void;
  /** How many wait. */
  readonly waiting: number;
  /** A message was given up: it may be one of their calls, or of the answers, or a list of them. */
  givenUp(message: unknown, actor: string, reason: string): void;
  /** These calls are in channels that nobody takes from any more, each with the end of a sentence that says so. */
  lost(calls: ReadonlyMap<string, string>): void;
}

/** What a run tells those who ask. Graphs without any pay nothing for it. */
export class AskWatch {
  readonly #plan: GraphPlan;
  readonly #askers: readonly Asker[];
  #whereabouts: Whereabouts | undefined;

  constructor(plan: GraphPlan, askers: readonly Asker[], world: World) {
    this.#plan = plan;
    this.#askers = askers;
    for (const asker of askers) asker.takesPlaceIn(world);
  }

  /** Looks where calls are. The result says it of any of them, as the end of a sentence. */
  look(): (id: string) => string {
    return this.#places.look();
  }

  get #places(): Whereabouts {
    return this.#whereabouts ??= new Whereabouts(this.#plan);
  }

  /** A dead letter counts. */
  lettered({ message, actor, reason }: DeadLetter): void {
    for (const asker of this.#askers) asker.givenUp(message, actor, reason);
  }

  /** Looks for calls that nobody takes any more. */
  lookForLost(): void {
    const waiting = this.#askers.filter(({ waiting }) => waiting > 0);
    if (waiting.length === 0) return;
    const { lost } = this.#places;
    for (const asker of waiting) asker.lost(lost);
  }
}
