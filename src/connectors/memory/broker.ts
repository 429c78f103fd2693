import type { WireWorld } from "../wire.ts";
import { wireWorld } from "../../client/wire_world.ts";
import type { BrokerFault, BrokerFaultRates, MemoryBroker } from "./memory_broker.ts";
import { LocalTopic } from "./topic.ts";

/** All that can go wrong, in the order in which the dice are asked about it. */
const BROKER_FAULTS: readonly BrokerFault[] = [
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

/** As {@link MemoryBroker} says. */
export class LocalBroker implements MemoryBroker {
  readonly name: string;
  rates: BrokerFaultRates = {};
  readonly #world: WireWorld;
  readonly #topics = new Map<string, LocalTopic>();
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

  requireToken(token: string): void {
    this.#token = token;
  }

  /** Whether somebody with that token gets in. */
  admits(token: string | undefined): boolean {
    return this.#token === undefined || this.#token === token;
  }

  createTopic(
    name: string,
    { partitions = 1 }: { readonly partitions?: number } = {},
  ): LocalTopic {
    if (this.#topics.has(name)) {
      throw new TypeError(`Cannot make topic "${name}": broker "${this.name}" has one already`);
    }
    const topic = new LocalTopic(name, partitions);
    this.#topics.set(name, topic);
    return topic;
  }

  topic(name: string): LocalTopic | undefined {
    return this.#topics.get(name);
  }

  goDown(): void {
    this.#downs++;
    this.cut();
  }

  comeUp(): void {
    this.#downs = Math.max(0, this.#downs - 1);
  }

  get isDown(): boolean {
    return this.#downs > 0;
  }

  cut(): void {
    this.#eachGroup((group) => group.expelAll());
  }

  slowDown(ms: number): void {
    this.#slowMs = ms;
    this.#armed.delete("slow");
  }

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

  /** Does nothing, as long as it is up. @throws {Error} if it is down */
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

  #eachGroup(call: (group: LocalTopic["groups"][number]) => void): void {
    for (const topic of this.#topics.values()) for (const group of topic.groups) call(group);
  }
}

const NONE: ReadonlySet<number> = new Set();

const brokers = new Map<string, LocalBroker>();

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
  return localBroker(name);
}

/** As {@link memoryBroker}, with all that wires need of it. */
export function localBroker(name: string): LocalBroker {
  let broker = brokers.get(name);
  if (broker === undefined) brokers.set(name, broker = new LocalBroker(name));
  return broker;
}

/**
 * Forgets the broker of that name and all that it has. Whoever is connected to it goes on with what is forgotten.
 *
 * ```ts
 * import { forgetMemoryBroker, memoryBroker } from "@steady-state/deno/connectors/memory";
 * import { assertEquals } from "@std/assert";
 *
 * memoryBroker("test").createTopic("orders");
 * forgetMemoryBroker("test");
 * assertEquals(memoryBroker("test").topic("orders"), undefined);
 * ```
 */
export function forgetMemoryBroker(name: string): void {
  brokers.delete(name);
}
