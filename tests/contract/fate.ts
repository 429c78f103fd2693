/** Thrown at the step at which a thread "dies", and by everything that it would have done after. */
class Death extends Error {}

interface Patched {
  readonly owner: Record<string, (...args: never[]) => unknown>;
  readonly name: string;
}

/** Everything by which this package changes shared memory or wakes somebody, but for plain stores into typed arrays. */
const PATCHED: readonly Patched[] = [
  ...["store", "exchange", "add", "or", "notify"].map((name) => of(Atomics, name)),
  ...["setInt32", "setFloat64", "setBigInt64"].map((name) => of(DataView.prototype, name)),
  of(TextEncoder.prototype, "encodeInto"),
];

function of(owner: unknown, name: string): Patched {
  return { owner: owner as Patched["owner"], name };
}

/** Counts the steps of a run, and ends it before one of them. */
export class Fate {
  #left: number;
  #dead = false;

  /** Dies before step `dieAt`, counted from 0. */
  constructor(dieAt: number) {
    this.#left = dieAt;
  }

  /** Whether it has died. */
  get dead(): boolean {
    return this.#dead;
  }

  step(): void {
    if (this.#dead || this.#left-- === 0) {
      this.#dead = true;
      throw new Death();
    }
  }

  /** Runs `life` until it ends or dies. Returns whether it lived. */
  lives(life: () => void): boolean {
    const originals = PATCHED.map(({ owner, name }) => owner[name]!);
    const step = () => this.step();
    PATCHED.forEach(({ owner, name }, i) => {
      const original = originals[i]!;
      owner[name] = function (this: unknown, ...args: never[]) {
        step();
        return original.apply(this, args);
      };
    });
    try {
      life();
    } catch (error) {
      // A death may come out in the clothes of the error of whoever was at work.
      if (!this.#dead) throw error;
    } finally {
      PATCHED.forEach(({ owner, name }, i) => owner[name] = originals[i]!);
    }
    return !this.#dead;
  }
}
