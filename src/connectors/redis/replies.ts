/** What Redis and a client say to each other: version 2 of its protocol. */
import { joined } from "../byte_link.ts";

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
const LINE_END = ENCODER.encode("\r\n");
const [CR, ERROR, SIMPLE, INTEGER, BULK, ARRAY] = [..."\r-+:$*"].map((c) => c.charCodeAt(0));

/** A command as it is sent. */
export function encodeCommand(parts: readonly CommandPart[]): Uint8Array {
  const out: Uint8Array[] = [ENCODER.encode(`*${parts.length}\r\n`)];
  for (const part of parts) {
    const bytes = part instanceof Uint8Array ? part : ENCODER.encode(String(part));
    out.push(ENCODER.encode(`$${bytes.length}\r\n`), bytes, LINE_END);
  }
  return joined(out);
}

/** A string of Redis's as text. */
export function textOf(reply: RedisReply | undefined): string {
  return reply instanceof Uint8Array ? DECODER.decode(reply) : String(reply);
}

/** Reads answers from the bytes that come, in pieces of any size. */
export class ReplyReader {
  #bytes = new Uint8Array(65_536);
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

  #append(chunk: Uint8Array): void {
    const kept = this.#end - this.#at;
    if (this.#end + chunk.length > this.#bytes.length) {
      const roomy = kept + chunk.length <= this.#bytes.length / 2
        ? this.#bytes
        : new Uint8Array(2 * (kept + chunk.length));
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
      const lineEnd = this.#bytes.indexOf(CR!, this.#at);
      if (lineEnd < 0 || lineEnd + 2 > this.#end) return undefined;
      const kind = this.#bytes[this.#at];
      const line = DECODER.decode(this.#bytes.subarray(this.#at + 1, lineEnd));
      const after = lineEnd + 2;
      if (kind === BULK && line !== "-1") {
        const stop = after + length(line);
        if (stop + 2 > this.#end) return undefined;
        this.#at = stop + 2;
        return this.#bytes.slice(after, stop);
      }
      this.#at = after;
      if (kind === ARRAY && line !== "-1" && line !== "0") {
        this.#begun.push({ items: [], left: length(line) });
        continue;
      }
      if (kind === ARRAY && line === "0") return [];
      if (kind === ARRAY || kind === BULK) return null;
      if (kind === SIMPLE) return line;
      if (kind === INTEGER) return Number(line);
      if (kind === ERROR) return new RedisReplyError(line);
      throw new Error(`this is not Redis, it says ${JSON.stringify(line.slice(0, 50))}`);
    }
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

function length(line: string): number {
  if (/^\d{1,15}$/.test(line)) return Number(line);
  throw new Error(`Redis gives ${JSON.stringify(line.slice(0, 50))} for a length`);
}
