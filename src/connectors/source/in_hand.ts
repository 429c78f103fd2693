import type { Pulled } from "../wire.ts";
import type { Ledger } from "./ledger.ts";

/** What there is of one partition. */
interface HeldPartition {
  count: number;
  /** Who waits until there is nothing. */
  emptied: PromiseWithResolvers<void> | undefined;
}

/** So many places that have left the graph may be kept before those that are under way. */
const MAX_PASSED = 1024;

/**
 * What was pulled by one wire and is not settled with its service: by its place in the ledger, until all that was sent before it, and it
 * itself, has left the graph. It is of one connection: what the next one pulls is handed over anew.
 */
export class InHand {
  readonly #ledger: Ledger;
  /** From place {@link InHand.#base} on. */
  readonly #kept: (Pulled | undefined)[] = [];
  #base: number;
  /** Those that were done before they were handed over, for the second time or later. */
  #done: Pulled[] = [];
  readonly #gone = new WeakSet<Pulled>();
  /** Whether there are any: mostly there are none, and each message is asked for. */
  #isAnyGone = false;
  /** How many there are of each partition, from the moment they are pulled. */
  readonly #open = new Map<string, HeldPartition>();
  /** What was looked at last: most are of the same partition as the one before. */
  #partition: string | undefined;
  #held: HeldPartition | undefined;
  /** All places before it have left the graph. */
  #next: number;
  /** How many messages were sent before that place. */
  #sentBefore: number;

  constructor(ledger: Ledger, settled: number) {
    this.#ledger = ledger;
    this.#next = this.#base = ledger.first;
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
  pulled({ partition }: Pulled): void {
    const held = this.#heldOf(partition);
    if (held !== undefined) held.count++;
    else this.#open.set(partition, { count: 1, emptied: undefined });
  }

  /** Keeps a message, which is at that place of the ledger: it is what that place is settled by from now on. */
  keep(place: number, message: Pulled): void {
    if (place < this.#next) {
      this.#done.push(message);
      return;
    }
    const at = place - this.#base;
    while (this.#kept.length <= at) this.#kept.push(undefined);
    const earlier = this.#kept[at];
    if (earlier !== undefined) this.#drop(earlier);
    this.#kept[at] = message;
  }

  /** Takes note that the first `settled` messages have left the graph. */
  advance(settled: number): void {
    while (this.#next < this.#ledger.end) {
      const isDead = this.#ledger.isDead(this.#next);
      if (this.#sentBefore + (isDead ? 0 : 1) > settled) break;
      if (!isDead) this.#sentBefore++;
      const at = this.#next++ - this.#base;
      const message = at < this.#kept.length ? this.#kept[at] : undefined;
      if (message === undefined) continue;
      this.#done.push(message);
      this.#kept[at] = undefined;
    }
    this.#forgetPassed();
  }

  #forgetPassed(): void {
    const passed = this.#next - this.#base;
    if (passed < MAX_PASSED || 2 * passed < this.#kept.length) return;
    this.#kept.splice(0, passed);
    this.#base = this.#next;
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
    const held = this.#open.get(partition);
    if (held === undefined) return Promise.resolve();
    held.emptied ??= Promise.withResolvers<void>();
    return held.emptied.promise;
  }

  /**
   * Forgets what was pulled of a partition.
   *
   * @param others what was pulled and is not kept here: on its way in, or being told of
   */
  lose(partition: string, others: Iterable<Pulled>): void {
    this.#isAnyGone = true;
    for (const message of [...this.rest(), ...others]) {
      if (message.partition === partition) this.#gone.add(message);
    }
    this.#done = this.#done.filter((message) => message.partition !== partition);
    this.#kept.forEach((message, at) => {
      if (message?.partition === partition) this.#kept[at] = undefined;
    });
    this.#close(partition);
  }

  /** All that the service was not told of, but for what it has taken away. */
  rest(): Pulled[] {
    return [...this.#done, ...this.#kept.filter((message) => message !== undefined)];
  }

  #heldOf(partition: string): HeldPartition | undefined {
    if (partition === this.#partition && this.#held !== undefined) return this.#held;
    this.#partition = partition;
    return this.#held = this.#open.get(partition);
  }

  #drop({ partition }: Pulled): void {
    const held = this.#heldOf(partition);
    if (held !== undefined && --held.count === 0) this.#close(partition);
  }

  #close(partition: string): void {
    this.#open.get(partition)?.emptied?.resolve();
    this.#open.delete(partition);
    this.#held = undefined;
  }
}
