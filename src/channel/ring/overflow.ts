import type { OverflowRule } from "./channel_spec.ts";
import type { RingMemory } from "./ring_memory.ts";
import { CHANNEL_DROPPED_F64, CHANNEL_DROPPED_NEXT_F64 } from "./channel_layout.ts";
import { viewsOf } from "../../memory/views.ts";

/**
 * The rule of a channel that drops, as its writer's turn has it in hand, and the count of what was dropped.
 *
 * A turn drops no more than the channel holds: so a loop that sends until it is told that nothing fits comes to its end.
 */
export class Overflow {
  readonly #floats: Float64Array;
  readonly #base: number;
  readonly #most: number;
  /** How many may be dropped before one is to be kept. */
  readonly #between: number;
  /** Dropped so far, with those of the turn under way. */
  #dropped: number;
  /** Dropped in the turn under way. */
  #inTurn = 0;
  /** Dropped in a row, and the cursor at which: as long as it has not moved, none was sent since. */
  #row = 0;
  #at = 0;

  private constructor({ region, base, spec }: RingMemory, rule: Exclude<OverflowRule, "wait">) {
    this.#floats = viewsOf(region).floats;
    this.#base = base / 2;
    this.#most = spec.capacity;
    this.#between = rule === "dropNewest" ? Infinity : rule.sample - 1;
    this.#dropped = this.#floats[this.#base + CHANNEL_DROPPED_F64] as number;
    // What the turn of a generation that is gone had dropped counts no more: its successor does that turn again.
    this.#stage();
  }

  /** That of a channel; `undefined` if it drops nothing. */
  static of(memory: RingMemory): Overflow | undefined {
    const { overflow } = memory.spec;
    return overflow === "wait" ? undefined : new Overflow(memory, overflow);
  }

  /** Whether the next message, which was to go to that cursor and finds no room, may be dropped. */
  mayDrop(head: number): boolean {
    return this.#inTurn < this.#most && (this.#at === head ? this.#row : 0) < this.#between;
  }

  /** A message finds no room: drops it, if it may. */
  tryDrop(head: number): boolean {
    if (!this.mayDrop(head)) return false;
    this.#row = this.#at === head ? this.#row + 1 : 1;
    this.#at = head;
    this.#inTurn++;
    this.#dropped++;
    this.#stage();
    return true;
  }

  /** Takes back what was dropped last, in this turn. */
  undrop(): void {
    this.#row--;
    this.#inTurn--;
    this.#dropped--;
    this.#stage();
  }

  #stage(): void {
    this.#floats[this.#base + CHANNEL_DROPPED_NEXT_F64] = this.#dropped;
  }

  /** The turn commits: publishes the count. Doing it twice is the same as once. */
  publish(): void {
    const floats = this.#floats;
    const next = floats[this.#base + CHANNEL_DROPPED_NEXT_F64] as number;
    floats[this.#base + CHANNEL_DROPPED_F64] = next;
    this.#inTurn = 0;
  }

  /** Forgets what the turn has dropped. */
  revoke(): void {
    this.#dropped = this.#floats[this.#base + CHANNEL_DROPPED_F64] as number;
  }
}
