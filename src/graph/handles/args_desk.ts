import type { TellMessage } from "../../protocol/mod.ts";
import type { PlannedActor } from "../plan/mod.ts";

/** What telling needs of the run. */
export interface TellingHands {
  /** Whether a generation of the actor is at work. */
  isRunning(actor: number): boolean;
  tell(worker: number, message: TellMessage): void;
}

interface ToldArgs {
  readonly actor: number;
  readonly taken: PromiseWithResolvers<void>;
}

/**
 * Gives actors other args. They are kept in the actor's plan, with which each generation begins, and told to the one at work; so it does
 * not matter when it dies.
 */
export class ArgsDesk {
  readonly #hands: TellingHands;
  readonly #pending = new Map<number, ToldArgs>();
  #lastId = 0;

  constructor(hands: TellingHands) {
    this.#hands = hands;
  }

  /** Resolves once the actor, which is alive, has taken them up. */
  tell(actor: PlannedActor, args: Readonly<Record<string, unknown>>): Promise<void> {
    const { plan, worker } = actor;
    const all = { ...plan.args, ...args };
    actor.giveArgs(all);
    const id = ++this.#lastId;
    const taken = Promise.withResolvers<void>();
    this.#pending.set(id, { actor: plan.index, taken });
    if (this.#hands.isRunning(plan.index)) {
      this.#hands.tell(worker, { type: "tell", seat: plan.seat, id, args: all });
    }
    return taken.promise;
  }

  /** The actor has all that it was told up to that number. */
  told(actor: number, id: number): void {
    this.#settle((known, of) => of === actor && known <= id, ({ taken }) => taken.resolve());
  }

  /** A generation of the actor begins, with all that it was told. */
  started(actor: number): void {
    this.told(actor, this.#lastId);
  }

  /** The actor has ended for good, for a reason that `errorOf` tells. */
  gone(actor: number, error: Error): void {
    this.#settle((_, of) => of === actor, ({ taken }) => taken.reject(error));
  }

  /** The graph is over. */
  end(errorOf: (actor: number) => Error): void {
    this.#settle(() => true, ({ actor, taken }) => taken.reject(errorOf(actor)));
  }

  #settle(isMeant: (id: number, actor: number) => boolean, settle: (told: ToldArgs) => void): void {
    for (const [id, told] of this.#pending) {
      if (!isMeant(id, told.actor)) continue;
      this.#pending.delete(id);
      settle(told);
    }
  }
}
