/**
 * Cuts bytes into lines, each with where it begins and ends, in bounded memory.
 *
 * @module
 */

const NEWLINE = 10;
const RETURN = 13;

/** A line, without the bytes that end it. */
export interface CutLine {
  /** Its bytes; of a line that is too long, the first of them. */
  readonly bytes: Uint8Array;
  /** Where it begins. */
  readonly start: number;
  /** Where what comes after it begins. */
  readonly end: number;
  /** How many bytes it has; more than `bytes` has if it is too long. */
  readonly length: number;
}

/**
 * Cuts bytes into lines. A line ends with `\n` or `\r\n`. Of a line with more than `maxBytes` the first so many are kept, and the others
 * counted, so that a file without a line's end takes no more memory than that.
 */
export class LineCutter {
  readonly #maxBytes: number;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** The begin of a line whose end has not come, and how many bytes of it are there. */
  #parts: Uint8Array[] = [];
  #kept = 0;
  #length = 0;
  #endsWithReturn = false;
  #start: number;

  /**
   * @param start Where the first byte is that will be pushed
   * @param maxBytes How many bytes of a line are kept
   */
  constructor(start: number, maxBytes: number) {
    this.#start = start;
    this.#maxBytes = maxBytes;
  }

  /** Where what has been pushed ends. */
  get end(): number {
    return this.#start + this.#length + this.#chunk.length - this.#at;
  }

  /** How many bytes are here of a line whose end is not, once `next` has given `undefined`. */
  get open(): number {
    return this.#length;
  }

  /** Takes more bytes, which are not copied. To be called when `next` has given `undefined`. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next whole line, or `undefined` if there is none. */
  next(): CutLine | undefined {
    const newline = this.#chunk.indexOf(NEWLINE, this.#at);
    this.#keep(newline === -1 ? this.#chunk.length : newline);
    if (newline === -1) return undefined;
    this.#at = newline + 1;
    return this.#line(1);
  }

  /** Takes all that was pushed as bytes of one line, whatever is in it. */
  keepAll(): void {
    this.#keep(this.#chunk.length);
  }

  /** What is left after the last line's end, as a line; `undefined` if that is nothing. To be called when `next` has given `undefined`. */
  rest(): CutLine | undefined {
    return this.#length === 0 ? undefined : this.#line(0);
  }

  #keep(until: number): void {
    const part = this.#chunk.subarray(this.#at, until);
    this.#at = until;
    if (part.length === 0) return;
    this.#length += part.length;
    this.#endsWithReturn = part.at(-1) === RETURN;
    // One more than allowed: it may be the first byte of `\r\n`.
    const room = this.#maxBytes + 1 - this.#kept;
    if (room <= 0) return;
    this.#parts.push(part.subarray(0, room));
    this.#kept += Math.min(room, part.length);
  }

  #line(endBytes: 0 | 1): CutLine {
    const start = this.#start;
    const end = start + this.#length + endBytes;
    const length = this.#length - (endBytes === 1 && this.#endsWithReturn ? 1 : 0);
    const whole = this.#parts.length === 1 ? this.#parts[0]! : joined(this.#parts, this.#kept);
    this.#parts = [];
    this.#kept = this.#length = 0;
    this.#endsWithReturn = false;
    this.#start = end;
    return { bytes: whole.subarray(0, Math.min(length, this.#maxBytes)), start, end, length };
  }
}

/** Parts of bytes, one after the other. */
function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Lines to be written, one after the other, each with `\n` at its end. */
export function linesOf(items: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts = items.map((item) => typeof item === "string" ? encoder.encode(item) : item);
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
    whole[at++] = NEWLINE;
  }
  return whole;
}

/** Why an item cannot be a line, or `undefined` if it can. */
export function noLine(item: string | Uint8Array): string | undefined {
  const at = typeof item === "string" ? item.indexOf("\n") : item.indexOf(NEWLINE);
  return at === -1 ? undefined : `It cannot be a line, because it has a line's end at ${at}`;
}
