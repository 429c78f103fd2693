import { between, type Check } from "../../option_faults.ts";

/** How often a second a graph is sampled where nobody says. */
export const DEFAULT_RATE_HZ = 10;

/** How often a second a graph may be sampled. */
export const checkRate: Check<number> = between(1, 20);
