import type { Condition, Outlook } from "../../channel/condition.ts";
import type { Clock } from "../../world.ts";
import { OwnCondition } from "../conditions.ts";

/** What a loop over messages waits for. */
export interface LoopAwaited {
  /** Whether something else has come that there is something to do about. */
  readonly isKnocked: () => boolean;
  /** The first moment at which there is something to do. */
  readonly due: number;
  /** Another message, if there is a hand free for it. */
  readonly more: Condition | undefined;
  /** That none will come any more. */
  readonly end: Pick<Condition, "met">;
  /** Room for a result, if that is what holds the others up. */
  readonly room: Condition | undefined;
  /** Whether calls are under way. */
  readonly isCalling: boolean;
}

/** Holds when a loop over messages has something to do. It is looked at often, so it makes nothing anew. */
export class LoopCondition extends OwnCondition {
  readonly #clock: Clock;
  readonly #awaited: LoopAwaited;

  constructor(clock: Clock, awaited: LoopAwaited) {
    super();
    this.#clock = clock;
    this.#awaited = awaited;
  }

  override met(): boolean {
    const { isKnocked, due, more, end, room } = this.#awaited;
    return isKnocked() || more?.met() === true || room?.met() === true || end.met() ||
      (due !== Infinity && this.#clock.now() >= due);
  }

  override dueAt(now: number): number {
    const { due } = this.#awaited;
    return due > now ? due : Infinity;
  }

  override forRoom(): boolean {
    return this.#awaited.room !== undefined && !this.#awaited.isCalling && !this.met();
  }

  override byRoom(): boolean {
    return this.#awaited.room !== undefined;
  }

  override outside(): boolean {
    return this.#awaited.isCalling;
  }

  override outlook(): Outlook {
    return "something";
  }

  override heeds(): boolean {
    return true;
  }
}
