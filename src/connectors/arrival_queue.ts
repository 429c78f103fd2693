import type { Pulled, RawMessage } from "./wire.ts";

/** How it ended with an arrival: all that came of it has left the graph, or its sender must bring it again. */
export type ArrivalEnd = "settled" | "refused";

/** What arrivals are kept by. */
export interface ArrivalBounds {
  /** How many may wait to be pulled. */
  readonly maxQueued: number;
  /** Of how many that are settled the origin is remembered, so that one that is sent once more is not taken once more. */
  readonly remembered: number;
}

/** What has come. */
export interface Newcomer {
  readonly origin: string;
  readonly partition: string;
  readonly raw: RawMessage;
  /** Whether the sender has given the origin, so that it may come again under the same. */
  readonly named: boolean;
}

/** Is told how it ended with an arrival, and what it has called it by. */
export type ArrivalListener = (end: ArrivalEnd, mark: number) => void;

/** A message that came by itself, until it is settled or refused. */
export class Arrival implements Pulled<Arrival> {
  readonly origin: string;
  readonly partition: string;
  readonly raw: RawMessage;
  /** Its own, not of the class: a wire around another hands over copies. */
  readonly position: this = this;
  readonly named: boolean;
  /** Its neighbours in the row of those that are under way without a name. */
  before: Arrival | undefined;
  behind: Arrival | undefined;
  #end: ArrivalEnd | undefined;
  /** Most have one. */
  #listener: ArrivalListener | undefined;
  #mark = 0;
  #others: ((end: ArrivalEnd) => void)[] | undefined;

  constructor({ origin, partition, raw, named }: Newcomer) {
    this.origin = origin;
    this.partition = partition;
    this.raw = raw;
    this.named = named;
  }

  /** Whether it is settled or refused. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /**
   * Tells how it ended: once it has, at once if it has already.
   *
   * @param mark What the listener is told as well: so one serves for many arrivals.
   */
  whenOver(listener: ArrivalListener, mark = 0): void {
    if (this.#end !== undefined) listener(this.#end, mark);
    else if (this.#listener === undefined) {
      this.#listener = listener;
      this.#mark = mark;
    } else (this.#others ??= []).push((end) => listener(end, mark));
  }

  /** Ends it; only the first time counts. */
  over(end: ArrivalEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const [first, others] = [this.#listener, this.#others];
    this.#listener = this.#others = undefined;
    first?.(end, this.#mark);
    if (others !== undefined) { for (const listener of others) listener(end); }
  }
}

/** Those that are under way and have no name of their sender's: nobody looks for one, and a map would cost more than all else of them. */
class NamelessArrivals {
  #last: Arrival | undefined;

  add(arrival: Arrival): void {
    const last = this.#last;
    arrival.before = last;
    if (last !== undefined) last.behind = arrival;
    this.#last = arrival;
  }

  /** Takes out one that is in it. */
  remove(arrival: Arrival): void {
    const { before, behind } = arrival;
    if (before !== undefined) before.behind = behind;
    if (behind !== undefined) behind.before = before;
    else this.#last = before;
    arrival.before = arrival.behind = undefined;
  }

  /** Takes out all. */
  removeAll(): Arrival[] {
    const all: Arrival[] = [];
    for (let last = this.#last; last !== undefined; last = this.#last) {
      this.remove(last);
      all.push(last);
    }
    return all.reverse();
  }
}

/**
 * Messages of a service that sends when it likes, such as requests and frames: bounded, in the order of their arrival, and each origin
 * once, however often its sender brings it while it is under way or shortly after.
 */
export class ArrivalQueue {
  readonly #bounds: ArrivalBounds;
  /** Those that are under way, by the names that their senders have given. */
  readonly #named = new Map<string, Arrival>();
  readonly #unnamed = new NamelessArrivals();
  readonly #settled = new Set<string>();
  #queue: Arrival[] = [];
  /** How many places are promised to what has not arrived as a whole yet. */
  #reserved = 0;
  /** How many a pull waits for; none waits while it is 0. */
  #wanted = 0;
  #wake = () => {};

  constructor(bounds: ArrivalBounds) {
    this.#bounds = bounds;
  }

  /** How many may arrive before some must be refused. */
  get vacant(): number {
    return this.#bounds.maxQueued + this.#wanted - this.#queue.length - this.#reserved;
  }

  /** How many have arrived and are not pulled. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Keeps a place for what is about to arrive; false if there is none. */
  reserve(): boolean {
    if (this.vacant <= 0) return false;
    this.#reserved++;
    return true;
  }

  /** Gives back a place that was kept. */
  unreserve(): void {
    this.#reserved--;
  }

  /** Takes what has come, or finds what has come under the same origin before. */
  arrive(newcomer: Newcomer): Arrival {
    const { origin, named } = newcomer;
    const earlier = named ? this.#named.get(origin) : undefined;
    if (earlier !== undefined) return earlier;
    const arrival = new Arrival(newcomer);
    if (named && this.#settled.has(origin)) {
      arrival.over("settled");
      return arrival;
    }
    if (named) this.#named.set(origin, arrival);
    else this.#unnamed.add(arrival);
    this.#queue.push(arrival);
    this.#wake();
    return arrival;
  }

  /** Waits until something is there. Once `signal` is aborted nothing more is pulled: what is queued has not been taken yet. */
  async pull(max: number, signal: AbortSignal): Promise<Arrival[]> {
    await this.arrived(max, signal);
    return signal.aborted ? [] : this.take(max);
  }

  /** Waits until something is there that a pull of `max` may take, `signal` is aborted, or the wait is ended. */
  async arrived(max: number, signal: AbortSignal): Promise<void> {
    if (this.#queue.length > 0 || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wanted = max;
    this.#wake = resolve;
    signal.addEventListener("abort", this.#wake, { once: true });
    await promise;
    signal.removeEventListener("abort", this.#wake);
    this.#wake = () => {};
    this.#wanted = 0;
  }

  /** Ends the wait that is under way, if one is. */
  endWait(): void {
    this.#wake();
  }

  /** What is queued, without waiting for it. */
  take(max: number): Arrival[] {
    return this.#queue.splice(0, max);
  }

  /** Ends those that are settled, and remembers them. */
  settle(messages: readonly Pulled<Arrival>[]): void {
    for (const { origin, position } of messages) {
      this.#forget(position);
      if (position.named) this.#remember(origin);
      position.over("settled");
    }
  }

  /** Ends those that are not settled here. */
  refuse(messages: readonly Pulled<Arrival>[]): void {
    for (const { position } of messages) {
      this.#forget(position);
      position.over("refused");
    }
  }

  /** Ends all that are left, pulled or not. */
  refuseAll(): void {
    this.#queue = [];
    const named = [...this.#named.values()];
    this.#named.clear();
    for (const arrival of [...named, ...this.#unnamed.removeAll()]) arrival.over("refused");
  }

  /** Ends may be told twice; only of the first is it there. */
  #forget(arrival: Arrival): void {
    if (arrival.isOver) return;
    if (arrival.named) this.#named.delete(arrival.origin);
    else this.#unnamed.remove(arrival);
  }

  #remember(origin: string): void {
    if (this.#bounds.remembered === 0) return;
    this.#settled.add(origin);
    if (this.#settled.size <= this.#bounds.remembered) return;
    for (const oldest of this.#settled) {
      this.#settled.delete(oldest);
      break;
    }
  }
}
