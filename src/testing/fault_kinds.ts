import { between, type Check, parts, type Schema } from "../option_faults.ts";
import type { BrokerFault } from "../connectors/memory/mod.ts";
import type { Dice } from "./dice.ts";
import type { NetworkFault } from "./stand_ins/mod.ts";

/**
 * Probabilities, for each step of a worker, that something bad happens in it; 0 where one is not given.
 *
 * An end that comes at a random moment (`stop`) changes what is to be expected of a run, and so does a disk without room for a graph that
 * is started again; all others a graph must bear.
 */
export interface FaultRates {
  /** Its thread is gone, between two turns. */
  readonly death?: number;
  /** Its thread is gone in the middle of a step, at one of its stores to shared memory: most of those are in a commit. */
  readonly deathAtStore?: number;
  /** It goes on no more, and does not answer: only its hang guard ends it. */
  readonly hang?: number;
  /** It stands still for a while. */
  readonly slow?: number;
  /** Something is thrown in it that nobody catches, by a timer that might be any of its actors'. */
  readonly uncaught?: number;
  /** It does not come up, because a module of it cannot be loaded: for each time that it is started again. */
  readonly loadFailure?: number;
  /** What it tells the host is stuck for a while, up to five seconds. */
  readonly lateToHost?: number;
  /** What the host tells it is stuck for a while, up to five seconds. */
  readonly lateToWorker?: number;
  /**
   * The machine's clock is set, forwards or backwards, by up to a day. `Date` is told so at once; threads that are there count on as they
   * did, and those that begin later begin with the new time.
   */
  readonly clockStep?: number;
  /** The graph is asked to stop. */
  readonly stop?: number;
  /** The disk that durable state is kept on has no room for a while, up to ten seconds. */
  readonly fullDisk?: number;
  /** The broker that stands in for the service of one of its sources or sinks is down for a while, up to five seconds. */
  readonly brokerDown?: number;
  /** That broker takes up to 300 milliseconds before it does anything, and again before it says so, for ten calls. */
  readonly brokerSlow?: number;
  /** That broker hands over again what a source has not settled; where all is, what it has settled last. */
  readonly brokerDuplicate?: number;
  /** That broker brings what is in different partitions in any order, once. */
  readonly brokerReorder?: number;
  /** That broker shares its partitions out anew. */
  readonly brokerRebalance?: number;
  /** That broker refuses about half of the next batch for now. */
  readonly brokerRefuse?: number;
  /** The connections of its links are lost, and all that is on its way over them. */
  readonly linkCut?: number;
  /**
   * One end of a connection of its links loses it, and the other is told nothing: it goes on with what still comes, until it notices the
   * silence, or a newer connection takes the place of that one.
   */
  readonly linkHalfOpen?: number;
  /** What goes over its links takes up to a second each way, for two seconds. */
  readonly linkSlow?: number;
  /** Its links have no network for a while, up to five seconds. */
  readonly linkDown?: number;
}

/** What can go wrong. */
export type FaultName = keyof FaultRates;

/** Something bad that has happened. */
export interface Fault {
  /** In which step of that worker, and of those that took its place. What goes wrong elsewhere changes that the least. */
  readonly step: number;
  /** What happened. */
  readonly kind: FaultName;
  /** Whose worker: its name, that of the troupe or of the actor. */
  readonly worker: string;
  /**
   * At which store of the step, for `deathAtStore`, from 0 on; for how many milliseconds, for what goes by; by how many the clock was set.
   * Else 0.
   */
  readonly measure: number;
  /** After how much virtual time. */
  readonly elapsedMs: number;
}

/** A fault before it happens. */
export type PlannedFault = Omit<Fault, "elapsedMs">;

/** What is known of a kind of fault. */
interface FaultKind {
  /** How much of it, if that makes a difference. */
  readonly draw?: (dice: Dice) => number;
  /** Whether half of it is less of a fault. */
  readonly isExtent?: true;
  /** What it did to a worker, or to the graph, in words. */
  readonly text: (measure: number) => string;
}

/** A step has seldom more stores than this. */
export const MOST_STORES = 24;
const MOST_SLOW_MS = 200;
const MOST_LATE_MS = 5000;
const MOST_FULL_MS = 10_000;
const MOST_CLOCK_MS = 86_400_000;
const MOST_BROKER_DOWN_MS = 5000;
const MOST_BROKER_SLOW_MS = 300;
const MOST_LINK_SLOW_MS = 1000;
const MOST_LINK_DOWN_MS = 5000;

