import { numberFaults, type OptionFault } from "../../option_faults.ts";

/** How often a second a graph may be sampled. */
const MIN_RATE_HZ = 1;
const MAX_RATE_HZ = 20;

/** How often a second a graph is sampled where nobody says. */
export const DEFAULT_RATE_HZ = 10;

/** What is wrong with a rate of sampling, if it is given. `where` names the option. */
export function rateFaults(where: string, rateHz: unknown): OptionFault[] {
  return numberFaults(
    where,
    rateHz,
    (hz) => hz >= MIN_RATE_HZ && hz <= MAX_RATE_HZ,
    `give a number from ${MIN_RATE_HZ} to ${MAX_RATE_HZ}`,
  );
}
