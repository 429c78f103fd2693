/** Something that is due at a moment. */
export interface Due {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Breaks ties: what was put down first comes first. */
  readonly order: number;
  readonly call: () => void;
}

/** What is due, the earliest first: a binary heap. */
export class Agenda {
  readonly #heap: Due[] = [];
  /** What was taken back, and is still in the heap. */
  readonly #cancelled = new Set<Due>();

  add(due: Due): void {
    const heap = this.#heap;
    let place = heap.push(due) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(due, heap[parent] as Due)) break;
      heap[place] = heap[parent] as Due;
      place = parent;
    }
    heap[place] = due;
  }

  /** Takes back what is due, if it is not over yet. */
  cancel(due: Due): void {
    this.#cancelled.add(due);
  }

  /** When the first is due; `Infinity` if nothing is. */
  get next(): number {
    this.#clear();
    return this.#heap[0]?.at ?? Infinity;
  }

  /** Removes the first. */
  take(): Due | undefined {
    this.#clear();
    return this.#remove();
  }

  /** Throws away what is first and was taken back. */
  #clear(): void {
    while (this.#cancelled.size > 0) {
      const first = this.#heap[0];
      if (first === undefined) return this.#cancelled.clear();
      if (!this.#cancelled.delete(first)) return;
      this.#remove();
    }
  }

  #remove(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child++;
      if (!isBefore(heap[child] as Due, last)) break;
      heap[place] = heap[child] as Due;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
