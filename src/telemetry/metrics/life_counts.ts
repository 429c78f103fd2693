import type { LifeEvent, TelemetrySource } from "../../protocol/mod.ts";
import { actorLabel } from "../sample/mod.ts";

/** What is counted of an actor's life. */
export type CountedLife = "crashed" | "deadLetter" | "veto";

/** How often what happened to each actor, from now on. */
export class LifeCounts {
  readonly #counts: ReadonlyMap<string, Map<LifeEvent["what"], number>>;
  readonly #stop: () => void;

  constructor({ topology, onLife }: Pick<TelemetrySource, "topology" | "onLife">) {
    this.#counts = new Map(topology.actors.map((actor) => [actorLabel(actor), new Map()]));
    this.#stop = onLife(({ subject, what }) => {
      const counts = this.#counts.get(subject);
      counts?.set(what, (counts.get(what) ?? 0) + 1);
    });
  }

  /** How often `what` happened to the actor of that label. */
  of(label: string, what: CountedLife): number {
    return this.#counts.get(label)?.get(what) ?? 0;
  }

  /** Counts nothing more. */
  close(): void {
    this.#stop();
  }
}
