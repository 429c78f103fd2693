/** What holds for each worker. */
export interface Rules {
  /** How many actors it has at most. */
  readonly share: number;
  /** The families that each actor is in. */
  readonly families: readonly (readonly number[])[];
  /** How many of each family it has at most. */
  readonly most: readonly number[];
}

/** Actors that are together, and how many of each family they are. */
export class Shelf {
  readonly members: Set<number> = new Set();
  readonly #rules: Rules;
  readonly #counts = new Map<number, number>();

  constructor(rules: Rules, members: readonly number[] = []) {
    this.#rules = rules;
    for (const actor of members) this.put(actor);
  }

  get size(): number {
    return this.members.size;
  }

  get isFull(): boolean {
    return this.size >= this.#rules.share;
  }

  /** How many of a family are here. */
  count(family: number): number {
    return this.#counts.get(family) ?? 0;
  }

  /** The families of which there are too many. */
  get overfull(): number[] {
    return [...this.#counts].flatMap(([family, count]) =>
      count > this.#most(family) ? [family] : []
    );
  }

  /** Whether all of another shelf may come here. */
  takes(other: Shelf): boolean {
    if (this.size + other.size > this.#rules.share) return false;
    const [few, many] = this.#counts.size < other.#counts.size ? [this, other] : [other, this];
    for (const [family, count] of few.#counts) {
      if (count + many.count(family) > this.#most(family)) return false;
    }
    return true;
  }

  /** In how many families there would be too many if an actor came. */
  crowd(actor: number): number {
    return this.#families(actor).filter((family) => this.count(family) >= this.#most(family))
      .length;
  }

  put(actor: number): void {
    this.members.add(actor);
    for (const family of this.#families(actor)) this.#counts.set(family, this.count(family) + 1);
  }

  take(actor: number): void {
    this.members.delete(actor);
    for (const family of this.#families(actor)) this.#counts.set(family, this.count(family) - 1);
  }

  #families(actor: number): readonly number[] {
    return this.#rules.families[actor] ?? [];
  }

  #most(family: number): number {
    return this.#rules.most[family] ?? Infinity;
  }
}
