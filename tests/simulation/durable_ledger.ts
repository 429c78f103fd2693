/**
 * What durable actors had in their state at the end of each round, for a test that runs them in its own thread, and what it says about
 * the state that they begin with.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { cell, f64, json, type StateOf, text, u32 } from "@steady-state/deno/actor";

/** State in all of the groups that a turn commits apart from each other: numbers, and texts of which some rounds leave each as it is. */
export const KEPT = {
  rounds: u32,
  position: u32,
  sum: f64,
  disorder: u32,
  /** Where a source began in this process. */
  base: u32,
  hasBegun: u32,
  /** How many rounds were over at the last third one. */
  thirds: cell(text, "0", { maxBytes: 20 }),
  /** As it was at the last second round. */
  halves: cell(json<Halves>(), { rounds: 0, position: 0 }, { maxBytes: 80 }),
};

interface Halves {
  readonly rounds: number;
  readonly position: number;
}

/** The state of a durable actor. */
export type Kept = StateOf<typeof KEPT>;

/** Ends a round: the state says so in all of its cells. */
export function endRound(label: string, state: Kept): void {
  const rounds = ++state.rounds;
  if (rounds % 3 === 0) state.thirds = `${rounds}`;
  if (rounds % 2 === 0) state.halves = { rounds, position: state.position };
  current?.note(label, state);
}

/** What is known of an actor. */
interface Page {
  /** Its state after each round that has ended, by their number. Of a round that was done twice, the last. */
  states: Kept[];
  /** Since when which rounds are known to count, the oldest first: in this process. */
  proofs: { readonly atMs: number; readonly rounds: number }[];
  /** So many rounds cannot be lost any more. */
  safe: number;
  /** What it began with in this process. */
  began: Kept | undefined;
}

/** The ledger of one run, over all of its processes. */
export class DurableLedger {
  readonly #pages = new Map<string, Page>();
  readonly #effects = new Map<string, number[]>();
  /** Something that is not as it must be. An actor that threw it would only be started again. */
  readonly faults: string[] = [];
  #now: () => number = () => 0;

  /** A process begins, with a clock of its own. */
  beginProcess(now: () => number): void {
    this.#now = now;
    this.#effects.clear();
    for (const page of this.#pages.values()) Object.assign(page, { proofs: [], began: undefined });
  }

  /**
   * A process is over, and with it all rounds beyond those that count.
   *
   * @param keptMs what counted at that time is on the disk
   * @param counted the rounds of an actor that count
   */
  endProcess(keptMs: number, counted: (label: string) => number): void {
    for (const [label, page] of this.#pages) {
      page.states.length = Math.min(page.states.length, counted(label) + 1);
      for (const { atMs, rounds } of page.proofs) {
        if (atMs <= keptMs) page.safe = Math.max(page.safe, rounds);
      }
    }
  }

  /** The state of an actor as it is now is on the disk. */
  isKept(label: string, rounds: number): void {
    this.#page(label).safe = rounds;
  }

  /** A generation of an actor begins with that state. */
  begin(label: string, state: Kept): void {
    const page = this.#page(label);
    const is = copyOf(state);
    const { rounds } = is;
    const what = page.began ? "goes on" : "begins";
    try {
      assertEquals(is, page.states[rounds] ?? { none: "counts" });
    } catch (error) {
      this.faults.push(
        `${label} ${what} with what no turn has left as of round ${rounds}: ${
          (error as Error).message
        }`,
      );
    }
    if (rounds < page.safe) {
      this.faults.push(`${label} ${what} with round ${rounds}, and ${page.safe} was kept`);
    }
    if (page.began === undefined) page.safe = rounds;
    page.began ??= is;
    page.states.length = Math.min(page.states.length, rounds + 1);
  }

  /** A round of an actor ends; it counts with the turn that it is the last of. */
  note(label: string, state: Kept): void {
    const page = this.#page(label);
    page.states[state.rounds] = copyOf(state);
    // That it has ended proves that the one before counts.
    page.proofs.push({ atMs: this.#now(), rounds: state.rounds - 1 });
  }

  /** So many rounds of an actor are seen to count. */
  prove(label: string, rounds: number): void {
    this.#page(label).proofs.push({ atMs: this.#now(), rounds });
  }

  /** The actors that are known. */
  get labels(): Iterable<string> {
    return this.#pages.keys();
  }

  /** What an actor began with in this process; `undefined` if it has not. */
  began(label: string): Kept | undefined {
    return this.#pages.get(label)?.began;
  }

  /** Something was done outside for that number. */
  effect(label: string, value: number): void {
    const effects = this.#effects.get(label);
    if (effects === undefined) this.#effects.set(label, [value]);
    else effects.push(value);
  }

  /** What was done outside in this process, in order. */
  effects(label: string): readonly number[] {
    return this.#effects.get(label) ?? [];
  }

  #page(label: string): Page {
    let page = this.#pages.get(label);
    if (page === undefined) {
      page = { states: [INITIAL], proofs: [], safe: 0, began: undefined };
      this.#pages.set(label, page);
    }
    return page;
  }
}

const INITIAL: Kept = {
  rounds: 0,
  position: 0,
  sum: 0,
  disorder: 0,
  base: 0,
  hasBegun: 0,
  thirds: "0",
  halves: { rounds: 0, position: 0 },
};

function copyOf(state: Kept): Kept {
  const { rounds, position, sum, disorder, base, hasBegun, thirds, halves } = state;
  return { rounds, position, sum, disorder, base, hasBegun, thirds, halves: { ...halves } };
}

let current: DurableLedger | undefined;

/** The ledger of the run in this thread, if there is one. */
export function durableLedger(): DurableLedger | undefined {
  return current;
}

/** Has what is done from now on written into this ledger. */
export function openDurableLedger(): DurableLedger {
  return current = new DurableLedger();
}
