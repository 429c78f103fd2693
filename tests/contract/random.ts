/** A seeded source of whole numbers: the same seed gives the same numbers (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 to `below` − 1. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return Math.floor(((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32 * below);
  }
}

/** The seed of this run: `SEED` in the environment repeats one. Stress tests put it into their failures. */
export function seedOfRun(): number {
  return Number(Deno.env.get("SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
}

/** How much longer stress tests run than by default. */
export function stressFactor(): number {
  return Deno.env.get("STRESS") === "long" ? 20 : 1;
}
