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

const ZERO = 0x30;
const NINE = 0x39;
const SIGNS = /[%\s!+"\\\p{Cc}]/gu;
const ESCAPED = /%([0-9a-f]{4})/g;
/** How many digits a number may have to be counted on from: all of them are exact. */
const MAX_DIGITS = 15;

/** Origins that count up, or one. */
export interface OriginRun {
  readonly first: string;
  readonly isDead: boolean;
  count: number;
}

/** Writes origins, one after the other. */
export class OriginRuns {
  /** All of them, in order. */
  readonly all: OriginRun[] = [];
  /** All words but the last. */
  #before = "";
  #word = "";
  #last: OriginRun | undefined;
  /** Of the last word: what is before its number, and the number that would come next. */
  #prefix = "";
  #next = -1;

  /** The words. */
  get text(): string {
    if (this.#last === undefined) return "";
    const { count } = this.#last;
    return this.#before + (count === 1 ? this.#word : `${this.#word}+${count - 1}`);
  }

  /** How many characters the text has, or a few more. */
  get length(): number {
    return this.#before.length + this.#word.length + RUN_LENGTH;
  }

  /** Whether it is the one that the last word counts on to, and takes no room of its own. */
  continues({ origin, isDead }: LedgerEntry): boolean {
    if (isDead || this.#next < 0) return false;
    const digits = digitsOf(origin);
    return origin.length - digits === this.#prefix.length &&
      numberAtEnd(origin, digits) === this.#next && origin.startsWith(this.#prefix);
  }

  /** Adds as many origins as the last word counts on to. */
  countOn(count = 1): void {
    this.#next += count;
    this.#last!.count += count;
  }

  /** Adds an origin as a word of its own. */
  begin({ origin, isDead }: LedgerEntry): void {
    if (this.#last !== undefined) this.#before = `${this.text} `;
    this.#word = (isDead ? "!" : "") + origin.replace(SIGNS, escaped);
    this.#last = { first: origin, isDead, count: 1 };
    this.all.push(this.#last);
    const digits = isDead ? 0 : digitsOf(origin);
    this.#prefix = origin.slice(0, origin.length - digits);
    this.#next = digits === 0 ? -1 : numberAtEnd(origin, digits) + 1;
  }
}

/** How many digits at the end are a number that can be counted on from. One that begins with a zero is not: the next would be shorter. */
export function digitsOf(origin: string): number {
  const { length } = origin;
  let digits = 0;
  while (digits < MAX_DIGITS && digits < length && isDigit(origin, length - 1 - digits)) digits++;
  while (digits > 1 && origin.charCodeAt(length - digits) === ZERO) digits--;
  return digits;
}

/** The number that so many digits at the end are. */
export function numberAtEnd(origin: string, digits: number): number {
  let number = 0;
  for (let i = origin.length - digits; i < origin.length; i++) {
    number = number * 10 + origin.charCodeAt(i) - ZERO;
  }
  return number;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= NINE;
}

function escaped(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The origins that a text of {@link OriginRuns} has. */
export function runsIn(text: string): OriginRun[] {
  return text.split(" ").filter((word) => word !== "").map((word) => {
    const isDead = word.startsWith("!");
    const [first, more = "0"] = word.slice(isDead ? 1 : 0).split("+") as [string, string?];
    const origin = first.replace(ESCAPED, (_, code) => String.fromCharCode(parseInt(code, 16)));
    return { first: origin, isDead, count: Number(more) + 1 };
  });
}

/** The origins of a run, from `from` on, the first being number 0. */
export function* originsOf({ first, count }: Readonly<OriginRun>): Generator<string> {
  yield first;
  const digits = digitsOf(first);
  const prefix = first.slice(0, first.length - digits);
  const from = numberAtEnd(first, digits);
  for (let n = 1; n < count; n++) yield `${prefix}${from + n}`;
}

/** How many characters one more origin takes at most that is no counting on. */
export function lengthAtMost(origin: string): number {
  return origin.length * (origin.search(SIGNS) < 0 ? 1 : SIGN_LENGTH) + RUN_LENGTH;
}

const SIGN_LENGTH = 5;
/** A space, an exclamation mark, a plus and its digits. */
const RUN_LENGTH = 20;
