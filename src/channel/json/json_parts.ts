import {
  FALSE_PART,
  FLOAT64_PART,
  INT32_PART,
  LATIN_PART,
  MAX_ELEMENTS,
  MAX_SMALL,
  MAX_TEXT,
  NULL_PART,
  TRUE_PART,
  UTF16_PART,
} from "./json_layout.ts";

/** The value is not of the outline at hand. */
export const OTHER_OUTLINE = -1;
/** The value does not fit. */
export const NO_ROOM = -2;

const FLOAT64_BYTES = 9;

/**
 * Writes a value without parts at byte `at`, and nothing from byte `end` on.
 *
 * @returns where it stopped, {@link OTHER_OUTLINE} or {@link NO_ROOM}
 */
export function writePart(
  value: unknown,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): number {
  if (typeof value === "number") {
    if (at + FLOAT64_BYTES > end) return NO_ROOM;
    return writeNumber(value, bytes, view, at);
  }
  if (typeof value === "string") return writeText(value, bytes, at, end);
  if (at >= end) return NO_ROOM;
  if (value === true) bytes[at] = TRUE_PART;
  else if (value === false) bytes[at] = FALSE_PART;
  else if (value === null) bytes[at] = NULL_PART;
  else return OTHER_OUTLINE;
  return at + 1;
}

function writeNumber(value: number, bytes: Uint8Array, view: DataView, at: number): number {
  if ((value | 0) === value) { // Also for -0, which JSON writes as 0.
    if (value >= 0 && value <= MAX_SMALL) {
      bytes[at] = value;
      return at + 1;
    }
    bytes[at] = INT32_PART;
    view.setInt32(at + 1, value, true);
    return at + 5;
  }
  if (!Number.isFinite(value)) {
    bytes[at] = NULL_PART;
    return at + 1;
  }
  bytes[at] = FLOAT64_PART;
  view.setFloat64(at + 1, value, true);
  return at + FLOAT64_BYTES;
}

function writeText(text: string, bytes: Uint8Array, at: number, end: number): number {
  const { length } = text;
  if (length > MAX_TEXT) return OTHER_OUTLINE;
  const from = at + 2;
  if (from + length > end) return NO_ROOM;
  bytes[at] = LATIN_PART;
  bytes[at + 1] = length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) return writeWideText(text, bytes, at, end);
    bytes[from + i] = unit;
  }
  return from + length;
}

function writeWideText(text: string, bytes: Uint8Array, at: number, end: number): number {
  const { length } = text;
  const from = at + 2;
  if (from + length * 2 > end) return NO_ROOM;
  bytes[at] = UTF16_PART;
  bytes[at + 1] = length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    bytes[from + i * 2] = unit;
    bytes[from + i * 2 + 1] = unit >> 8;
  }
  return from + length * 2;
}

/** Writes how many elements an array has. Returns as {@link writePart}. */
export function writeCount(value: unknown, view: DataView, at: number, end: number): number {
  if (!Array.isArray(value) || (value as { toJSON?: unknown }).toJSON !== undefined) {
    return OTHER_OUTLINE;
  }
  const { length } = value;
  if (length > MAX_ELEMENTS) return OTHER_OUTLINE;
  if (at + 2 > end) return NO_ROOM;
  view.setUint16(at, length, true);
  return at + 2;
}

/** Writes an array whose elements have no parts. Returns as {@link writePart}. */
export function writeParts(
  value: unknown,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): number {
  let next = writeCount(value, view, at, end);
  if (next < 0) return next;
  const array = value as readonly unknown[];
  // The count as written: a getter might change the array meanwhile.
  const length = view.getUint16(at, true);
  for (let i = 0; i < length; i++) {
    next = writePart(array[i], bytes, view, next, end);
    if (next < 0) return next;
  }
  return next;
}

const fromUnits = String.fromCharCode;

/** A view of the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads one part after the other. */
export class PartReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** Goes on at byte `at` if these words are there, and else returns false. */
  skip(at: number, words: Int32Array): boolean {
    const view = this.#view;
    const { length } = words;
    for (let i = 0; i < length; i++) {
      if (view.getInt32(at + i * 4, true) !== words[i]) return false;
    }
    this.#at = at + length * 4;
    return true;
  }

  /** A value without parts. */
  part(): unknown {
    const bytes = this.#bytes;
    const at = this.#at;
    const kind = bytes[at] as number;
    this.#at = at + 1;
    if (kind <= MAX_SMALL) return kind;
    switch (kind) {
      case INT32_PART:
        this.#at = at + 5;
        return this.#view.getInt32(at + 1, true);
      case FLOAT64_PART:
        this.#at = at + FLOAT64_BYTES;
        return this.#view.getFloat64(at + 1, true);
      case LATIN_PART:
        return this.#latin(at + 2, bytes[at + 1] as number);
      case UTF16_PART:
        return this.#utf16(at + 2, bytes[at + 1] as number);
      case NULL_PART:
        return null;
      default:
        return kind === TRUE_PART;
    }
  }

  /** An array whose elements have no parts. */
  parts(): unknown[] {
    const count = this.#count();
    // Written out for short arrays: those that grow take room for many more elements.
    switch (count) {
      case 0:
        return [];
      case 1:
        return [this.part()];
      case 2:
        return [this.part(), this.part()];
      case 3:
        return [this.part(), this.part(), this.part()];
      case 4:
        return [this.part(), this.part(), this.part(), this.part()];
    }
    const array: unknown[] = [];
    for (let i = 0; i < count; i++) array.push(this.part());
    return array;
  }

  /** An array whose elements are read by `one`. */
  array(one: () => unknown): unknown[] {
    const array: unknown[] = [];
    for (let left = this.#count(); left > 0; left--) array.push(one());
    return array;
  }

  #count(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }

  #latin(from: number, length: number): string {
    const b = this.#bytes;
    let i = from;
    let left = length;
    let text = "";
    // Many a call: the call is what costs.
    for (; left >= 8; i += 8, left -= 8) {
      text += fromUnits(
        b[i]!,
        b[i + 1]!,
        b[i + 2]!,
        b[i + 3]!,
        b[i + 4]!,
        b[i + 5]!,
        b[i + 6]!,
        b[i + 7]!,
      );
    }
    if (left >= 4) {
      text += fromUnits(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!);
      i += 4;
      left -= 4;
    }
    if (left === 3) text += fromUnits(b[i]!, b[i + 1]!, b[i + 2]!);
    else if (left === 2) text += fromUnits(b[i]!, b[i + 1]!);
    else if (left === 1) text += fromUnits(b[i]!);
    this.#at = from + length;
    return text;
  }

  #utf16(from: number, length: number): string {
    const bytes = this.#bytes;
    const end = from + length * 2;
    let text = "";
    for (let i = from; i < end; i += 2) text += fromUnits(bytes[i]! | (bytes[i + 1]! << 8));
    this.#at = end;
    return text;
  }
}
