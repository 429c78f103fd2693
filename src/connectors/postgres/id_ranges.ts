/**
 * Ids of rows, kept as ranges: those of rows that are under way are nearly all one after another, so there are few ranges however many
 * rows there are.
 */
export class IdRanges {
  /** From the first to the last id of each; in their order, with at least one id between two of them. */
  readonly #ranges: [first: bigint, last: bigint][] = [];
  #size = 0;

  /** Of some ids, which may come in any order, and more than once. */
  static of(ids: Iterable<bigint>): IdRanges {
    const ranges = new IdRanges();
    for (const id of ids) ranges.add(id);
    return ranges;
  }

  /** How many ids there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds an id, which may be there. */
  add(id: bigint): void {
    const ranges = this.#ranges;
    // The first that ends at the id, right before it, or behind it.
    const at = this.#firstFrom(id - 1n);
    const range = ranges[at];
    if (range === undefined || id + 1n < range[0]) {
      ranges.splice(at, 0, [id, id]);
    } else if (range[1] === id - 1n) {
      range[1] = id;
      const next = ranges[at + 1];
      if (next?.[0] === id + 1n) {
        range[1] = next[1];
        ranges.splice(at + 1, 1);
      }
    } else if (id < range[0]) range[0] = id;
    else return;
    this.#size++;
  }

  /** Takes all ids of others away. */
  remove(others: IdRanges): void {
    for (const [first, last] of others.#ranges) this.#cut(first, last);
  }

  /** In the notation of the server. */
  toString(): string {
    return textOf(this.#ranges);
  }

  /** The longest of them, so many at most, in the notation of the server. */
  longest(max: number): string {
    if (this.#ranges.length <= max) return `${this}`;
    const byLength = this.#ranges.toSorted(([a, b], [c, d]) => Number((d - c) - (b - a)));
    return textOf(byLength.slice(0, max));
  }

  #cut(first: bigint, last: bigint): void {
    const ranges = this.#ranges;
    for (let at = this.#firstFrom(first); at < ranges.length;) {
      const range = ranges[at] as [bigint, bigint];
      if (range[0] > last) return;
      const from = range[0] > first ? range[0] : first;
      const to = range[1] < last ? range[1] : last;
      this.#size -= Number(to - from) + 1;
      const left: [bigint, bigint][] = [];
      if (range[0] < from) left.push([range[0], from - 1n]);
      if (to < range[1]) left.push([to + 1n, range[1]]);
      ranges.splice(at, 1, ...left);
      at += left.length;
    }
  }

  /** The place of the first range that does not end before `id`. */
  #firstFrom(id: bigint): number {
    const ranges = this.#ranges;
    let [low, high] = [0, ranges.length];
    // Nearly always it is the last one, or there is none.
    if (high > 0 && (ranges[high - 1] as [bigint, bigint])[1] < id) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle] as [bigint, bigint])[1] < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function textOf(ranges: readonly (readonly [first: bigint, last: bigint])[]): string {
  return `{${ranges.map(([first, last]) => `[${first},${last}]`).join()}}`;
}
