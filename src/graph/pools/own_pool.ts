import type { ActorRef } from "../handles/mod.ts";
import type { Pool } from "./pool.ts";

/** What a graph does for a pool. */
export interface PoolHands {
  size(): number;
  resize(size: number): Promise<number>;
}

/** A pool as a graph makes it. Its types are those of the interface. */
export class OwnPool implements Pool {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly members: readonly ActorRef[];
  readonly #hands: PoolHands;

  constructor(
    { name, min, max, members }: Pick<Pool, "name" | "min" | "max" | "members">,
    hands: PoolHands,
  ) {
    this.name = name;
    this.min = min;
    this.max = max;
    this.members = members;
    this.#hands = hands;
  }

  get size(): number {
    return this.#hands.size();
  }

  resize(size: number): Promise<number> {
    return this.#hands.resize(size);
  }
}
