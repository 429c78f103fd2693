import type { Accept, Actor } from "../../actor/mod.ts";

import type { ActorDefinition } from "../../actor/definition.ts";
import type { Condition } from "../../channel/condition.ts";
import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import { textOf } from "../../errors.ts";
import {
  type Check,
  isObject,
  misuse,
  type OptionFault,
  type Place,
  placed,
  shown,
} from "../../option_faults.ts";

/**
 * What work costs an actor, in milliseconds of a processor: for each message that it takes, or, of one without inputs, sends; or, as a
 * function, for so many of them at once.
 */
export type Cost = number | ((messages: number) => number);

/** Costs by actor: by its label, or its name, which is then meant for all of that name. */
export type Costs = Readonly<Record<string, Cost>>;

const ADVICE = "give milliseconds from 0, or a function of the number of messages";

/** Costs as an option. */
export const costs: Check<Costs> = (value: unknown, place: Place): readonly OptionFault[] => {
  if (!isObject(value)) {
    return [misuse(`${placed(place)} is ${shown(value)}, give { LABEL: milliseconds }`)];
  }
  return Object.entries(value).flatMap(([label, cost]) => {
    const fits = typeof cost === "function" || (Number.isFinite(cost) && (cost as number) >= 0);
    const at = { ...place, path: `${place.path}.${label}` };
    return fits ? [] : [misuse(`${placed(at)} is ${shown(cost)}, ${ADVICE}`)];
  });
};

/** Lets the thread that calls compute for so long: nothing of it goes on meanwhile. */
export type Compute = (ms: number) => Promise<void>;

/**
 * The definition of an actor whose work takes time. It is computed once a message is taken, and before what became of it is committed:
 * each `take` is followed by it, and each wait and send begins with what is not paid for yet. A turn that is committed without an
 * `await`, by `isRunning()` or `commit()`, cannot be held up: there the actor computes after its wait for as many messages as the turn
 * before took so, and what is too little or too much is made up for with its next wait.
 */
export function costly(definition: ActorDefinition, cost: Cost, compute: Compute): ActorDefinition {
  const costOf = typeof cost === "number" ? (messages: number) => cost * messages : cost;
  return {
    ...definition,
    async run(actor) {
      const account = new Account(actor as Actor, costOf, compute);
      await definition.run(charged(actor as Actor, account) as never);
      await account.settle();
    },
  };
}

/** What one generation of an actor has worked, and computed for it. */
class Account {
  readonly #label: string;
  readonly #ends: readonly (() => number)[];
  readonly #costOf: (messages: number) => number;
  readonly #compute: Compute;
  #counted: number;
  /** Milliseconds computed beyond those of the work so far; below 0, those that are missing. */
  #balance = 0;
  /** What the last turn cost that nobody could hold up. */
  #expected = 0;

  constructor(actor: Actor, costOf: (messages: number) => number, compute: Compute) {
    const lanes = Object.values(actor.ports as Readonly<Record<string, unknown>>).flatMap((port) =>
      typeof port === "object" && port !== null && "lanes" in port ? port.lanes as unknown[] : port
    );
    const inputs = lanes.filter((end): end is Rx<unknown> => "tryTake" in Object(end));
    const outputs = lanes.filter((end): end is Tx<never> => "trySend" in Object(end));
    this.#label = actor.label;
    this.#ends = inputs.length > 0
      ? inputs.map((end) => () => end.taken)
      : outputs.map((end) => () => end.sent);
    this.#costOf = costOf;
    this.#compute = compute;
    this.#counted = this.#count();
  }

  #count(): number {
    return this.#ends.reduce((sum, countOf) => sum + countOf(), 0);
  }

  /** Books the work since the last time. Returns what it cost. */
  #book(): number {
    const count = this.#count();
    const messages = count - this.#counted;
    this.#counted = count;
    if (messages <= 0) return 0;
    const cost = this.#costOf(messages);
    if (!(cost >= 0 && cost < Infinity)) {
      throw new TypeError(
        `Cannot charge actor "${this.#label}" for ${messages} messages: the function of its cost says ${
          textOf(cost)
        }, give milliseconds from 0`,
      );
    }
    this.#balance -= cost;
    return cost;
  }

  /** Computes what is missing for the work so far. */
  async settle(): Promise<void> {
    this.#book();
    if (this.#balance < 0) await this.#raiseTo(0);
  }

  /** The turn is about to be committed at once. */
  commit(): void {
    const cost = this.#book();
    if (cost > 0) this.#expected = cost;
  }

  /** Computes what the turn that begins is expected to cost. */
  async expect(): Promise<void> {
    if (this.#balance < this.#expected) await this.#raiseTo(this.#expected);
  }

  #raiseTo(balance: number): Promise<void> {
    const ms = balance - this.#balance;
    this.#balance = balance;
    return this.#compute(ms);
  }
}

/** The actor, with verbs that take their time. */
function charged(actor: Actor, account: Account): Actor {
  const verbs: Partial<Actor> = {
    async wait(condition: Condition) {
      await account.settle();
      const isMet = await actor.wait(condition);
      if (isMet) await account.expect();
      return isMet;
    },
    async send<T>(port: Tx<T>, message: T) {
      await account.settle();
      return actor.send(port, message);
    },
    async take<T>(port: Rx<T>) {
      await account.settle();
      const message = await actor.take(port);
      await account.settle();
      return message;
    },
    async deadLetter(message: unknown, reason: string) {
      await account.settle();
      await actor.deadLetter(message, reason);
    },
    isRunning(accept?: Accept) {
      account.commit();
      return actor.isRunning(accept);
    },
    commit() {
      account.commit();
      return actor.commit();
    },
  };
  return new Proxy(actor, {
    get(target, key) {
      if (Object.hasOwn(verbs, key)) return verbs[key as keyof Actor];
      const value: unknown = Reflect.get(target, key, target);
      // Its own verbs work on itself alone.
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
