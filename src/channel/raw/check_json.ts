import {
  FALSE_PART,
  FLOAT64_PART,
  INT32_PART,
  LATIN_PART,
  MAX_DEPTH,
  MAX_OUTLINE_CHARACTERS,
  MAX_SMALL,
  OUTLINE_BYTE,
  OUTLINED_MARK,
  UTF16_PART,
} from "../json/json_layout.ts";

/** How many outlines are remembered. */
const MAX_KNOWN = 16;

/**
 * How many values a record may hold for each of its bytes, and besides. An object takes no byte of its own, and an array two, so a few
 * bytes could ask for more objects than there is memory.
 */
const VALUES_PER_BYTE = 16;
const VALUES_BESIDES = 1024;

/** An outline in a shape that is quick to follow: an array for an object's parts, `of` for those of an array, 0 for no parts. */
type OutlinePath = 0 | { readonly of: OutlinePath } | readonly OutlinePath[];

/** An outline that was looked at, and how a record with it begins. */
interface KnownOutline {
  readonly head: Uint8Array;
  readonly route: OutlinePath;
}

/** Looks at records of JSON. It remembers outlines, so each end has its own. */
export class JsonCheck {
  /** The one used last comes first. */
  readonly #known: KnownOutline[] = [];
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #end = 0;
  /** How many more values there may be. */
  #values = 0;

  /** What is wrong with the record, in words; `undefined` if nothing is. */
  fault(bytes: Uint8Array, from: number, to: number): string | undefined {
    if (bytes[from] !== OUTLINED_MARK || from === to) return this.#textFault(bytes, from, to);
    const known = this.#outline(bytes, from, to);
    if (known === undefined) return "its outline of JSON is none";
    this.#bytes = bytes;
    this.#at = from + known.head.length;
    this.#end = to;
    this.#values = (to - from) * VALUES_PER_BYTE + VALUES_BESIDES;
    if (this.#skip(known.route) && this.#at === to) return undefined;
    return "its parts of JSON are not those of its outline";
  }

  #textFault(bytes: Uint8Array, from: number, to: number): string | undefined {
    try {
      JSON.parse(this.#decoder.decode(bytes.subarray(from, to)));
    } catch {
      return "it is no JSON";
    }
    return undefined;
  }

  /** The outline that a record begins with; `undefined` if it is none, or is not written as all writers write it. */
  #outline(bytes: Uint8Array, from: number, to: number): KnownOutline | undefined {
    const known = this.#known;
    for (let i = 0; i < known.length; i++) {
      const one = known[i] as KnownOutline;
      if (to - from < one.head.length || !beginsWith(bytes, from, one.head)) continue;
      if (i > 0) {
        known[i] = known[0] as KnownOutline;
        known[0] = one;
      }
      return one;
    }
    const found = this.#newOutline(bytes, from, to);
    if (found !== undefined) {
      known.unshift(found);
      if (known.length > MAX_KNOWN) known.pop();
    }
    return found;
  }

  #newOutline(bytes: Uint8Array, from: number, to: number): KnownOutline | undefined {
    if (to - from < OUTLINE_BYTE) return undefined;
    const length = bytes[from + 1]! | (bytes[from + 2]! << 8) | (bytes[from + 3]! << 16);
    const textAt = from + OUTLINE_BYTE;
    if (length % 4 !== 0 || textAt + length > to) return undefined;
    const text = this.#decoder.decode(bytes.subarray(textAt, textAt + length)).replace(
      / {1,3}$/,
      "",
    );
    if (text.length > MAX_OUTLINE_CHARACTERS) return undefined;
    // Readers take the text apart, and put it together again to know it: so each has one form only.
    const written = new TextEncoder().encode(text);
    if (Math.ceil(written.length / 4) * 4 !== length || !beginsWith(bytes, textAt, written)) {
      return undefined;
    }
    let outline: unknown;
    try {
      outline = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (JSON.stringify(outline) !== text) return undefined;
    const route = routeOf(outline, MAX_DEPTH);
    if (route === undefined || route === 0) return undefined;
    return { head: bytes.slice(from, textAt + length), route };
  }

  /** Passes over the parts of a value; `false` if they are not there. */
  #skip(route: OutlinePath): boolean {
    if (route === 0) return this.#skipPart();
    if (--this.#values < 0) return false;
    if (!isList(route)) return this.#skipArray(route.of);
    for (let i = 0; i < route.length; i++) if (!this.#skip(route[i] as OutlinePath)) return false;
    return true;
  }

  #skipArray(element: OutlinePath): boolean {
    const at = this.#at;
    if (at + 2 > this.#end) return false;
    const count = (this.#bytes[at] as number) | ((this.#bytes[at + 1] as number) << 8);
    this.#at = at + 2;
    for (let i = 0; i < count; i++) if (!this.#skip(element)) return false;
    return true;
  }

  #skipPart(): boolean {
    const at = this.#at;
    if (at >= this.#end) return false;
    const part = this.#bytes[at] as number;
    const wanted = part <= MAX_SMALL ? 1 : this.#bytesOf(part, at);
    this.#at = at + wanted;
    return wanted > 0 && at + wanted <= this.#end;
  }

  /** Bytes of a part that is no small number; 0 for what is no part. */
  #bytesOf(part: number, at: number): number {
    switch (part) {
      case INT32_PART:
        return 5;
      case FLOAT64_PART:
        return 9;
      case LATIN_PART:
        return 2 + (this.#bytes[at + 1] ?? 0);
      case UTF16_PART:
        return 2 + 2 * (this.#bytes[at + 1] ?? 0);
      default:
        return part <= FALSE_PART ? 1 : 0;
    }
  }
}

function beginsWith(bytes: Uint8Array, at: number, head: Uint8Array): boolean {
  for (let i = 0; i < head.length; i++) if (bytes[at + i] !== head[i]) return false;
  return true;
}

function isList(route: Exclude<OutlinePath, 0>): route is readonly OutlinePath[] {
  return Array.isArray(route);
}

/** `undefined` for what is no outline. */
function routeOf(outline: unknown, depth: number): OutlinePath | undefined {
  if (outline === 0) return 0;
  if (depth === 0 || typeof outline !== "object" || outline === null) return undefined;
  if (Array.isArray(outline)) {
    const element = outline.length === 1 ? routeOf(outline[0], depth - 1) : undefined;
    return element === undefined ? undefined : { of: element };
  }
  const parts: OutlinePath[] = [];
  for (const [key, part] of Object.entries(outline)) {
    // In the code of a reader it has another meaning.
    const route = key === "__proto__" ? undefined : routeOf(part, depth - 1);
    if (route === undefined) return undefined;
    parts.push(route);
  }
  return parts;
}
