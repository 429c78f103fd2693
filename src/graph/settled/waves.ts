import type { GraphPlan } from "../plan/mod.ts";
import { Looks } from "./looks.ts";
import { type Route, routesOf } from "./route.ts";
import { Wave } from "./wave.ts";

/** What a look has brought. */
export interface WavesLook {
  /** Whether anything has moved since the look before. */
  readonly hasMoved: boolean;
  /** Of each actor whose wave was through: how many messages of each of its outputs are settled. */
  readonly settled: ReadonlyMap<number, readonly number[]>;
}

/** The waves of all actors that are followed, one after the other for each. It only reads. */
export class Waves {
  readonly routes: readonly Route[];
  readonly #looks: Looks;
  /** In the order of the routes. */
  readonly #waves: Wave[];

  constructor(plan: GraphPlan) {
    const sources = plan.actors.flatMap(({ definition }, actor) =>
      definition.followed ? [actor] : []
    );
    // The topology is made when it is first asked for.
    this.routes = sources.length === 0
      ? []
      : routesOf(sources, plan.actors.length, plan.topology.channels);
    const looks = this.#looks = new Looks(plan, this.routes);
    this.#waves = this.routes.map((route) => new Wave(route, looks));
  }

  /** How many messages each output of a route's source had sent at the last look. */
  sent({ outputs }: Route): number[] {
    return outputs.map((output) => this.#looks.sent(output));
  }

  /** Looks, and lets each wave go as far as it comes. */
  look(): WavesLook {
    const hasMoved = this.#looks.look();
    const settled = new Map<number, readonly number[]>();
    this.routes.forEach((route, i) => {
      const counts = (this.#waves[i] as Wave).advance();
      if (counts === undefined) return;
      settled.set(route.source, counts);
      const next = this.#waves[i] = new Wave(route, this.#looks);
      // It notes at once what has been sent by now.
      next.advance();
    });
    return { hasMoved, settled };
  }
}
