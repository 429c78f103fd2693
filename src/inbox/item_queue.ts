import { checkCount, shown } from "../errors.ts";
import type { Abortable, InboxTurns } from "./inbox.ts";
import { ended, fullUp, type QueueWords, shut } from "./undelivered_error.ts";

/** How a queue goes about its work. */
export interface QueueRules {
  /** How many items it holds; those behind them wait for room. */
  readonly capacity: number;
  /** How many may wait for room. */
  readonly maxWaiting: number;
  /** Whether it looks by itself whether a stop is asked for; otherwise its owner says so. */
  readonly heedsStop: boolean;
}

interface QueuedItem<T, A> {
  readonly item: T;
  readonly resolve: (answer: A | undefined) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | null;
  readonly onAbort: (() => void) | null;
  isAnswered: boolean;
  answer: A | undefined;
}

const nobodyAsks = (): void => {};

/**
 * Items on their way from code outside of any turn to the turns of an actor, in order. The first so many are in the queue, those behind
 * wait for room. What a turn takes stays at the front until it commits: then its puts are settled, and there is room.
 *
 * It knows nothing of generations: whoever owns it says by what turns it is taken from, and whether a generation's end is its own.
 */
export class ItemQueue<T, A = never> {
  readonly #words: QueueWords;
  readonly #rules: QueueRules;
  #turns: InboxTurns | undefined;
  #entries: QueuedItem<T, A>[] = [];
  /** How many of them the turn under way has taken. */
  #taken = 0;
  #isClosed = false;
  /** Whether a stop has closed it. */
  #isStopped = false;
  /** Why nobody takes from it any more. */
  #over: Error | undefined;

  constructor(words: QueueWords, rules: QueueRules) {
    this.#words = words;
    this.#rules = rules;
  }

  /** From now on it is taken from in these turns. What turns before have taken and not committed is there again. */
  join(turns: InboxTurns): void {
    this.rewind();
    this.#turns = turns;
  }

  get capacity(): number {
    return this.#rules.capacity;
  }

