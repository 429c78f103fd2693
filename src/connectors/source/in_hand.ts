import type { Pulled } from "../wire.ts";
import type { Ledger } from "./ledger.ts";

/**
 * What was pulled by one wire and is not settled with its service: by its place in the ledger, until all that was sent before it, and it
 * itself, has left the graph. It is of one connection: what the next one pulls is handed over anew.
 */
export class InHand {
  readonly #ledger: Ledger;
  readonly #byPlace = new Map<number, Pulled>();
  /** Those that were done before they were handed over, for the second time or later. */
  #done: Pulled[] = [];
  readonly #gone = new WeakSet<Pulled>();
  /** Whether there are any: mostly there are none, and each message is asked for. */
  #isAnyGone = false;
  /** How many there are of each partition, from the moment they are pulled. */
  readonly #open = new Map<string, number>();
  readonly #emptied = new Map<string, PromiseWithResolvers<void>>();
  /** All places before it have left the graph. */
  #next: number;
  /** How many messages were sent before that place. */
  #sentBefore: number;

  constructor(ledger: Ledger, settled: number) {
    this.#ledger = ledger;
    this.#next = ledger.first;
    this.#sentBefore = ledger.sentBefore;
    this.advance(settled);
  }

  /** The first place that is still under way. */
  get next(): number {
    return this.#next;
  }

  /** How many messages must be settled for the first place that is under way to be. */
  get wanted(): number {
    return this.#sentBefore + (this.#ledger.isDead(this.#next) ? 0 : 1);
  }

  /** How many places are under way. */
  get underWay(): number {
    return this.#ledger.end - this.#next;
  }

  /** Whether there is something that the service has not been told of. */
  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /** Whether a message was taken away by its service. */
  isGone(message: Pulled): boolean {
    return this.#isAnyGone && this.#gone.has(message);
  }

  /** Counts a message that was pulled. */
  pulled(message: Pulled): void {
    this.#open.set(message.partition, (this.#open.get(message.partition) ?? 0) + 1);
  }

  /** Keeps a message, which is at that place of the ledger: it is what that place is settled by from now on. */
  keep(place: number, message: Pulled): void {
    const earlier = this.#byPlace.get(place);
    if (earlier !== undefined) this.#drop(earlier);
    if (place < this.#next) this.#done.push(message);
    else this.#byPlace.set(place, message);
  }

  /** Takes note that the first `settled` messages have left the graph. */
  advance(settled: number): void {
    while (this.#next < this.#ledger.end && this.wanted <= settled) {
      if (!this.#ledger.isDead(this.#next)) this.#sentBefore++;
      const message = this.#byPlace.get(this.#next);
      if (message !== undefined) this.#done.push(message);
      this.#byPlace.delete(this.#next);
      this.#next++;
    }
  }

  /** Those of which the service can be told, in order. {@link InHand.told} is to follow. */
  takeDone(): readonly Pulled[] {
    const done = this.#done;
    if (done.length > 0) this.#done = [];
    return done;
  }

  /** The service was told of these. */
  told(messages: readonly Pulled[]): void {
    for (const message of messages) if (!this.isGone(message)) this.#drop(message);
  }

  /** Resolves when the service was told of all that was pulled of a partition. */
  emptied(partition: string): Promise<void> {
    if (!this.#open.has(partition)) return Promise.resolve();
    const waited = this.#emptied.get(partition) ?? Promise.withResolvers<void>();
    this.#emptied.set(partition, waited);
    return waited.promise;
  }

  /**
   * Forgets what was pulled of a partition.
   *
   * @param others what was pulled and is not kept here: on its way in, or being told of
   */
  lose(partition: string, others: Iterable<Pulled>): void {
    const mine = [...this.#byPlace].filter(([, message]) => message.partition === partition);
    for (const [place] of mine) this.#byPlace.delete(place);
    const left = [...this.#done, ...others].filter((message) => message.partition === partition);
    this.#done = this.#done.filter((message) => message.partition !== partition);
    this.#isAnyGone = true;
    for (const message of [...mine.map(([, message]) => message), ...left]) this.#gone.add(message);
    this.#close(partition);
  }

  /** All that the service was not told of, but for what it has taken away. */
  rest(): Pulled[] {
    return [...this.#done, ...this.#byPlace.values()];
  }

  #drop({ partition }: Pulled): void {
    const left = (this.#open.get(partition) ?? 0) - 1;
    if (left > 0) this.#open.set(partition, left);
    else this.#close(partition);
  }

  #close(partition: string): void {
    this.#open.delete(partition);
    this.#emptied.get(partition)?.resolve();
    this.#emptied.delete(partition);
  }
}
