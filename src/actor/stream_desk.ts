import type { Condition } from "../channel/condition.ts";
import { textOf } from "../errors.ts";
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

/** What streams need of an actor's turns. */
export interface StreamTurns {
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
export class StreamDesk {
  readonly #turns: StreamTurns;
  readonly #entries = new Set<PendingTask>();
  readonly #knock = new KnockCondition(() => this.#isKnocked);
  #isKnocked = false;
  #isOpen = false;

  constructor(turns: StreamTurns) {
    this.#turns = turns;
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
    this.#turns.nudge();
  }

  async #work(): Promise<void> {
    this.#isOpen = true;
    try {
      while (this.#entries.size > 0) {
        this.#isKnocked = false;
        const ready = Array.from(this.#entries, ({ task }) => task.ready);
        await this.#turns.waitThrough(any(...ready, this.#knock));
        if (this.#attemptAll()) this.#turns.commit();
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

/**
 * Where an actor's handle has its desk. The same symbol in all copies of this package: `readableOf` may be of another than the actor's
 * worker, and two desks for one actor would each want its one wait.
 */
export const STREAMS: unique symbol = Symbol.for("@steady-state/deno: the streams of an actor");

/** The desk of an actor's generation. Throws a TypeError that says what `doing` cannot be done with, if it is no actor. */
export function deskOf(actor: object, doing: string): StreamDesk {
  const desk = (actor as { readonly [STREAMS]?: StreamDesk } | undefined)?.[STREAMS];
  if (desk !== undefined) return desk;
  throw new TypeError(`Cannot ${doing}: ${textOf(actor)} is no actor, give the one that run gets`);
}
