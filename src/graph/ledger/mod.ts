/**
 * What the host of a graph knows and decides, as it is written down where the next host can read it. A graph in memory of its own writes
 * nothing down: its ledger is {@link NO_LEDGER}.
 *
 * @module
 */
import type { ByEnd, CountedDeaths, WardPast } from "../../supervisor/mod.ts";

/** How an actor came to an end that was not its own: as a report tells it. */
export interface KeptFate {
  readonly outcome: "failed" | "removed" | "unstopped";
  readonly why: string;
}

/** A letter that is written down. */
export interface LetterMark {
  /** It is known now whether it counts. */
  settle(counts: boolean): void;
  /** The program has been told of it. */
  told(): void;
}

/** Where dead letters are written down before what makes them the only copy of their message. */
export interface LetterBook<L> {
  /** The message at that cursor of the actor's end is about to be taken out. */
  take(actor: number, end: number, cursor: number, letter: L): LetterMark;
  /** The actor has written the letter in that turn, which has not committed yet. */
  write(actor: number, turn: number, letter: L): LetterMark;
}

/** A letter of an earlier process that counts. */
export interface OldLetter<L> {
  readonly letter: L;
  readonly mark: LetterMark;
  readonly wasTold: boolean;
}

/** What an earlier process has left to this one. */
export interface GraphPast<L> {
  /** Where each actor is in its life, by number. */
  readonly wards: readonly WardPast[];
  /** Of the actors that were ended for good, by number. */
  readonly fates: ReadonlyMap<number, KeptFate>;
  /** Actors that may have had a message under work when their process ended. */
  readonly busy: readonly number[];
  readonly letters: readonly OldLetter<L>[];
}

/** What is told in the log of what was found. */
export interface News {
  readonly level: "info" | "warn";
  readonly text: string;
}

/** The ledger of a graph. `L` is what a dead letter is. */
export interface GraphLedger<L> {
  /** `null` where the graph begins. */
  readonly past: GraphPast<L> | null;
  readonly news: News | null;
  readonly letters: LetterBook<L>;
  /** How many deaths count against the next message of each input of an actor, and which message that is. */
  deathsOf(actor: number): ByEnd<CountedDeaths>;
  /** Up to which message those of each input of an actor are suspected. */
  suspectsOf(actor: number): ByEnd<number>;
  /** The fence is about to be raised for a generation of the actor. */
  letIn(actor: number, generation: number, wakings: number): void;
  /** An actor is about to be ended for good. */
  decide(actor: number, fate: KeptFate): void;
  /** An actor has come to its end by itself, and nobody had asked for a stop. */
  ended(actor: number): void;
  /** What was decided of the actor holds no longer. */
  pardon(actor: number): void;
  /** The graph runs from now on. What goes wrong with the file is told by `warn`, once until it goes well again. */
  begin(warn: (text: string) => void): void;
  /** The graph has come to its end; no thread of it is left if `isOver`. */
  close(end: "clean" | "unclean" | "unborn", isOver: boolean): Promise<void>;
}

/** A ledger in which nothing was ever written. */
export interface NoLedger extends GraphLedger<unknown> {
  readonly past: null;
}

const NO_MARK: LetterMark = { settle() {}, told() {} };

/** Of a graph in memory of its own: all of it goes with the process. */
export const NO_LEDGER: NoLedger = {
  past: null,
  news: null,
  letters: { take: () => NO_MARK, write: () => NO_MARK },
  deathsOf: () => new Map(),
  suspectsOf: () => new Map(),
  letIn() {},
  decide() {},
  ended() {},
  pardon() {},
  begin() {},
  close: () => Promise.resolve(),
};

/** The fates of actors, by number, each written down before anything is done because of it. */
export class Fates extends Map<number, KeptFate> {
  readonly #ledger: Pick<GraphLedger<never>, "decide" | "pardon">;

  constructor(
    ledger: Pick<GraphLedger<never>, "decide" | "pardon"> & {
      readonly past: Pick<GraphPast<unknown>, "fates"> | null;
    },
  ) {
    super();
    this.#ledger = ledger;
    // Those of an earlier process are written down already.
    for (const [actor, fate] of ledger.past?.fates ?? []) super.set(actor, fate);
  }

  override set(actor: number, fate: KeptFate): this {
    this.#ledger.decide(actor, fate);
    return super.set(actor, fate);
  }

  override delete(actor: number): boolean {
    this.#ledger.pardon(actor);
    return super.delete(actor);
  }
}
