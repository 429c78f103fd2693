import { viewsOf } from "../memory/views.ts";
import {
  END_CURSOR_WORD,
  END_DEATHS_WORD,
  END_SUSPECTED_WORD,
  END_UNTIL_WORD,
  ENTRY_FATE_WORD,
  ENTRY_GENERATIONS_WORD,
  ENTRY_TEXT_BYTE,
  ENTRY_TEXT_MAX_BYTES,
  ENTRY_WAKINGS_WORD,
  ENTRY_WHY_WORD,
  FATE_ENDED,
  FATE_FAILED,
  FATE_NONE,
  FATE_REMOVED,
  FATE_UNSTOPPED,
  LEDGER_ACTORS_EVER_WORD,
  LEDGER_ACTORS_WORD,
  LEDGER_ENDS_WORD,
  LEDGER_VERSION,
  LEDGER_VERSION_WORD,
  ledgerEndByte,
  ledgerEntryByte,
} from "./ledger_layout.ts";

/** What was decided of an actor. */
export type FateName = "ended" | "failed" | "removed" | "unstopped";

const FATES: Readonly<Record<FateName, number>> = {
  ended: FATE_ENDED,
  failed: FATE_FAILED,
  removed: FATE_REMOVED,
  unstopped: FATE_UNSTOPPED,
};

/** The ledger of a graph: see its layout. */
export class LedgerWords {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #at: number;
  readonly #actors: number;

  constructor(region: SharedArrayBuffer, at: number, actors: number) {
    const { words, bytes } = viewsOf(region);
    this.#words = words;
    this.#bytes = bytes;
    this.#at = at;
    this.#actors = actors;
  }

  /** Writes the fixed part. */
  init(ends: number): void {
    this.#words[this.#at / 4 + LEDGER_VERSION_WORD] = LEDGER_VERSION;
    this.#words[this.#at / 4 + LEDGER_ACTORS_WORD] = this.#actors;
    this.#words[this.#at / 4 + LEDGER_ENDS_WORD] = ends;
    this.actorsEver = this.#actors;
  }

  /** How many actors the graph has had, with those of programs that drew it otherwise. */
  get actorsEver(): number {
    return this.#words[this.#at / 4 + LEDGER_ACTORS_EVER_WORD] as number;
  }

  set actorsEver(actors: number) {
    this.#words[this.#at / 4 + LEDGER_ACTORS_EVER_WORD] = actors;
  }

  /** Whether the fixed part, and what can be only some values, is as it should be. */
  isSound(ends: number): boolean {
    const at = this.#at / 4;
    if (
      this.#words[at + LEDGER_VERSION_WORD] !== LEDGER_VERSION ||
      this.#words[at + LEDGER_ACTORS_WORD] !== this.#actors ||
      this.#words[at + LEDGER_ENDS_WORD] !== ends || this.actorsEver < this.#actors
    ) return false;
    for (let actor = 0; actor < this.#actors; actor++) {
      const [fate, why] = [
        this.#load(actor, ENTRY_FATE_WORD),
        this.#load(actor, ENTRY_WHY_WORD),
      ];
      if (fate !== FATE_NONE && !Object.values(FATES).includes(fate)) return false;
      if (why < 0 || why > ENTRY_TEXT_MAX_BYTES) return false;
      if (this.generations(actor) < this.wakings(actor) || this.wakings(actor) < 0) return false;
    }
    for (let end = 0; end < ends; end++) {
      const suspected = this.#words[this.#endWord(end, END_SUSPECTED_WORD)] as number;
      if (suspected !== 0 && suspected !== 1) return false;
      if ((this.#words[this.#endWord(end, END_DEATHS_WORD)] as number) < 0) return false;
    }
    return true;
  }

  #load(actor: number, word: number): number {
    return Atomics.load(this.#words, (this.#at + ledgerEntryByte(actor)) / 4 + word);
  }

  #store(actor: number, word: number, value: number): void {
    Atomics.store(this.#words, (this.#at + ledgerEntryByte(actor)) / 4 + word, value);
  }

  /** What was decided of the actor, if anything. */
  fate(actor: number): { readonly name: FateName; readonly why: string } | undefined {
    const fate = this.#load(actor, ENTRY_FATE_WORD);
    const name = (Object.keys(FATES) as FateName[]).find((name) => FATES[name] === fate);
    if (name === undefined) return undefined;
    const from = this.#at + ledgerEntryByte(actor) + ENTRY_TEXT_BYTE;
    const text = this.#bytes.slice(from, from + this.#load(actor, ENTRY_WHY_WORD));
    return { name, why: new TextDecoder().decode(text) };
  }

  /** Decides about the actor. The reason is cut where it is too long. */
  decide(actor: number, name: FateName, why: string): void {
    const from = this.#at + ledgerEntryByte(actor) + ENTRY_TEXT_BYTE;
    const text = new Uint8Array(ENTRY_TEXT_MAX_BYTES);
    const { written } = new TextEncoder().encodeInto(why, text);
    this.#bytes.set(text, from);
    this.#store(actor, ENTRY_WHY_WORD, written);
    this.#store(actor, ENTRY_FATE_WORD, FATES[name]);
  }

  /** Takes back what was decided of the actor. */
  pardon(actor: number): void {
    this.#store(actor, ENTRY_FATE_WORD, FATE_NONE);
  }

  /** How many generations of the actor were let in. */
  generations(actor: number): number {
    return this.#load(actor, ENTRY_GENERATIONS_WORD);
  }

  /** How many of them followed no crash. */
  wakings(actor: number): number {
    return this.#load(actor, ENTRY_WAKINGS_WORD);
  }

  /** A generation is about to be let in. */
  letIn(actor: number, generation: number, wakings: number): void {
    this.#store(actor, ENTRY_GENERATIONS_WORD, generation + 1);
    this.#store(actor, ENTRY_WAKINGS_WORD, wakings);
  }

  #endWord(end: number, word: number): number {
    return (this.#at + ledgerEndByte(this.#actors, end)) / 4 + word;
  }

  /** How many deaths count against a message of an end, and which it is. */
  deaths(end: number): { readonly cursor: number; readonly count: number } {
    const words = this.#words;
    return {
      cursor: words[this.#endWord(end, END_CURSOR_WORD)] as number,
      count: words[this.#endWord(end, END_DEATHS_WORD)] as number,
    };
  }

  setDeaths(end: number, cursor: number, count: number): void {
    Atomics.store(this.#words, this.#endWord(end, END_DEATHS_WORD), 0);
    Atomics.store(this.#words, this.#endWord(end, END_CURSOR_WORD), cursor);
    Atomics.store(this.#words, this.#endWord(end, END_DEATHS_WORD), count);
  }

  /** Up to which message those of an end are suspected, if any are. */
  until(end: number): number | undefined {
    if (this.#words[this.#endWord(end, END_SUSPECTED_WORD)] !== 1) return undefined;
    return this.#words[this.#endWord(end, END_UNTIL_WORD)];
  }

  setUntil(end: number, until: number | undefined): void {
    const suspected = this.#endWord(end, END_SUSPECTED_WORD);
    Atomics.store(this.#words, suspected, 0);
    if (until === undefined) return;
    Atomics.store(this.#words, this.#endWord(end, END_UNTIL_WORD), until);
    Atomics.store(this.#words, suspected, 1);
  }
}
