import type { Level } from "../../protocol/mod.ts";
import { type Ladder, levelOf } from "./ladder.ts";

/** A value is judged so many times a window … */
const PER_WINDOW = 20;

/** … but no more seldom than this, in milliseconds. */
const SLOWEST_MS = 5000;

/** One ladder at one actor or channel: which level it is at. A level changes when two judgements in a row agree. */
export class Watch {
  readonly ladder: Ladder;
  /** The actor or channel, by its index. */
  readonly subject: number;
  /** When the level began, in milliseconds since the epoch. */
  since = 0;
  #level: Level = 0;
  #last: Level = 0;
  #nextAt = -Infinity;

  constructor(ladder: Ladder, subject: number) {
    this.ladder = ladder;
    this.subject = subject;
  }

  /** The level now. */
  get level(): Level {
    return this.#level;
  }

  /** Whether it is to be judged at `now`; if so, not again for a while. */
  isDue(now: number): boolean {
    if (now < this.#nextAt) return false;
    const period = Math.min(SLOWEST_MS, this.ladder.windowMs / PER_WINDOW);
    // The first times are spread by subject, so that a thousand of them are not all judged in the same sample.
    const spread = this.#nextAt === -Infinity ? (1 + this.subject % 8) / 8 : 1;
    this.#nextAt = now + period * spread;
    return true;
  }

  /** Goes back to level 0. */
  clear(): void {
    this.#level = this.#last = 0;
  }

  /** Judges a value at `now`. Whether the level has changed. */
  judge(value: number | null, now: number): boolean {
    const target = levelOf(this.ladder, value, this.#level);
    const agreed = target > this.#level
      ? Math.max(this.#level, Math.min(target, this.#last))
      : Math.min(this.#level, Math.max(target, this.#last));
    this.#last = target;
    if (agreed === this.#level) return false;
    this.#level = agreed as Level;
    this.since = now;
    return true;
  }
}
