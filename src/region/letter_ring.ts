import { viewsOf } from "../memory/views.ts";
import {
  fillerBytes,
  fillerLength,
  LETTER_ACTOR_WORD,
  LETTER_COUNTS,
  LETTER_CURSOR_WORD,
  LETTER_END_WORD,
  LETTER_FILLER,
  LETTER_LENGTH_WORD,
  LETTER_OPEN,
  LETTER_STATUS_WORD,
  LETTER_TOLD_WORD,
  LETTER_TURN_F64,
  LETTER_VOID,
  letterByte,
  letterBytes,
  LETTERS_BYTES_WORD,
  LETTERS_FIRST_WORD,
  LETTERS_NEXT_WORD,
  LETTERS_VERSION,
  LETTERS_VERSION_WORD,
  letterTextByte,
  WRITTEN_BY_ACTOR,
} from "./letter_ring_layout.ts";

/** Of whom a letter is, and when it counts. */
export interface LetterOrigin {
  readonly actor: number;
  /** The turn that wrote it; or the end that its message is taken out of, and its cursor there. */
  readonly from: { readonly turn: number } | { readonly end: number; readonly cursor: number };
}

/** A letter in the ring. */
export interface KeptLetter extends LetterOrigin {
  readonly place: number;
  readonly status: "open" | "counts" | "void";
  readonly wasTold: boolean;
  readonly text: string;
}

const STATUSES: Readonly<Record<number, KeptLetter["status"]>> = {
  [LETTER_OPEN]: "open",
  [LETTER_COUNTS]: "counts",
  [LETTER_VOID]: "void",
};

/** The dead letters of a graph, in its region: see the layout. The oldest go where there is no room. */
export class LetterRing {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #bytes: Uint8Array;
  readonly #at: number;
  readonly #size: number;

  /** @param size bytes of the ring, a multiple of 8 */
  constructor(region: SharedArrayBuffer, at: number, size: number) {
    const { words, floats, bytes } = viewsOf(region);
    this.#words = words;
    this.#floats = floats;
    this.#bytes = bytes;
    this.#at = at;
    this.#size = size;
  }

  /** Writes the fixed part. */
  init(): void {
    this.#words[this.#at / 4 + LETTERS_VERSION_WORD] = LETTERS_VERSION;
    this.#words[this.#at / 4 + LETTERS_BYTES_WORD] = this.#size;
  }

  /** Whether it is a ring of that size whose entries follow each other from the first to the last. */
  get isSound(): boolean {
    const at = this.#at / 4;
    const [first, next] = [this.#first, this.#next];
    if (
      this.#words[at + LETTERS_VERSION_WORD] !== LETTERS_VERSION ||
      this.#words[at + LETTERS_BYTES_WORD] !== this.#size ||
      [first, next].some((place) => place < 0 || place >= 2 * this.#size || place % 8 !== 0)
    ) return false;
    for (let left = this.#used, place = first; left !== 0;) {
      const bytes = this.#bytesOf(place);
      const status = this.#load(place, LETTER_STATUS_WORD);
      if (status !== LETTER_FILLER) {
        const told = this.#load(place, LETTER_TOLD_WORD);
        if (STATUSES[status] === undefined || (told !== 0 && told !== 1)) return false;
      }
      if (this.#length(place) < 0 || bytes > left || bytes % 8 !== 0) return false;
      if (place % this.#size + bytes > this.#size) return false;
      left -= bytes;
      place = this.#after(place, bytes);
    }
    return this.#used <= this.#size;
  }

  get #first(): number {
    return Atomics.load(this.#words, this.#at / 4 + LETTERS_FIRST_WORD);
  }

  get #next(): number {
    return Atomics.load(this.#words, this.#at / 4 + LETTERS_NEXT_WORD);
  }

  get #used(): number {
    return this.#after(this.#next - this.#first, 0);
  }

  #after(place: number, bytes: number): number {
    const round = 2 * this.#size;
    return ((place + bytes) % round + round) % round;
  }

  #word(place: number, word: number): number {
    return (this.#at + letterByte(place % this.#size)) / 4 + word;
  }

  #load(place: number, word: number): number {
    return Atomics.load(this.#words, this.#word(place, word));
  }

  #store(place: number, word: number, value: number): void {
    Atomics.store(this.#words, this.#word(place, word), value);
  }

  #length(place: number): number {
    return this.#load(place, LETTER_LENGTH_WORD);
  }

  #bytesOf(place: number): number {
    const length = this.#length(place);
    return this.#load(place, LETTER_STATUS_WORD) === LETTER_FILLER
      ? fillerBytes(length)
      : letterBytes(length);
  }

