import type { BrokerFault } from "../connectors/memory/mod.ts";
import { Choices } from "./choices.ts";
import type { Dice } from "./dice.ts";
import { decideStores, type StoreJudge } from "./fateful_stores.ts";
import {
  BROKER_FAULT_KINDS,
  type Fault,
  FAULT_KINDS,
  FAULT_NAMES,
  type FaultRates,
  isOfBroker,
  isOfLink,
  LINK_FAULT_KINDS,
  type PlannedFault,
} from "./fault_kinds.ts";
import type { NetworkFault } from "./stand_ins/mod.ts";
import { ThreadDeath } from "./thread_death.ts";
import type { VirtualWorker } from "./virtual_worker.ts";

/** What of a run can go wrong that is no worker's alone. Each returns whether it makes any difference. */
export interface Venue {
  /** Asks the graph to stop. */
  stop(): boolean;
  /** Sets the machine's clock, by so many milliseconds. */
  setClock(ms: number): boolean;
  /** Leaves no room on the disk of durable state, for so long. */
  fillDisk(ms: number): boolean;
  /** Has something go wrong with the brokers of these actors, for so long or so slowly. */
  upsetBroker(actors: readonly string[], fault: BrokerFault, ms: number): boolean;
  /** Has something go wrong with the network of these actors, if any of them is an end of a link, for so long or so slowly. */
  upsetLinks(actors: readonly string[], fault: NetworkFault, ms: number): boolean;
  /** How much virtual time has gone by. */
  elapsedMs(): number;
}

/** Decides what goes wrong, or has go wrong what went wrong before. */
export class Faults implements StoreJudge {
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

  /** What was decided in the run. */
  readonly choices: Choices;

  /** @param list if given, nothing else goes wrong than that */
  constructor(dice: Dice, rates: FaultRates, list?: readonly Fault[], choices = new Choices()) {
    this.#dice = dice;
    this.choices = choices;
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
    this.#isCalm = false;
  }

  /** A graph is loading once more. */
  pause(): void {
    this.#hasBegun = false;
  }

  /** Nothing goes wrong from now on. */
  calm(): void {
    this.#isCalm = true;
  }

  /** The worker is about to take a step. Returns whether it still does. */
  before(worker: VirtualWorker, venue: Venue): boolean {
    if (!this.#hasBegun) return true;
    const { name } = worker.plan;
    const step = (this.#steps.get(name) ?? 0) + 1;
    this.#steps.set(name, step);
    const drawn = this.#isCalm ? undefined : this.#next(step, worker);
    const planned = this.choices.fault(drawn, step, name);
    if (planned === undefined) return true;
    const fault = { ...planned, elapsedMs: venue.elapsedMs() };
    const { measure, kind } = fault;
    if (isOfBroker(kind)) {
      const isOne = venue.upsetBroker(labelsOf(worker), BROKER_FAULT_KINDS[kind], measure);
      return this.#noted(fault, isOne);
    }
    if (isOfLink(kind)) {
      const isOne = venue.upsetLinks(labelsOf(worker), LINK_FAULT_KINDS[kind], measure);
      return this.#noted(fault, isOne);
    }
    switch (kind) {
      case "death":
        worker.die();
        break;
      case "hang":
        worker.hang();
        break;
      case "slow":
        worker.pause(measure);
        break;
      case "uncaught":
        worker.uncaught(new Error("thrown by the dice"));
        break;
      case "deathAtStore":
        this.#storesLeft = measure;
        this.#armed = { worker, fault };
        decideStores(this);
        return true;
      case "loadFailure":
        return this.#noted(fault, worker.failToLoad(new Error("not loaded, the dice want it")));
      case "lateToHost":
        return this.#noted(fault, worker.holdUp("toHost", measure));
      case "lateToWorker":
        return this.#noted(fault, worker.holdUp("toWorker", measure));
      case "clockStep":
        return this.#noted(fault, venue.setClock(measure));
      case "stop":
        return this.#noted(fault, venue.stop());
      case "fullDisk":
        return this.#noted(fault, venue.fillDisk(measure));
      default:
        kind satisfies never;
    }
    this.done.push(fault);
    return false;
  }

  /** The step is over. */
  after(): void {
    this.#armed = undefined;
    decideStores();
  }

  /** Notes a fault that does not keep the worker from its step, if it made a difference. */
  #noted(fault: Fault, isOne: boolean): true {
    if (isOne) this.done.push(fault);
    return true;
  }

  #next(step: number, worker: VirtualWorker): PlannedFault | undefined {
    if (this.#list !== undefined) return this.#list.get(keyOf({ step, worker: worker.plan.name }));
    for (const kind of FAULT_NAMES) {
      // It is no step of every worker in which it could fail to load.
      if (kind === "loadFailure" && !worker.isLoading) continue;
      if (!this.#dice.chance(this.#rates[kind] ?? 0)) continue;
      const measure = FAULT_KINDS[kind].draw?.(this.#dice) ?? 0;
      return { step, kind, worker: worker.plan.name, measure };
    }
    return undefined;
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

function labelsOf({ plan }: VirtualWorker): string[] {
  return plan.actors.map(({ label }) => label);
}

function keyOf({ step, worker }: Pick<Fault, "step" | "worker">): string {
  return `${step} ${worker}`;
}
