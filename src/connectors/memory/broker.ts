import type { WireWorld } from "../wire.ts";
import { wireWorld } from "../wire_world.ts";
import { MemoryTopic } from "./topic.ts";

/**
 * What can go wrong with a broker in memory: it is `down` for a while; `slow`, for some calls; it hands over again what is not settled, as a
 * `duplicate`; it brings what is in different partitions in another order (`reorder`); it shares its partitions out anew (`rebalance`); it
 * refuses about half of the next batch for now (`refuse`).
 */
export type BrokerFault = "down" | "slow" | "duplicate" | "reorder" | "rebalance" | "refuse";

/** How likely each is, for each call of a wire: from 0 to 1. */
export type BrokerFaultRates = Readonly<Partial<Record<BrokerFault, number>>>;

/** All of them, in the order in which the dice are asked about them. */
export const BROKER_FAULTS: readonly BrokerFault[] = [
  "down",
  "slow",
  "duplicate",
  "reorder",
  "rebalance",
  "refuse",
];

/** Calls that are slow after one fault of that kind. */
const SLOW_CALLS = 10;
/** How long a broker is down, and how long a slow call takes, at most, where the dice say so: in milliseconds. */
const MOST_DOWN_MS = 5000;
const MOST_SLOW_MS = 300;

/** What a call of a wire has to reckon with. */
export interface BrokerMood {
  /** Milliseconds that it takes before it does anything, and once more before it says that it is done. */
  readonly slowMs: number;
}

/** A broker that is nowhere but in the memory of one thread: topics, groups, and what can go wrong with them. */
export class MemoryBroker {
  /** What it is called. */
  readonly name: string;
  /** How likely it is that something goes wrong in a call of a wire. Nothing does if it is not set. */
  rates: BrokerFaultRates = {};
  readonly #world: WireWorld;
  readonly #topics = new Map<string, MemoryTopic>();
  readonly #armed = new Map<BrokerFault, number>();
  /** How often it was taken down and is not up again. */
  #downs = 0;
  #slowMs = 0;
  #token: string | undefined;

  /** Makes one that has nothing. @param world its time and chance; the thread's if it is not given */
  constructor(name: string, world: WireWorld = wireWorld(Date)) {
    this.name = name;
    this.#world = world;
  }

  /** Lets only those in, from now on, who give this token. */
  requireToken(token: string): void {
    this.#token = token;
  }

  /** Whether somebody with that token gets in. */
  admits(token: string | undefined): boolean {
    return this.#token === undefined || this.#token === token;
  }

  /** Makes a topic. @throws {TypeError} if there is one of that name */
  createTopic(
    name: string,
    { partitions = 1 }: { readonly partitions?: number } = {},
  ): MemoryTopic {
    if (this.#topics.has(name)) {
      throw new TypeError(`Cannot make topic "${name}": broker "${this.name}" has one already`);
    }
    const topic = new MemoryTopic(name, partitions);
    this.#topics.set(name, topic);
    return topic;
  }

  /** The topic of that name, if there is one. */
  topic(name: string): MemoryTopic | undefined {
    return this.#topics.get(name);
  }

  /** Takes it down, until {@link MemoryBroker.comeUp}. Whoever was connected is not any more. */
  goDown(): void {
    this.#downs++;
    this.cut();
  }

  /** It is there again, with all that it had. */
  comeUp(): void {
    this.#downs = Math.max(0, this.#downs - 1);
  }

  /** Whether it is down. */
  get isDown(): boolean {
    return this.#downs > 0;
  }

  /** Cuts all connections of readers. They may come again at once. */
  cut(): void {
    this.#eachGroup((group) => group.expelAll());
  }

  /** How long each call takes from now on, twice: before it does anything, and before it is done; in milliseconds. */
  slowDown(ms: number): void {
    this.#slowMs = ms;
    this.#armed.delete("slow");
  }

