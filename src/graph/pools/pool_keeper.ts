import { shown } from "../../option_faults.ts";
import type { Supervision } from "../../supervisor/mod.ts";
import type { Handles } from "../handles/mod.ts";
import type { GraphPlan, PlannedActor, PlannedPool } from "../plan/mod.ts";

/** What a pool needs of the run. Actors are named by their number. */
export interface PoolingHands {
  /** Why the actor is gone for good. */
  whyGone(actor: number): string;
  /** The pool is to have another size. */
  onResize(pool: PlannedPool, size: number): void;
  /** A member that sleeps is not needed any more: its part in every channel is over. */
  endSleep(actor: number): void;
}

/** What is wanted of a pool, for as long as it is not done. */
interface WantedSize {
  size: number;
  /** Resolves when there is another wish, or none any more. */
  changed: PromiseWithResolvers<void>;
  readonly done: Promise<number>;
}

/** Wakes the members of one pool, and has them sleep. */
export class PoolKeeper {
  readonly plan: PlannedPool;
  readonly #actors: GraphPlan["actors"];
  readonly #supervision: Supervision;
  readonly #handles: Handles;
  readonly #hands: PoolingHands;
  #wish: WantedSize | undefined;
  #isOver = false;

  constructor(
    pool: PlannedPool,
    { actors }: GraphPlan,
    supervision: Supervision,
    handles: Handles,
    hands: PoolingHands,
  ) {
    this.plan = pool;
    this.#actors = actors;
    this.#supervision = supervision;
    this.#handles = handles;
    this.#hands = hands;
  }

  /** How many are awake, and not on their way to sleep. */
  get size(): number {
    return this.#awake.length;
  }

  get #awake(): number[] {
    return this.plan.members.filter((actor) =>
      this.#supervision.isAlive(actor) && !this.#handles.isLeaving(actor)
    );
  }

  get #asleep(): number[] {
    return this.plan.members.filter((actor) => this.#supervision.isAsleep(actor));
  }

  get #leaving(): number[] {
    return this.plan.members.filter((actor) => this.#handles.isLeaving(actor));
  }

  /** As `Pool.resize`. */
  async resize(size: number): Promise<number> {
    const { name, min, max } = this.plan;
    if (!(Number.isInteger(size) && size >= min && size <= max)) {
      throw new RangeError(
        `Cannot resize pool "${name}": its size is ${
          shown(size)
        }, give a whole number from its min ${min} to its max ${max}`,
      );
    }
    if (this.#isOver) throw this.#tooLate();
    this.#hands.onResize(this.plan, size);
    const wish = this.#wish;
    if (wish === undefined) return await this.#fulfil(size);
    wish.size = size;
    wish.changed.resolve();
    wish.changed = Promise.withResolvers();
    return await wish.done;
  }

  #fulfil(size: number): Promise<number> {
    const done = Promise.withResolvers<number>();
    const wish = this.#wish = { size, changed: Promise.withResolvers<void>(), done: done.promise };
    this.#work(wish).then(done.resolve, done.reject);
    return done.promise;
  }

  /** Step by step: each may find other members, and another wish, than the one before. */
  async #work(wish: WantedSize): Promise<number> {
    try {
      for (;;) {
        if (this.#isOver) throw this.#tooLate();
        const step = this.#step(wish.size);
        if (step === undefined) break;
        await Promise.race([step, wish.changed.promise]);
      }
      const { size } = this;
      if (size < wish.size) throw this.#tooFew(wish.size);
      return size;
    } finally {
      // Together with the last look: a wish that comes later begins anew.
      this.#wish = undefined;
    }
  }

  /** What has to be waited for next; nothing, if there is nothing to do, or that can be done. */
  #step(size: number): Promise<unknown> | undefined {
    const awake = this.#awake;
    if (awake.length > size) {
      return Promise.all(awake.slice(size).map((actor) => this.#lay(actor)));
    }
    if (awake.length < size) {
      const rising = this.#asleep.slice(0, size - awake.length)
        .filter((actor) => this.#supervision.mayWake(actor));
      // Whoever cannot begin is gone, and the next step finds others.
      if (rising.length > 0) {
        return Promise.allSettled(rising.map((actor) => this.#handles.rise(actor)));
      }
    }
    const leaving = this.#leaving;
    return leaving.length === 0
      ? undefined
      : Promise.race(leaving.map((actor) => this.#lay(actor)));
  }

  #lay(actor: number): Promise<void> {
    const { stopTimeoutMs } = this.#actors[actor] as PlannedActor;
    return this.#handles.leave(actor, true, stopTimeoutMs ?? Infinity);
  }

  /**
   * Something has ended. Where all members that were awake have, because nothing comes any more, or are gone for good, those that sleep
   * end, too: nobody else would end their channels.
   */
  sweep(): void {
    if (this.size > 0 || this.#leaving.length > 0) return;
    for (const actor of this.#asleep) this.#hands.endSleep(actor);
  }

  /** The graph stops: nobody wakes any more, and those that sleep have ended. */
  stop(): void {
    this.#isOver = true;
    for (const actor of this.#asleep) this.#hands.endSleep(actor);
    this.#wish?.changed.resolve();
  }

  #tooLate(): TypeError {
    return new TypeError(`Cannot resize pool "${this.plan.name}": the graph does not run any more`);
  }

  #tooFew(size: number): Error {
    const gone = this.plan.members.filter((actor) =>
      !this.#supervision.isAlive(actor) && !this.#supervision.isAsleep(actor)
    ).map((actor) =>
      `${(this.#actors[actor] as PlannedActor).plan.label} ${this.#hands.whyGone(actor)}`
    );
    return new Error(
      `Cannot resize pool "${this.plan.name}" to ${size}: only ${this.size} of its ${this.plan.max} members are left to be awake, ${
        gone.join("; ")
      }; revive them`,
    );
  }
}
