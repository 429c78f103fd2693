/** Between two sentences about those who were not let in, in milliseconds: who knocks a thousand times must not fill a log. */
const QUIET_MS = 10_000;

/** Tells who was not let in, and why: the first at once, then at most one in a while, with how many it kept to itself. */
export class Refusals {
  readonly #tell: (why: string) => void;
  readonly #now: () => number;
  #toldAt = -Infinity;
  #untold = 0;

  constructor(tell: (why: string) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  /** One was not let in. */
  add(why: string): void {
    const now = this.#now();
    if (now - this.#toldAt < QUIET_MS) {
      this.#untold++;
      return;
    }
    this.#toldAt = now;
    const others = this.#untold === 0
      ? ""
      : ` (and ${this.#untold} others since the last one told)`;
    this.#untold = 0;
    this.#tell(`${why}${others}`);
  }
}
