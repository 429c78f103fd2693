import { systemWorld } from "../../world.ts";
import type { Dice } from "../dice.ts";
import type { LiveWorker } from "./stage_threads.ts";

/** A worker that was ended on purpose. */
export interface RealDeath {
  /** Its name: that of the troupe, or of the actor. */
  readonly worker: string;
  /** How long after the beginning, in milliseconds. */
  readonly atMs: number;
}

/** How often the dice are thrown, in milliseconds. */
const PERIOD_MS = 1;

/** Ends real workers at random moments. */
export class Deaths {
  /** Those so far, in order. */
  readonly done: RealDeath[] = [];
  readonly #dice: Dice;
  readonly #perMs: number;
  readonly #workers: () => readonly LiveWorker[];
  readonly #onDeath: (worker: string) => void;
  #end: () => void = () => {};

  /**
   * @param perMs the probability for each worker and millisecond
   * @param workers those that run now
   * @param onDeath is told the name of each that is ended, before it is
   */
  constructor(
    dice: Dice,
    perMs: number,
    workers: () => readonly LiveWorker[],
    onDeath: (worker: string) => void,
  ) {
    this.#dice = dice;
    this.#perMs = perMs;
    this.#workers = workers;
    this.#onDeath = onDeath;
  }

  /** From now on workers die, for so long. */
  begin(forMs: number): void {
    if (this.#perMs === 0) return;
    const begin = systemWorld.now();
    let last = begin;
    this.#end = systemWorld.every(PERIOD_MS, () => {
      const now = systemWorld.now();
      if (now - begin > forMs) return this.end();
      // A timer that comes late on a busy machine stands for all the milliseconds that it missed.
      const probability = 1 - (1 - this.#perMs) ** (now - last);
      last = now;
      for (const { name, terminate } of this.#workers()) {
        if (!this.#dice.chance(probability)) continue;
        this.done.push({ worker: name, atMs: now - begin });
        this.#onDeath(name);
        terminate();
      }
    });
  }

  /** Nobody dies from now on. */
  end(): void {
    this.#end();
  }
}
