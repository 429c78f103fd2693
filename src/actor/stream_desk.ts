import type { Condition } from "../channel/condition.ts";
import { any, FlagCondition } from "./conditions.ts";

/** What a stream does with a channel end. */
export interface StreamTask {
  /** Holds when {@link StreamTask.attempt} is worth while. */
  readonly ready: Condition;
  /** Takes or sends what can be. Returns whether the task is done. */
  attempt(): boolean;
  /** Whether what was done is to be seen by others at once: the stream's other side may not come back for long. */
  readonly isSending: boolean;
}

/** What streams need of an actor. */
export interface StreamActor {
  waitThrough(condition: Condition): Promise<boolean>;
  nudge(): void;
  commit(): boolean;
}

interface PendingTask {
  readonly task: StreamTask;
  readonly done: PromiseWithResolvers<void>;
}

/** Holds when something has changed that is no work of a peer. */
class KnockCondition extends FlagCondition {
  override outside(): boolean {
    return true;
  }
}

/**
 * Does what the streams of one actor ask for. Their consumers and sources call when they like, several at a time, but an actor
 * has one wait: so there is one here, for all of them. Each round of it ends a turn.
 */
class StreamDesk {
  readonly #actor: StreamActor;
  readonly #entries = new Set<PendingTask>();
  readonly #knock = new KnockCondition(() => this.#isKnocked);
  #isKnocked = false;
  #isOpen = false;

  constructor(actor: StreamActor) {
    this.#actor = actor;
  }

  /** Resolves once the task is done, or `signal` is aborted; rejects with what it throws, and when the actor can wait no more. */
  perform(task: StreamTask, signal: AbortSignal): Promise<void> {
    const done = Promise.withResolvers<void>();
    const entry: PendingTask = { task, done };
    const drop = () => {
      this.#entries.delete(entry);
      done.resolve();
      this.#rouse();
    };
    signal.addEventListener("abort", drop);
    this.#entries.add(entry);
    if (this.#isOpen) this.#rouse();
    else this.#work();
    return done.promise.finally(() => signal.removeEventListener("abort", drop));
  }

  #rouse(): void {
    this.#isKnocked = true;
    this.#actor.nudge();
  }

  async #work(): Promise<void> {
    this.#isOpen = true;
    try {
      while (this.#entries.size > 0) {
        this.#isKnocked = false;
        const ready = Array.from(this.#entries, ({ task }) => task.ready);
        await this.#actor.waitThrough(any(...ready, this.#knock));
        if (this.#attemptAll()) this.#actor.commit();
      }
    } catch (error) {
      for (const { done } of this.#entries) done.reject(error);
      this.#entries.clear();
    }
    this.#isOpen = false;
  }

  /** Returns whether something was done that is to be seen at once. */
  #attemptAll(): boolean {
    let isSending = false;
    for (const entry of this.#entries) {
      const { task, done } = entry;
      try {
        if (!task.attempt()) continue;
        done.resolve();
      } catch (error) {
        done.reject(error);
      }
      isSending ||= task.isSending;
      this.#entries.delete(entry);
    }
    return isSending;
  }
}

const desks = new WeakMap<object, StreamDesk>();

/** The desk of an actor's generation. */
export function deskOf(actor: object): StreamDesk {
  let desk = desks.get(actor);
  if (desk === undefined) {
    desk = new StreamDesk(actor as StreamActor);
    desks.set(actor, desk);
  }
  return desk;
}
