/**
 * A row of origins as text: short where they count up, as the positions of most services do.
 *
 * Words with spaces between. `orders/3/5512` is one origin; `orders/3/5512+7` is eight, up to `orders/3/5519`; with `!` before it the
 * message, one only, was given up instead of sent. What would be taken for a sign is written as `%` and four hexadecimal digits.
 *
 * @module
 */

/** Origins of messages, in the order in which they were dealt with. */
export interface LedgerEntry {
  readonly origin: string;
  /** Whether it was given up, as a dead letter, instead of sent. */
  readonly isDead: boolean;
}

const SIGNS = /[%\s!+"\\\p{Cc}]/gu;
const ESCAPED = /%([0-9a-f]{4})/g;
/** A number at the end without leading zeros, so that the next one is written by counting; of a length that numbers are exact for. */
const COUNTED = /^(.*?)(0|[1-9][0-9]{0,14})$/su;

/** Writes origins, one after the other. */
export class OriginRuns {
  /** All words but the last. */
  #before = "";
  #last = "";
  /** Of the last word: what is before its number, the number that would come next, and how many it has beyond the first. */
  #prefix = "";
  #next = -1;
  #more = 0;

  /** The words. */
  get text(): string {
    if (this.#last === "") return "";
    return this.#before + (this.#more === 0 ? this.#last : `${this.#last}+${this.#more}`);
  }

  /** Adds an origin behind the others. */
  add({ origin, isDead }: LedgerEntry): void {
    const [, prefix, digits] = isDead ? [] : COUNTED.exec(origin) ?? [];
    if (prefix === this.#prefix && Number(digits) === this.#next) {
      this.#next++;
      this.#more++;
      return;
    }
    if (this.#last !== "") this.#before = `${this.text} `;
    this.#last = (isDead ? "!" : "") + origin.replace(SIGNS, escaped);
    this.#prefix = prefix ?? "";
    this.#next = digits === undefined ? -1 : Number(digits) + 1;
    this.#more = 0;
  }
}

function escaped(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The origins that a text of {@link OriginRuns} has. */
export function* originsIn(text: string): Generator<LedgerEntry> {
  for (const word of text.split(" ")) {
    if (word === "") continue;
    const isDead = word.startsWith("!");
    const [first, more] = word.slice(isDead ? 1 : 0).split("+") as [string, string?];
    const origin = first.replace(ESCAPED, (_, code) => String.fromCharCode(parseInt(code, 16)));
    yield { origin, isDead };
    const [, prefix, digits] = more === undefined ? [] : COUNTED.exec(origin) ?? [];
    for (let n = 1; n <= Number(more ?? 0); n++) {
      yield { origin: `${prefix}${Number(digits) + n}`, isDead };
    }
  }
}

/** How many characters one more origin takes at most. */
export function lengthAtMost(origin: string): number {
  return origin.length * (origin.search(SIGNS) < 0 ? 1 : SIGN_LENGTH) + RUN_LENGTH;
}

const SIGN_LENGTH = 5;
/** A space, an exclamation mark, a plus and its digits. */
const RUN_LENGTH = 20;
