/**
 * Processors that threads share. Who finds none free waits for the one that is free first, and nobody is interrupted: whoever asks
 * first is served first.
 */
export class Processors {
  /** When each is free, in milliseconds; none if there are as many as anybody needs. */
  readonly #freeAt: number[];

  constructor(cores: number) {
    this.#freeAt = cores === Infinity ? [] : new Array(cores).fill(-Infinity);
  }

  /** Computes for so long, from `now` on or as soon as it may. Returns when it is done. */
  use(now: number, ms: number): number {
    const free = this.#freeAt;
    if (free.length === 0) return now + ms;
    let first = 0;
    for (let i = 1; i < free.length; i++) {
      if ((free[i] as number) < (free[first] as number)) first = i;
    }
    return free[first] = Math.max(now, free[first] as number) + ms;
  }
}
