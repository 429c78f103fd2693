import type { LedgerWords, LetterOrigin, LetterRing } from "../../region/mod.ts";
import type { ByEnd, CountedDeaths } from "../../supervisor/mod.ts";
import type {
  GraphLedger,
  GraphPast,
  KeptFate,
  LetterBook,
  LetterMark,
  News,
} from "../ledger/mod.ts";
import { type DeadLetter, exportDeadLetters } from "../letters/mod.ts";
import type { GraphPlan } from "../plan/mod.ts";

/** What the ledger needs of the file. */
export interface LedgerFile {
  /** Writes all to the disk. */
  sync(): Promise<void>;
  /** How long to wait between two times; `null` for never. */
  readonly syncEveryMs: number | null;
  /** The graph has come to its end. */
  close(end: "clean" | "unclean" | "unborn", isOver: boolean): void;
}

/** What is said of a letter whose message is too long for the ring. */
const TOO_LONG = {
  name: "RangeError",
  message: "the message is longer than the region file has room for letters",
  stack: "",
};

/** The ledger of a graph that lies in a file. */
export class FileLedger implements GraphLedger<DeadLetter> {
  readonly past: GraphPast<DeadLetter> | null;
  readonly news: News | null;
  readonly letters: LetterBook<DeadLetter>;
  readonly #words: LedgerWords;
  readonly #ring: LetterRing;
  readonly #file: LedgerFile;
  /** By actor: how many ends those before it have. */
  readonly #firstEnds: readonly number[];
  #beat: ReturnType<typeof setTimeout> | undefined;
  #warn: (text: string) => void = () => {};
  /** Whether the last write to the disk failed. */
  #isTroubled = false;

  constructor(
    { actors }: GraphPlan,
    words: LedgerWords,
    ring: LetterRing,
    past: GraphPast<DeadLetter> | null,
    news: News | null,
    file: LedgerFile,
  ) {
    this.#words = words;
    this.#ring = ring;
    this.past = past;
    this.news = news;
    this.#file = file;
    let ends = 0;
    this.#firstEnds = actors.map(({ plan }) => (ends += plan.ends.length) - plan.ends.length);
    this.letters = {
      take: (actor, end, cursor, letter) => this.#write({ actor, from: { end, cursor } }, letter),
      write: (actor, turn, letter) => this.#write({ actor, from: { turn } }, letter),
    };
  }

  #write(origin: LetterOrigin, letter: DeadLetter): LetterMark {
    const place = this.#ring.add(origin, textOf(letter)) ??
      this.#ring.add(
        origin,
        textOf({ ...letter, message: TOO_LONG, unreadable: true }),
      ) as number;
    return {
      settle: (counts) => this.#ring.settle(place, counts),
      told: () => this.#ring.told(place),
    };
  }

  #end(actor: number, end: number): number {
    return (this.#firstEnds[actor] as number) + end;
  }

  deathsOf(actor: number): ByEnd<CountedDeaths> {
    const words = this.#words;
    return {
      get: (end) => {
        const deaths = words.deaths(this.#end(actor, end));
        return deaths.count === 0 ? undefined : deaths;
      },
      set: (end, { cursor, count }) => words.setDeaths(this.#end(actor, end), cursor, count),
      delete: (end) => words.setDeaths(this.#end(actor, end), 0, 0),
    };
  }

  suspectsOf(actor: number): ByEnd<number> {
    const words = this.#words;
    return {
      get: (end) => words.until(this.#end(actor, end)),
      set: (end, until) => words.setUntil(this.#end(actor, end), until),
      delete: (end) => words.setUntil(this.#end(actor, end), undefined),
    };
  }

  letIn(actor: number, generation: number, wakings: number): void {
    this.#words.letIn(actor, generation, wakings);
  }

  decide(actor: number, { outcome, why }: KeptFate): void {
    this.#words.decide(actor, outcome, why);
  }

  ended(actor: number): void {
    this.#words.decide(actor, "ended", "");
  }

  pardon(actor: number): void {
    this.#words.pardon(actor);
  }

  begin(warn: (text: string) => void): void {
    this.#warn = warn;
    this.#syncLater();
  }

  #syncLater(): void {
    const { syncEveryMs } = this.#file;
    if (syncEveryMs === null) return;
    this.#beat = setTimeout(async () => {
      await this.#sync();
      if (this.#beat !== undefined) this.#syncLater();
    }, syncEveryMs);
  }

  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
      this.#isTroubled = false;
    } catch (error) {
      if (!this.#isTroubled) this.#warn(`the region file: ${(error as Error).message}`);
      this.#isTroubled = true;
    }
  }

  async close(end: "clean" | "unclean" | "unborn", isOver: boolean): Promise<void> {
    clearTimeout(this.#beat);
    this.#beat = undefined;
    if (this.#file.syncEveryMs !== null) await this.#sync();
    this.#file.close(end, isOver);
  }
}

/** The letter as a text. What has no text, such as a value that refers to itself, is told to be unreadable. */
function textOf(letter: DeadLetter): string {
  try {
    return exportDeadLetters([letter]);
  } catch (error) {
    const { name, message } = error as Error;
    return exportDeadLetters([{
      ...letter,
      message: { name, message, stack: "" },
      unreadable: true,
    }]);
  }
}