  /**
   * Something goes wrong now, or with the next call that it can go wrong with.
   *
   * @param ms For how long it is down, or how long a slow call takes; 100 if not given.
   * @returns Whether it makes a difference.
   */
  suffer(fault: BrokerFault, ms = 100): boolean {
    switch (fault) {
      case "down":
        if (this.isDown) return false;
        this.goDown();
        this.#world.pause(ms).then(() => this.comeUp());
        return true;
      case "slow":
        this.#slowMs = ms;
        this.#armed.set("slow", SLOW_CALLS);
        return true;
      case "duplicate":
        this.#eachGroup((group) => group.handOverAgain());
        return true;
      case "rebalance":
        this.#eachGroup((group) => group.rebalance());
        return true;
      case "reorder":
      case "refuse":
        this.#armed.set(fault, (this.#armed.get(fault) ?? 0) + 1);
        return true;
    }
  }

  /** A wire is about to call: the dice are asked what goes wrong. Says how long it takes. @throws {Error} if the broker is down */
  beforeCall(doing: string): BrokerMood {
    for (const fault of BROKER_FAULTS) {
      const rate = this.rates[fault] ?? 0;
      if (rate === 0 || this.#world.random() >= rate) continue;
      const most = fault === "down" ? MOST_DOWN_MS : MOST_SLOW_MS;
      this.suffer(fault, this.#world.random() * most);
    }
    this.checkUp(doing);
    const slowMs = this.#slowMs;
    if (this.#takeArmed("slow") && !this.#armed.has("slow")) this.#slowMs = 0;
    return { slowMs };
  }

  /** @throws {Error} if the broker is down */
  checkUp(doing: string): void {
    if (this.isDown) throw new Error(`Cannot ${doing}: broker "${this.name}" is down`);
  }

  /** Which of so many partitions comes next, where they are to come in any order. */
  orderOfPull(): ((many: number) => number) | undefined {
    return this.#takeArmed("reorder") ? (many) => this.#below(many) : undefined;
  }

  /** Which of so many items are refused for now; at least one where any are. */
  refusalsOfPut(items: number): ReadonlySet<number> {
    if (items === 0 || !this.#takeArmed("refuse")) return NONE;
    const refused = new Set([this.#below(items)]);
    for (let i = 0; i < items; i++) if (this.#below(2) === 0) refused.add(i);
    return refused;
  }

  #below(n: number): number {
    return Math.floor(this.#world.random() * n);
  }

  #takeArmed(fault: BrokerFault): boolean {
    const left = this.#armed.get(fault);
    if (left === undefined) return false;
    if (left > 1) this.#armed.set(fault, left - 1);
    else this.#armed.delete(fault);
    return true;
  }

  #eachGroup(call: (group: MemoryTopic["groups"][number]) => void): void {
    for (const topic of this.#topics.values()) for (const group of topic.groups) call(group);
  }
}

const NONE: ReadonlySet<number> = new Set();

const brokers = new Map<string, MemoryBroker>();

/**
 * The broker of that name in this thread; made when it is first asked for. Every thread has its own: a source in one worker does not see
 * what is published in another.
 *
 * ```ts
 * import { memoryBroker } from "@steady-state/deno/connectors/memory";
 * import { assertEquals } from "@std/assert";
 *
 * const topic = memoryBroker("shop").createTopic("orders", { partitions: 3 });
 * topic.add({ raw: { bytes: new TextEncoder().encode("tea") } });
 * assertEquals(memoryBroker("shop").topic("orders")?.records.length, 1);
 * ```
 */
export function memoryBroker(name: string): MemoryBroker {
  let broker = brokers.get(name);
  if (broker === undefined) brokers.set(name, broker = new MemoryBroker(name));
  return broker;
}

/** Forgets the broker of that name and all that it has. Whoever is connected to it goes on with what is forgotten. */
export function forgetMemoryBroker(name: string): void {
  brokers.delete(name);
}
