/**
 * Pools: like actors of which only as many are awake as are needed.
 *
 * @module
 */
export { OwnPool, type PoolHands } from "./own_pool.ts";
export type { Pool } from "./pool.ts";
export { Pools } from "./pools.ts";
