import {
  compileReader,
  compileWriter,
  type Outline,
  type PartsReader,
  type PartsWriter,
} from "./json_code.ts";
import {
  MAX_DEPTH,
  MAX_ELEMENTS,
  MAX_OUTLINE_CHARACTERS,
  OUTLINE_BYTE,
  OUTLINED_MARK,
} from "./json_layout.ts";
import { NO_ROOM, OTHER_OUTLINE, type PartReader, viewOf } from "./json_parts.ts";

/** How many outlines a writer keeps code for. */
const MAX_WRITERS = 8;
/** Twice as many: a restarted writer may have learned others. */
const MAX_READERS = 16;
/** Of the values without code, so many at first are looked at, and then one of so many. */
const LOOKED_AT_FIRST = 64;
const LOOKED_AT_EACH = 64;
/** An outline gets code once it was seen so often. */
const WORTH_CODE = 8;
/** How many outlines without code are remembered. */
const MAX_SEEN = 64;

/** The beginning of a record: mark, length and outline, as words. */
function headOf(outline: string): Int32Array {
  const text = new TextEncoder().encode(outline);
  const length = Math.ceil(text.length / 4) * 4;
  const bytes = new Uint8Array(OUTLINE_BYTE + length).fill(0x20);
  bytes.set(text, OUTLINE_BYTE);
  const view = viewOf(bytes);
  view.setUint32(0, OUTLINED_MARK | (length << 8), true);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4, true));
}

/** Writes values of one outline as records. */
class OutlineWriter {
  readonly outline: string;
  readonly #head: Int32Array;
  readonly #writeParts: PartsWriter;

  constructor(outline: string) {
    this.outline = outline;
    this.#head = headOf(outline);
    this.#writeParts = compileWriter(JSON.parse(outline) as Outline);
  }

  write(value: unknown, bytes: Uint8Array, view: DataView, at: number, end: number): number {
    const head = this.#head;
    const from = at + head.length * 4;
    if (from > end) return NO_ROOM;
    const stopped = this.#writeParts(value, bytes, view, from, end);
    if (stopped < 0) return stopped;
    for (let i = 0; i < head.length; i++) view.setInt32(at + i * 4, head[i] as number, true);
    return stopped;
  }
}

/**
 * Writes values as records with an outline. Most channels carry values of a few outlines, and the code for each costs a
 * fraction of a millisecond to compile: those that come again and again get some.
 */
export class OutlineWriters {
  /** Those used last come first. */
  readonly #writers: OutlineWriter[] = [];
  /** How often each outline was seen that has no code yet. */
  readonly #seen = new Map<string, number>();
  #unknown = 0;

  /** Writes a value at byte `at`, and nothing from byte `end` on. Returns as `writePart` does. */
  write(value: unknown, bytes: Uint8Array, view: DataView, at: number, end: number): number {
    const writers = this.#writers;
    for (let i = 0; i < writers.length; i++) {
      const writer = writers[i] as OutlineWriter;
      const stopped = writer.write(value, bytes, view, at, end);
      if (stopped === OTHER_OUTLINE) continue;
      if (i > 0) {
        writers[i] = writers[0] as OutlineWriter;
        writers[0] = writer;
      }
      return stopped;
    }
    return OTHER_OUTLINE;
  }

  /** Notes a value that there is no code for. */
  learn(value: unknown): void {
    if (++this.#unknown > LOOKED_AT_FIRST && this.#unknown % LOOKED_AT_EACH !== 0) return;
    const outline = outlineText(value);
    // Known ones may not hold every value: a string may be too long.
    if (outline === undefined || this.#writers.some((known) => known.outline === outline)) return;
    const times = (this.#seen.get(outline) ?? 0) + 1;
    if (times < WORTH_CODE) {
      if (this.#seen.size === MAX_SEEN) this.#seen.clear();
      this.#seen.set(outline, times);
      return;
    }
    this.#seen.delete(outline);
    this.#writers.unshift(new OutlineWriter(outline));
    if (this.#writers.length > MAX_WRITERS) this.#writers.pop();
  }
}

/** The code for one outline. */
interface OutlineReader {
  readonly head: Int32Array;
  readonly read: PartsReader;
}

/** Reads records with an outline. */
export class OutlineReaders {
  /** The one used last comes first. */
  readonly #readers: OutlineReader[] = [];

  /** The value of the record at byte `at` of some bytes. */
  read(bytes: Uint8Array, parts: PartReader, at: number): unknown {
    // The first word of a head tells its length, so that what is compared lies within the record.
    let reader = this.#readers[0];
    if (reader === undefined || !parts.skip(at, reader.head)) reader = this.#find(bytes, parts, at);
    return reader.read(parts);
  }

  #find(bytes: Uint8Array, parts: PartReader, at: number): OutlineReader {
    const readers = this.#readers;
    const index = readers.findIndex(({ head }) => parts.skip(at, head));
    const reader = index < 0 ? readerOf(bytes, at) : readers[index] as OutlineReader;
    if (index < 0) parts.skip(at, reader.head);
    else readers.splice(index, 1);
    readers.unshift(reader);
    if (readers.length > MAX_READERS) readers.pop();
    return reader;
  }
}

function readerOf(bytes: Uint8Array, at: number): OutlineReader {
  const length = viewOf(bytes).getUint32(at, true) >>> 8;
  const from = at + OUTLINE_BYTE;
  const outline = new TextDecoder().decode(bytes.slice(from, from + length)).trimEnd();
  return { head: headOf(outline), read: compileReader(JSON.parse(outline) as Outline) };
}

/**
 * The outline of an object or an array, as JSON text; `undefined` for a value that has none. Only values have one that
 * arrive unchanged: plain objects and arrays all the way down.
 */
export function outlineText(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const outline = outlineOf(value, MAX_DEPTH);
  if (outline === undefined) return undefined;
  const text = JSON.stringify(outline);
  return text.length <= MAX_OUTLINE_CHARACTERS ? text : undefined;
}

function outlineOf(value: unknown, depth: number): Outline | undefined {
  if (typeof value !== "object" || value === null) return isLeaf(value) ? 0 : undefined;
  if (depth === 0 || (value as { toJSON?: unknown }).toJSON !== undefined) return undefined;
  return Array.isArray(value) ? arrayOutline(value, depth) : objectOutline(value, depth);
}

function isLeaf(value: unknown): boolean {
  return value === null || typeof value === "number" || typeof value === "string" ||
    typeof value === "boolean";
}

function arrayOutline(value: readonly unknown[], depth: number): Outline | undefined {
  if (value.length > MAX_ELEMENTS) return undefined;
  if (value.length === 0) return [0];
  const first = outlineOf(value[0], depth - 1);
  if (first === undefined) return undefined;
  const text = JSON.stringify(first);
  for (const element of value) {
    if (JSON.stringify(outlineOf(element, depth - 1)) !== text) return undefined;
  }
  return [first];
}

function objectOutline(value: object, depth: number): Outline | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  // Without a prototype: a frozen one would keep keys of its own from being set.
  const outline: Record<string, Outline> = Object.create(null);
  for (const key in value) {
    // In an object literal it has another meaning.
    if (key === "__proto__") return undefined;
    const part = outlineOf((value as Record<string, unknown>)[key], depth - 1);
    if (part === undefined) return undefined;
    outline[key] = part;
  }
  return outline;
}
