/** By what an actor is woken, as its test tries it: messages on its inputs, and time. */
import type { DesignPort, Driver } from "../design.ts";

/** Lanes of each bundle in a rehearsal. */
export const LANES = 2;
/** What stands in for a condition of the writer's own takes so long. */
const EVENT_MS = 1000;
/** More ways to be woken are not tried. */
const MOST_OCCASIONS = 6;

/** Messages on the inputs, by port: so many on each lane. */
export type Messages = ReadonlyMap<string, readonly number[]>;

/** One way in which a driver comes to hold. */
export interface Occasion {
  /** What it takes. */
  readonly messages: Messages;
  readonly ms: number;
  /** What is held back first, so that it does not hold: the last message of a lane, or the last of the time; `null` if nothing can be. */
  readonly last: { readonly port: string; readonly lane: number } | "time" | null;
}

/** The ways in which a driver comes to hold, each as tight as it can be. */
export function occasionsOf(driver: Driver, inputs: readonly DesignPort[]): Occasion[] {
  const judge = new WakeJudge(inputs);
  return judge.alternatives(driver).slice(0, MOST_OCCASIONS).map((leaves) => {
    const messages = judge.messages(leaves);
    const ms = Math.max(0, ...leaves.map(timeOf));
    const lasts = [...messages].map(([port, lanes]) => ({ port, lane: lanes.length - 1 }));
    const last = lasts.find((one) => !judge.holds(driver, withoutLast(messages, one), ms + 1)) ??
      (ms > 1 && !judge.holds(driver, messages, ms - 1) ? "time" as const : null);
    return { messages, ms, last };
  });
}

/** Messages without the last one of a lane. */
export function withoutLast(
  messages: Messages,
  { port, lane }: { readonly port: string; readonly lane: number },
): Messages {
  return new Map([...messages].map(([name, lanes]) => [
    name,
    lanes.map((count, at) => name === port && at === lane ? count - 1 : count),
  ]));
}

/** The longest time that anything in a driver takes. */
export function longestMs(driver: Driver): number {
  return "of" in driver ? Math.max(0, ...driver.of.map(longestMs)) : timeOf(driver);
}

/** The most messages that a driver wants at once on one channel. */
export function mostMessages(driver: Driver): number {
  if ("of" in driver) return Math.max(1, ...driver.of.map(mostMessages));
  return "count" in driver ? driver.count : 1;
}

type Leaf = Exclude<Driver, { readonly of: readonly Driver[] }>;

class WakeJudge {
  readonly #bundles: ReadonlySet<string>;

  constructor(inputs: readonly DesignPort[]) {
    this.#bundles = new Set(inputs.filter(({ isBundle }) => isBundle).map(({ name }) => name));
  }

  /** What has to hold together, in each of the ways. */
  alternatives(driver: Driver): Leaf[][] {
    if (!("of" in driver)) return [[driver]];
    if (driver.when === "any") return driver.of.flatMap((part) => this.alternatives(part));
    let found: Leaf[][] = [[]];
    for (const part of driver.of) {
      const more = this.alternatives(part);
      found = found.flatMap((leaves) => more.map((others) => [...leaves, ...others]));
      found = found.slice(0, MOST_OCCASIONS);
    }
    return found;
  }

  messages(leaves: readonly Leaf[]): Messages {
    const wanted = new Map<string, number[]>();
    for (const leaf of leaves) {
      if (leaf.when !== "avail") continue;
      const lanes = wanted.get(leaf.port) ?? [];
      for (let lane = 0; lane < this.#lanes(leaf); lane++) {
        lanes[lane] = Math.max(lanes[lane] ?? 0, leaf.count);
      }
      wanted.set(leaf.port, lanes);
    }
    return wanted;
  }

  holds(driver: Driver, messages: Messages, ms: number): boolean {
    switch (driver.when) {
      case "any":
        return driver.of.some((part) => this.holds(part, messages, ms));
      case "all":
        return driver.of.every((part) => this.holds(part, messages, ms));
      case "avail": {
        const lanes = messages.get(driver.port) ?? [];
        return lanes.filter((count) => count >= driver.count).length >= this.#lanes(driver);
      }
      case "vacant":
        return true;
      default:
        return ms >= timeOf(driver);
    }
  }

  #lanes({ port, share }: { readonly port: string; readonly share: number }): number {
    return this.#bundles.has(port) ? Math.max(1, Math.ceil(LANES * share)) : 1;
  }
}

function timeOf(leaf: Driver): number {
  return leaf.when === "periodic" ? leaf.everyMs : leaf.when === "other" ? EVENT_MS : 0;
}