  get availUnits(): number {
    if (this.#mayStop) this.#heedStop();
    return Math.min(this.#entries.length, this.#rules.capacity) - this.#taken;
  }

  get isEmpty(): boolean {
    return this.availUnits === 0;
  }

  get isClosed(): boolean {
    if (this.#mayStop) this.#heedStop();
    return this.#isClosed;
  }

  get isClosedAndEmpty(): boolean {
    return this.isClosed && this.backlog === 0;
  }

  /** How many items there are, those that wait for room included. */
  get backlog(): number {
    return this.#entries.length - this.#taken;
  }

  get #mayStop(): boolean {
    return !this.#isClosed && this.#rules.heedsStop;
  }

  /** A stop is noticed by whoever looks: each look at the queue is one, and the stop rings the actor that waits for it. */
  #heedStop(): void {
    if (this.#turns?.isStopping === true) this.stop();
  }

  /** A stop is asked for: nothing more is let in, and what waits for room is rejected. */
  stop(): void {
    if (this.#isClosed) return;
    this.#isClosed = this.#isStopped = true;
    const why = "the graph is stopping, and there was no room for it yet";
    for (const entry of this.#entries.splice(Math.max(this.#rules.capacity, this.#taken))) {
      settled(entry).reject(shut(this.#words, "stopping", why));
    }
    this.#turns?.nudge();
  }

  put(item: T, { signal = null }: Abortable = {}): Promise<A | undefined> {
    if (signal !== null && !(signal instanceof AbortSignal)) {
      const { doing } = this.#words;
      return Promise.reject(
        new TypeError(`Cannot ${doing}: its signal is ${shown(signal)}, give an AbortSignal`),
      );
    }
    if (signal?.aborted) return Promise.reject(signal.reason);
    const refusal = this.#refusal(item);
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.#entries.length === 0) {
      const dealtWith = this.#turns?.atOnce?.(item);
      if (dealtWith !== undefined) return dealtWith;
    }
    return new Promise((resolve, reject) => {
      const onAbort = signal === null ? null : () => this.#drop(entry);
      const entry = {
        item,
        resolve,
        reject,
        signal,
        onAbort,
        isAnswered: false,
        answer: undefined,
      };
      if (onAbort !== null) signal?.addEventListener("abort", onAbort);
      this.#add(entry);
    });
  }

  /**
   * Puts an item in if there is room, and nobody asks what becomes of it. Returns whether there was.
   *
   * @throws {UndeliveredError} if nothing is let in any more
   */
  tryPut(item: T): boolean {
    const refusal = this.#closedFor(item);
    if (refusal !== undefined) throw refusal;
    if (this.#entries.length >= this.#rules.capacity) return false;
    this.#add({
      item,
      resolve: nobodyAsks,
      reject: nobodyAsks,
      signal: null,
      onAbort: null,
      isAnswered: false,
      answer: undefined,
    });
    return true;
  }

  #add(entry: QueuedItem<T, A>): void {
    // Whoever is behind others has been told of them.
    if (this.#entries.push(entry) <= this.#rules.capacity) this.#turns?.nudge();
  }

  #refusal(item: T): Error | undefined {
    if (item === undefined || this.isClosed) return this.#closedFor(item);
    const { capacity, maxWaiting } = this.#rules;
    if (this.#entries.length < capacity + maxWaiting) return undefined;
    return fullUp(this.#words, maxWaiting);
  }

  #closedFor(item: T): Error | undefined {
    const words = this.#words;
    if (item === undefined) {
      return new TypeError(`Cannot ${words.doing}: it is undefined, give a value`);
    }
    const isClosed = this.isClosed;
    // Who comes too late at a stop is told so, however far the stop is.
    if (this.#isStopped) {
      const why = this.#over?.message ?? "the graph is stopping, and lets nothing more in";
      return shut(words, "stopping", why);
    }
    if (this.#over !== undefined) return ended(words, "over", this.#over);
    if (!isClosed) return undefined;
    return shut(words, "over", "it was closed, and lets nothing more in");
  }

  /** Its signal is aborted. What the turn has taken is the turn's. */
  #drop(entry: QueuedItem<T, A>): void {
    const at = this.#entries.indexOf(entry, this.#taken);
    if (at === -1) return;
    this.#entries.splice(at, 1);
    settled(entry).reject(entry.signal?.reason);
    // Somebody behind it may have room now.
    this.#turns?.nudge();
  }

  tryTake(): T | undefined {
    this.#checkTurn();
    if (this.availUnits === 0) return undefined;
    return (this.#entries[this.#taken++] as QueuedItem<T, A>).item;
  }

  /** Takes the item that was peeked at last, in a turn that is known to be one. */
  takePeeked(): void {
    this.#taken++;
  }

  takeBatch(max = Infinity): T[] {
    this.#checkTurn();
    checkCount(`take what was to ${this.#words.doing}`, max);
    const batch: T[] = [];
    for (let left = Math.min(max, this.availUnits); left > 0; left--) {
      batch.push((this.#entries[this.#taken++] as QueuedItem<T, A>).item);
    }
    return batch;
  }

  tryPeek(offset = 0): T | undefined {
    return offset >= 0 && offset < this.availUnits
      ? this.#entries[this.#taken + offset]?.item
      : undefined;
  }

  answer(answer: A): void {
    this.#checkTurn();
    const entry = this.#entries[this.#taken - 1];
    if (entry === undefined || entry.isAnswered) {
      throw new TypeError(
        `Cannot answer what was to ${this.#words.doing}: ${
          entry === undefined
            ? "this turn has taken nothing, take it first, and answer before the turn ends"
            : "it is answered already, answer once"
        }`,
      );
    }
    entry.isAnswered = true;
    entry.answer = answer;
  }

  /** Refuses the next item, for `error`. */
  refuse(error: unknown): void {
    const [entry] = this.#entries.splice(this.#taken, 1);
    if (entry !== undefined) settled(entry).reject(error);
  }

  #checkTurn(): void {
    const what = `Cannot take what was to ${this.#words.doing}`;
    if (this.#over !== undefined) {
      throw new TypeError(`${what}: ${this.#over.message}`, { cause: this.#over });
    }
    this.#turns?.checkTurn(what);
  }

  /** Whether the turn under way has taken something. */
  get isTakenFrom(): boolean {
    return this.#taken > 0;
  }

  /** The turn under way has committed: what it took is taken for good. */
  committed(): void {
    if (this.#taken === 0) return;
    let taken = this.#entries;
    if (this.#taken === 1 && taken.length === 1) {
      // Where each put is awaited. To pop keeps the memory of the array; a new one is a tenth of what such a send costs.
      this.#taken = 0;
      const entry = settled(taken.pop() as QueuedItem<T, A>);
      return entry.resolve(entry.answer);
    }
    // Most turns take all there is.
    if (this.#taken === taken.length) this.#entries = [];
    else taken = taken.splice(0, this.#taken);
    this.#taken = 0;
    for (let i = 0; i < taken.length; i++) {
      const entry = settled(taken[i] as QueuedItem<T, A>);
      entry.resolve(entry.answer);
    }
  }

  /** The turn under way never happened, and another does it again: what it took is there. */
  rewind(): void {
    const undone = this.#entries.slice(0, this.#taken);
    this.#taken = 0;
    for (const entry of undone) {
      entry.isAnswered = false;
      entry.answer = undefined;
      if (entry.signal?.aborted) this.#drop(entry);
    }
  }

  /** Nothing more is let in, be it a stop or not; what is there or waits for room is still to be taken. */
  close(): void {
    this.#isClosed = true;
    this.#turns?.nudge();
  }

  /** Nobody takes from it any more, for that reason. All that is in it is rejected, and so is what comes. */
  end(why: Error): void {
    if (this.#over !== undefined) return;
    if (this.#mayStop) this.#heedStop();
    this.#over = why;
    this.#isClosed = true;
    const taken = this.#taken;
    this.#taken = 0;
    this.#entries.splice(0).forEach((entry, i) =>
      settled(entry).reject(ended(this.#words, i < taken ? "undone" : "over", why))
    );
  }

  /** Whether nobody takes from it any more. */
  get isOver(): boolean {
    return this.#over !== undefined;
  }
}

/** An entry whose put is about to be settled: its signal has no say any more, and may outlive it by far. */
function settled<T, A>(entry: QueuedItem<T, A>): QueuedItem<T, A> {
  if (entry.onAbort !== null) entry.signal?.removeEventListener("abort", entry.onAbort);
  return entry;
}
