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
/** How many digits a number may have to be counted on from: all of them are exact. */
const MAX_DIGITS = 15;

/** Writes origins, one after the other. */
export class OriginRuns {
  /** All words but the last. */
  #before = "";
  #last = "";
  /** Of the last word: what is before its number, the number that would come next, and how many it has beyond the first. */
  #prefix = "";
  #next = -1;
  #more = 0;
  /** The origin that would be counted on to. */
  #expected = "";

  /** The words. */
  get text(): string {
    if (this.#last === "") return "";
    return this.#before + (this.#more === 0 ? this.#last : `${this.#last}+${this.#more}`);
  }

  /** How many characters the text has, or a few more. */
  get length(): number {
    return this.#before.length + this.#last.length + RUN_LENGTH;
  }

  /** Whether it is the one that the last word counts on to, and takes no room of its own. */
  continues({ origin, isDead }: LedgerEntry): boolean {
    return !isDead && origin === this.#expected;
  }

  /** Adds an origin behind the others. */
  add(entry: LedgerEntry): void {
    const { origin, isDead } = entry;
    if (this.continues(entry)) {
      this.#next++;
      this.#more++;
    } else {
      if (this.#last !== "") this.#before = `${this.text} `;
      this.#last = (isDead ? "!" : "") + origin.replace(SIGNS, escaped);
      const digits = isDead ? 0 : digitsOf(origin);
      this.#prefix = origin.slice(0, origin.length - digits);
      this.#next = digits === 0 ? -1 : Number(origin.slice(-digits)) + 1;
      this.#more = 0;
    }
    this.#expected = this.#next < 0 ? "" : this.#prefix + this.#next;
  }
}

/** How many digits at the end are a number that can be counted on from. One that begins with a zero is not: the next would be shorter. */
export function digitsOf(origin: string): number {
  const { length } = origin;
  let digits = 0;
  while (digits < MAX_DIGITS && digits < length && isDigit(origin, length - 1 - digits)) digits++;
  while (digits > 1 && origin[length - digits] === "0") digits--;
  return digits;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
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
    if (more === undefined) continue;
    const digits = digitsOf(origin);
    const prefix = origin.slice(0, origin.length - digits);
    const from = Number(origin.slice(-digits));
    for (let n = 1; n <= Number(more); n++) yield { origin: `${prefix}${from + n}`, isDead };
  }
}

/** How many characters one more origin takes at most that is no counting on. */
export function lengthAtMost(origin: string): number {
  return origin.length * (origin.search(SIGNS) < 0 ? 1 : SIGN_LENGTH) + RUN_LENGTH;
}

const SIGN_LENGTH = 5;
/** A space, an exclamation mark, a plus and its digits. */
const RUN_LENGTH = 20;
