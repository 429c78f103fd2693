import type { ActorDefinition } from "../actor/definition.ts";
import type { ActorPlan } from "../protocol/mod.ts";
import { costly, type Costs, Processors } from "./load/mod.ts";
import type { VirtualThread } from "./virtual_thread.ts";

/** What work costs in a simulation, and the processors that it takes place on. */
export class Expenses {
  readonly #costs: Costs;
  readonly #processors: Processors;

  constructor(costs: Costs, cores: number) {
    this.#costs = costs;
    this.#processors = new Processors(cores);
  }

  /** Throws if there is a cost for an actor that is none of these. */
  check(actors: readonly Pick<ActorPlan, "name" | "label">[]): void {
    const known = new Set(actors.flatMap(({ name, label }) => [name, label]));
    const strange = Object.keys(this.#costs).filter((name) => !known.has(name));
    if (strange.length === 0) return;
    throw new TypeError(
      `Cannot simulate with a cost of ${strange.map((name) => JSON.stringify(name)).join(", ")}: ` +
        `the graph has no actor of that label or name, it has ${[...known].join(", ")}`,
    );
  }

  /** The definition as it is run by that thread; `undefined` if the actor works at no cost. */
  of(
    definition: ActorDefinition,
    { name, label }: Pick<ActorPlan, "name" | "label">,
    thread: VirtualThread,
  ): ActorDefinition | undefined {
    const key = [label, name].find((key) => Object.hasOwn(this.#costs, key));
    const cost = key === undefined ? undefined : this.#costs[key];
    if (cost === undefined) return undefined;
    return costly(definition, cost, (ms) => {
      const now = thread.elapsed;
      thread.pause(this.#processors.use(now, ms) - now);
      return new Promise((resolve) => thread.soon(resolve));
    });
  }
}
