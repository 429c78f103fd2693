/**
 * Swarm testing, after Groce and others, "Swarm Testing" (ISSTA 2012): runs that each leave out some of what can go wrong find faults that
 * runs under all of it at once hide, because one kind of trouble keeps another from ever coming about.
 *
 * @module
 */
import { Dice } from "./dice.ts";
import { FAULT_NAMES, type FaultName, type FaultRates } from "./fault_kinds.ts";

/** What a run takes place under. */
export interface Circumstances {
  /** What goes wrong, and how often. */
  readonly faults: FaultRates;
  /** The probability that a thread lets others go on where it could. */
  readonly preemption: number;
  /** The most that a message between host and worker takes, in milliseconds. */
  readonly latencyMs: number;
}

/** What is drawn from where nothing else is given: all that a graph must bear. */
export const SWARM_RATES: FaultRates = {
  death: 0.02,
  deathAtStore: 0.04,
  hang: 0.002,
  slow: 0.02,
  uncaught: 0.004,
  loadFailure: 0.2,
  lateToHost: 0.004,
  lateToWorker: 0.004,
  clockStep: 0.004,
};

/** A part of the most, from a hundredth to all of it: as likely a tenth of it as a half of what that leaves. */
const LEAST_PART = 0.01;
/** Latencies go up to so many times what is given. */
const MOST_LATENCY = 20;

/** What a seed draws for itself: about half of the kinds of fault, each up to its rate, any preemption, and short or long latencies. */
export function drawnFor(seed: number, most: Circumstances): Circumstances {
  const dice = new Dice(seed, "swarm");
  const part = () => LEAST_PART ** dice.number();
  const faults: Partial<Record<FaultName, number>> = {};
  for (const name of FAULT_NAMES) {
    const rate = most.faults[name] ?? 0;
    // Drawn for every kind, so that another kind more or less leaves the others as they are.
    const [isIn, strength] = [dice.chance(0.5), part()];
    if (isIn && rate > 0) faults[name] = rate * strength;
  }
  return { faults, preemption: dice.number(), latencyMs: most.latencyMs * MOST_LATENCY * part() };
}
