/** When each seat wants to be looked at: a binary heap with one entry a seat at most, which can be moved and removed. */
export class Deadlines {
  readonly #heap: number[] = [];
  readonly #times: number[];
  readonly #places: Int32Array;

  constructor(seats: number) {
    this.#times = new Array(seats).fill(Infinity);
    this.#places = new Int32Array(seats).fill(-1);
  }

  /** The earliest time there is; `Infinity` if there is none. */
  get next(): number {
    const first = this.#heap[0];
    return first === undefined ? Infinity : this.#times[first] as number;
  }

  /** Sets or moves the time of a seat; `Infinity` removes it. */
  set(seat: number, time: number): void {
    const place = this.#places[seat] as number;
    if (time === Infinity) {
      if (place >= 0) this.#remove(place);
      return;
    }
    this.#times[seat] = time;
    if (place >= 0) {
      this.#settle(place);
    } else {
      this.#heap.push(seat);
      this.#places[seat] = this.#heap.length - 1;
      this.#settle(this.#heap.length - 1);
    }
  }

  /** Removes and returns a seat whose time is `now` or earlier; `undefined` if there is none. */
  pop(now: number): number | undefined {
    const first = this.#heap[0];
    if (first === undefined || this.#times[first] as number > now) return undefined;
    this.#remove(0);
    return first;
  }

  #remove(place: number): void {
    const seat = this.#heap[place] as number;
    const last = this.#heap.pop() as number;
    this.#places[seat] = -1;
    if (last === seat) return;
    this.#heap[place] = last;
    this.#places[last] = place;
    this.#settle(place);
  }

  #settle(place: number): void {
    while (place > 0 && this.#before(place, (place - 1) >> 1)) {
      place = this.#swap(place, (place - 1) >> 1);
    }
    for (;;) {
      const left = 2 * place + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && this.#before(right, left) ? right : left;
      if (!this.#before(child, place)) return;
      place = this.#swap(place, child);
    }
  }

  #before(a: number, b: number): boolean {
    const heap = this.#heap;
    return (this.#times[heap[a] as number] as number) < (this.#times[heap[b] as number] as number);
  }

  #swap(from: number, to: number): number {
    const heap = this.#heap;
    const a = heap[from] as number;
    const b = heap[to] as number;
    heap[from] = b;
    heap[to] = a;
    this.#places[b] = from;
    this.#places[a] = to;
    return to;
  }
}