  /** Adds a letter of which it is not known yet whether it counts. Returns its place; `undefined` if it is larger than the ring. */
  add({ actor, from }: LetterOrigin, text: string): number | undefined {
    const written = new TextEncoder().encode(text);
    const bytes = letterBytes(written.length);
    if (bytes > this.#size) return undefined;
    const rest = this.#size - this.#next % this.#size;
    if (rest < bytes) {
      this.#makeRoom(rest);
      this.#store(this.#next, LETTER_STATUS_WORD, LETTER_FILLER);
      this.#store(this.#next, LETTER_LENGTH_WORD, fillerLength(rest));
      this.#append(rest);
    }
    this.#makeRoom(bytes);
    const place = this.#next;
    this.#store(place, LETTER_LENGTH_WORD, written.length);
    this.#store(place, LETTER_STATUS_WORD, LETTER_OPEN);
    this.#store(place, LETTER_ACTOR_WORD, actor);
    this.#store(place, LETTER_TOLD_WORD, 0);
    const byTurn = "turn" in from;
    this.#store(place, LETTER_END_WORD, byTurn ? WRITTEN_BY_ACTOR : from.end);
    this.#store(place, LETTER_CURSOR_WORD, byTurn ? 0 : from.cursor);
    this.#floats[this.#turnAt(place)] = byTurn ? from.turn : 0;
    this.#bytes.set(written, this.#at + letterTextByte(place % this.#size));
    this.#append(bytes);
    return place;
  }

  #turnAt(place: number): number {
    return (this.#at + letterByte(place % this.#size)) / 8 + LETTER_TURN_F64;
  }

  #makeRoom(bytes: number): void {
    while (this.#used + bytes > this.#size) {
      const first = this.#after(this.#first, this.#bytesOf(this.#first));
      Atomics.store(this.#words, this.#at / 4 + LETTERS_FIRST_WORD, first);
    }
  }

  #append(bytes: number): void {
    const next = this.#after(this.#next, bytes);
    Atomics.store(this.#words, this.#at / 4 + LETTERS_NEXT_WORD, next);
  }

  /** Says whether the letter at that place, which is the one that {@link LetterRing.add} returned, counts. One that is gone stays so. */
  settle(place: number, counts: boolean): void {
    if (this.#has(place)) {
      this.#store(place, LETTER_STATUS_WORD, counts ? LETTER_COUNTS : LETTER_VOID);
    }
  }

  /** The program has been told of the letter at that place. */
  told(place: number): void {
    if (this.#has(place)) this.#store(place, LETTER_TOLD_WORD, 1);
  }

  #has(place: number): boolean {
    return this.#after(place - this.#first, 0) < this.#used;
  }

  /** All letters that are there, the oldest first. */
  get letters(): KeptLetter[] {
    const letters: KeptLetter[] = [];
    for (let place = this.#first; place !== this.#next;) {
      const status = STATUSES[this.#load(place, LETTER_STATUS_WORD)];
      if (status !== undefined) letters.push(this.#letter(place, status));
      place = this.#after(place, this.#bytesOf(place));
    }
    return letters;
  }

  #letter(place: number, status: KeptLetter["status"]): KeptLetter {
    const end = this.#load(place, LETTER_END_WORD);
    const from = this.#at + letterTextByte(place % this.#size);
    const text = this.#bytes.slice(from, from + this.#length(place));
    return {
      place,
      status,
      actor: this.#load(place, LETTER_ACTOR_WORD),
      from: end === WRITTEN_BY_ACTOR
        ? { turn: this.#floats[this.#turnAt(place)] as number }
        : { end, cursor: this.#load(place, LETTER_CURSOR_WORD) },
      wasTold: this.#load(place, LETTER_TOLD_WORD) === 1,
      text: new TextDecoder().decode(text),
    };
  }
}
