import type { Supervision } from "../../supervisor/mod.ts";
import type { Handles } from "../handles/mod.ts";
import type { GraphPlan } from "../plan/mod.ts";
import { type PoolingHands, PoolKeeper } from "./pool_keeper.ts";

/** All pools of a graph that runs. */
export class Pools {
  readonly #keepers: readonly PoolKeeper[];

  constructor(plan: GraphPlan, supervision: Supervision, handles: Handles, hands: PoolingHands) {
    this.#keepers = plan.pools.map((pool) =>
      new PoolKeeper(pool, plan, supervision, handles, hands)
    );
  }

  /** The pool with that number. */
  at(pool: number): PoolKeeper {
    return this.#keepers[pool] as PoolKeeper;
  }

  /** Something in the graph has ended. */
  sweep(): void {
    for (const keeper of this.#keepers) keeper.sweep();
  }

  /** The graph stops. */
  stop(): void {
    for (const keeper of this.#keepers) keeper.stop();
  }
}
