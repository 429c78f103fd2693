/** What Redis and a client say to each other: version 2 of its protocol. */

/** An error that Redis has answered. */
export class RedisReplyError extends Error {
  override readonly name = "RedisReplyError";
}

/** An answer of Redis: strings of its data are bytes, its own words are text. */
export type RedisReply = string | number | null | Uint8Array | RedisReplyError | RedisReply[];

/** What a command is made of. */
export type CommandPart = string | number | Uint8Array;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
const CR = 13;
const LF = 10;
const ZERO = 48;
const MOST_DIGITS = 15;
const [ERROR, SIMPLE, INTEGER, BULK, ARRAY] = [..."-+:$*"].map((c) => c.charCodeAt(0));
/** What stands around a part, and before all of them, in bytes at most. */
const HEAD_BYTES = 32;
/** Texts up to that length are written and read here: to hand them over would cost more. */
const FEW_CHARACTERS = 64;

/** A command as it is sent. */
export function encodeCommand(parts: readonly CommandPart[]): Uint8Array {
  // One pass over all of it: a command has a thousand parts easily.
  let most = HEAD_BYTES;
  for (const part of parts) most += mostBytes(part) + HEAD_BYTES;
  const out = new Uint8Array(most);
  let at = writeText(out, 0, `*${parts.length}\r\n`);
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      at = writeText(out, at, `$${part.length}\r\n`);
      out.set(part, at);
      at += part.length;
    } else {
      const text = String(part);
      const length = isPlain(text) ? text.length : ENCODER.encode(text).length;
      at = writeText(out, at, `$${length}\r\n`);
      at = writeText(out, at, text);
    }
    out[at++] = CR;
    out[at++] = LF;
  }
  return out.subarray(0, at);
}

/** What a part takes at most, without what stands around it. A character of a text is three bytes at most, of those that count as one. */
function mostBytes(part: CommandPart): number {
  return part instanceof Uint8Array ? part.length : 3 * String(part).length;
}

/** Writes a text as UTF-8, and returns where it ends. */
function writeText(out: Uint8Array, at: number, text: string): number {
  if (text.length > FEW_CHARACTERS) return at + ENCODER.encodeInto(text, out.subarray(at)).written;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return at + ENCODER.encodeInto(text, out.subarray(at)).written;
    out[at + i] = code;
  }
  return at + text.length;
}

/** Whether each character of a text is one byte. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** A string of Redis's as text. */
export function textOf(reply: RedisReply | undefined): string {
  if (!(reply instanceof Uint8Array)) return String(reply);
  if (reply.length > FEW_CHARACTERS) return DECODER.decode(reply);
  let text = "";
  for (const code of reply) {
    if (code > 0x7f) return DECODER.decode(reply);
    text += String.fromCharCode(code);
  }
  return text;
}

/** Reads answers from the bytes that come, in pieces of any size, which must not be changed from then on. */
export class ReplyReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  /** Arrays that have begun, the innermost last, and how many of their elements are to come. */
  readonly #begun: { readonly items: RedisReply[]; left: number }[] = [];

  /** The answers that are whole with these bytes. */
  push(chunk: Uint8Array): RedisReply[] {
    this.#append(chunk);
    const whole: RedisReply[] = [];
    for (let value = this.#next(); value !== undefined; value = this.#next()) {
      const answer = this.#placed(value);
      if (answer !== undefined) whole.push(answer);
    }
    return whole;
  }

  /** What was read are views on these bytes, so none is ever written over. */
  #append(chunk: Uint8Array): void {
    const kept = this.#end - this.#at;
    if (kept === 0) {
      this.#bytes = chunk;
      this.#at = 0;
      this.#end = chunk.length;
      return;
    }
    if (this.#end + chunk.length > this.#bytes.length) {
      const roomy = new Uint8Array(2 * (kept + chunk.length));
      roomy.set(this.#bytes.subarray(this.#at, this.#end));
      this.#bytes = roomy;
      this.#at = 0;
      this.#end = kept;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next value, but for arrays with elements, which only begin; `undefined` if it is not whole. */
  #next(): RedisReply | undefined {
    while (true) {
      const lineEnd = this.#bytes.indexOf(CR, this.#at);
      if (lineEnd < 0 || lineEnd + 2 > this.#end) return undefined;
      const kind = this.#bytes[this.#at];
      const begin = this.#at + 1;
      const after = lineEnd + 2;
      if (kind === BULK || kind === ARRAY) {
        const length = this.#length(begin, lineEnd);
        const stop = after + length;
        if (kind === BULK && length >= 0) {
          if (stop + 2 > this.#end) return undefined;
          this.#at = stop + 2;
          return this.#bytes.subarray(after, stop);
        }
        this.#at = after;
        if (length < 0) return null;
        if (length === 0) return [];
        this.#begun.push({ items: [], left: length });
        continue;
      }
      const line = DECODER.decode(this.#bytes.subarray(begin, lineEnd));
      this.#at = after;
      if (kind === SIMPLE) return line;
      if (kind === INTEGER) return Number(line);
      if (kind === ERROR) return new RedisReplyError(line);
      throw new Error(`this is not Redis, it says ${JSON.stringify(line.slice(0, 50))}`);
    }
  }

  /** The length that stands there; -1 for nothing. Most of what is read is lengths, so none becomes a text first. */
  #length(begin: number, lineEnd: number): number {
    let length = 0;
    for (let at = begin; at < lineEnd; at++) {
      const digit = this.#bytes[at]! - ZERO;
      if (digit < 0 || digit > 9 || at - begin >= MOST_DIGITS) {
        return this.#strangeLength(begin, lineEnd);
      }
      length = length * 10 + digit;
    }
    return begin < lineEnd ? length : this.#strangeLength(begin, lineEnd);
  }

  #strangeLength(begin: number, lineEnd: number): number {
    const line = DECODER.decode(this.#bytes.subarray(begin, lineEnd));
    if (line === "-1") return -1;
    throw new Error(`Redis gives ${JSON.stringify(line.slice(0, 50))} for a length`);
  }

  /** Puts a value into the array that it is of; an answer, if it is one or the last of one. */
  #placed(value: RedisReply): RedisReply | undefined {
    let placed = value;
    for (let array = this.#begun.at(-1); array !== undefined; array = this.#begun.at(-1)) {
      array.items.push(placed);
      if (--array.left > 0) return undefined;
      this.#begun.pop();
      placed = array.items;
    }
    return placed;
  }
}