/** All kinds of fault, in the order in which the dice are asked about them. */
export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  death: { text: () => "dies" },
  deathAtStore: {
    draw: (dice) => dice.below(MOST_STORES),
    text: (store) => `dies at store ${store}`,
  },
  hang: { text: () => "hangs" },
  slow: {
    draw: (dice) => dice.below(MOST_SLOW_MS),
    isExtent: true,
    text: (ms) => `stands still for ${ms} ms`,
  },
  uncaught: { text: () => "throws where nobody catches it" },
  loadFailure: { text: () => "does not come up" },
  lateToHost: {
    draw: (dice) => dice.below(MOST_LATE_MS),
    isExtent: true,
    text: (ms) => `is not heard of for ${ms} ms`,
  },
  lateToWorker: {
    draw: (dice) => dice.below(MOST_LATE_MS),
    isExtent: true,
    text: (ms) => `is told nothing for ${ms} ms`,
  },
  clockStep: {
    // As likely a second as an hour: other sizes find other faults.
    draw: (dice) =>
      Math.round((dice.chance(0.5) ? -1 : 1) * Math.exp(dice.number() * Math.log(MOST_CLOCK_MS))),
    isExtent: true,
    text: (ms) => `has the clock set ${ms < 0 ? "back" : "forward"} by ${Math.abs(ms)} ms`,
  },
  stop: { text: () => "has the graph asked to stop" },
  fullDisk: {
    draw: (dice) => dice.below(MOST_FULL_MS),
    isExtent: true,
    text: (ms) => `has the disk full for ${ms} ms`,
  },
  brokerDown: {
    draw: (dice) => dice.below(MOST_BROKER_DOWN_MS),
    isExtent: true,
    text: (ms) => `has its broker down for ${ms} ms`,
  },
  brokerSlow: {
    draw: (dice) => dice.below(MOST_BROKER_SLOW_MS),
    isExtent: true,
    text: (ms) => `has its broker take ${ms} ms longer`,
  },
  brokerDuplicate: { text: () => "has its broker hand over again what is not settled" },
  brokerReorder: { text: () => "has its broker bring partitions in another order" },
  brokerRebalance: { text: () => "has its broker share partitions out anew" },
  brokerRefuse: { text: () => "has its broker refuse about half of a batch" },
  linkCut: { text: () => "has its links cut" },
  linkHalfOpen: { text: () => "has a connection of its links lost at one end" },
  linkSlow: {
    draw: (dice) => dice.below(MOST_LINK_SLOW_MS),
    isExtent: true,
    text: (ms) => `has its links take up to ${ms} ms`,
  },
  linkDown: {
    draw: (dice) => dice.below(MOST_LINK_DOWN_MS),
    isExtent: true,
    text: (ms) => `has no network for its links for ${ms} ms`,
  },
};

/** What each of those that are a network's is to the network. */
export const LINK_FAULT_KINDS = {
  linkCut: "cut",
  linkHalfOpen: "halfOpen",
  linkSlow: "slow",
  linkDown: "down",
} as const satisfies { readonly [K in FaultName]?: NetworkFault };

/** Whether a fault is one of the network that links go over. */
export function isOfLink(kind: FaultName): kind is keyof typeof LINK_FAULT_KINDS {
  return kind in LINK_FAULT_KINDS;
}

/** What each of those that are a broker's is to the broker. */
export const BROKER_FAULT_KINDS = {
  brokerDown: "down",
  brokerSlow: "slow",
  brokerDuplicate: "duplicate",
  brokerReorder: "reorder",
  brokerRebalance: "rebalance",
  brokerRefuse: "refuse",
} as const satisfies { readonly [K in FaultName]?: BrokerFault };

/** Whether a fault is one of a broker. */
export function isOfBroker(kind: FaultName): kind is keyof typeof BROKER_FAULT_KINDS {
  return kind in BROKER_FAULT_KINDS;
}

/** The names of all kinds of fault. */
export const FAULT_NAMES = Object.keys(FAULT_KINDS) as readonly FaultName[];

const probability = between(0, 1);

/** What is known of {@link FaultRates}. */
const FAULT_RATES: Schema<FaultRates> = {
  death: { check: probability },
  deathAtStore: { check: probability },
  hang: { check: probability },
  slow: { check: probability },
  uncaught: { check: probability },
  loadFailure: { check: probability },
  lateToHost: { check: probability },
  lateToWorker: { check: probability },
  clockStep: { check: probability },
  stop: { check: probability },
  fullDisk: { check: probability },
  brokerDown: { check: probability },
  brokerSlow: { check: probability },
  brokerDuplicate: { check: probability },
  brokerReorder: { check: probability },
  brokerRebalance: { check: probability },
  brokerRefuse: { check: probability },
  linkCut: { check: probability },
  linkHalfOpen: { check: probability },
  linkSlow: { check: probability },
  linkDown: { check: probability },
};

/** The rates as an option. */
export const faultRates: Check<FaultRates> = parts(FAULT_RATES);

/** A fault in words. */
export function faultText({ step, kind, worker, measure, elapsedMs }: Fault): string {
  return `${worker} ${FAULT_KINDS[kind].text(measure)} in its step ${step}, after ${
    elapsedMs.toFixed(0)
  } ms`;
}
