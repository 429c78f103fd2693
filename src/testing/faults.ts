import { between, type Check, parts, type Schema } from "../option_faults.ts";
import type { Dice } from "./dice.ts";
import { ThreadDeath } from "./thread_death.ts";
import type { VirtualWorker } from "./virtual_worker.ts";

/** Probabilities, for each step of a worker, that something bad happens to it; 0 where one is not given. */
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
}

const probability = between(0, 1);

/** What is known of {@link FaultRates}. */
const FAULT_RATES: Schema<FaultRates> = {
  death: { check: probability },
  deathAtStore: { check: probability },
  hang: { check: probability },
  slow: { check: probability },
  uncaught: { check: probability },
};

/** The rates as an option. */
export const faultRates: Check<FaultRates> = parts(FAULT_RATES);

/** Something bad that has happened. */
export interface Fault {
  /** In which step of that worker, and of those that took its place. What goes wrong elsewhere changes that the least. */
  readonly step: number;
  /** What happened. */
  readonly kind: keyof FaultRates;
  /** Whose worker: its name, that of the troupe or of the actor. */
  readonly worker: string;
  /** At which store of the step, for `deathAtStore`, from 0 on. For `slow`, for how many milliseconds. */
  readonly measure: number;
}

const KINDS: readonly (keyof FaultRates)[] = ["death", "deathAtStore", "hang", "slow", "uncaught"];

/** A step has seldom more stores than this. */
export const MOST_STORES = 24;
const MOST_SLOW_MS = 200;

const { store: genuineStore } = Atomics;

/** Decides what goes wrong, or has go wrong what went wrong before. */
export class Faults {
  /** What has gone wrong so far. */
  readonly done: Fault[] = [];
  /** Steps that have been taken since the beginning, by worker. */
  readonly #steps = new Map<string, number>();
  readonly #dice: Dice;
  readonly #rates: FaultRates;
  readonly #list: ReadonlyMap<string, Fault> | undefined;
  #hasBegun = false;
  #isCalm = false;
  /** Stores that the worker may still make before it dies. */
  #storesLeft = Infinity;
  #armed: { readonly worker: VirtualWorker; readonly fault: Fault } | undefined;

  /** @param list if given, nothing else goes wrong than that */
  constructor(dice: Dice, rates: FaultRates, list?: readonly Fault[]) {
    this.#dice = dice;
    this.#rates = rates;
    this.#list = list && new Map(list.map((fault) => [keyOf(fault), fault]));
  }

  /** Steps that each worker has taken since things may go wrong. */
  get steps(): ReadonlyMap<string, number> {
    return this.#steps;
  }

  /** From now on things go wrong. Before, the graph is still loading, and what went wrong then would be a start that failed. */
  begin(): void {
    this.#hasBegun = true;
  }

  /** Nothing goes wrong from now on. */
  calm(): void {
    this.#isCalm = true;
  }

  /** The worker is about to take a step. Returns whether it still does. */
  before(worker: VirtualWorker): boolean {
    if (!this.#hasBegun) return true;
    const { name } = worker.plan;
    const step = (this.#steps.get(name) ?? 0) + 1;
    this.#steps.set(name, step);
    const fault = this.#isCalm ? undefined : this.#next(step, worker);
    if (fault === undefined) return true;
    switch (fault.kind) {
      case "death":
        worker.die();
        break;
      case "hang":
        worker.hang();
        break;
      case "slow":
        worker.pause(fault.measure);
        break;
      case "uncaught":
        worker.uncaught(new Error("thrown by the dice"));
        break;
      case "deathAtStore":
        this.#storesLeft = fault.measure;
        this.#armed = { worker, fault };
        fateful = this;
        return true;
      default:
        fault.kind satisfies never;
    }
    this.done.push(fault);
    return false;
  }

  /** The step is over. */
  after(): void {
    this.#armed = undefined;
    fateful = undefined;
  }

  #next(step: number, worker: VirtualWorker): Fault | undefined {
    if (this.#list !== undefined) return this.#list.get(keyOf({ step, worker: worker.plan.name }));
    for (const kind of KINDS) {
      if (!this.#dice.chance(this.#rates[kind] ?? 0)) continue;
      const most = kind === "deathAtStore" ? MOST_STORES : kind === "slow" ? MOST_SLOW_MS : 1;
      return { step, kind, worker: worker.plan.name, measure: this.#dice.below(most) };
    }
    return undefined;
  }

  /** Has stores to shared memory count as instants at which a thread may die. The result ends that. */
  cover(): () => void {
    if (covered++ === 0) Object.assign(Atomics, { store: fatefulStore });
    return () => {
      if (--covered === 0) Object.assign(Atomics, { store: genuineStore });
    };
  }

  /** The worker that takes a step is about to store something. */
  atStore(): void {
    const armed = this.#armed;
    if (armed === undefined || this.#storesLeft-- > 0) return;
    this.after();
    this.done.push(armed.fault);
    armed.worker.die();
    throw new ThreadDeath("The thread ended here");
  }
}

/** Whose step it is, if it is one with a death at a store: of several simulations side by side one only takes a step. */
let fateful: Faults | undefined;
/** Simulations in which stores count. */
let covered = 0;

function fatefulStore(array: Int32Array, index: number, value: number): number {
  fateful?.atStore();
  return genuineStore(array, index, value);
}

function keyOf({ step, worker }: Pick<Fault, "step" | "worker">): string {
  return `${step} ${worker}`;
}

/** A fault in words. */
export function faultText({ step, kind, worker, measure }: Fault): string {
  const what = kind === "deathAtStore" ? `dies at store ${measure}` : WORDS[kind];
  return `${worker} ${what}${kind === "slow" ? ` for ${measure} ms` : ""} in its step ${step}`;
}

const WORDS = {
  death: "dies",
  hang: "hangs",
  slow: "stands still",
  uncaught: "throws where nobody catches it",
} as const;
