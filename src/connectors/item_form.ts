/**
 * What an item is to be that a sink's wire puts. The compiler holds an `encode` to it; where nobody has asked the compiler, the sink does.
 *
 * @module
 */

/** What a wire takes. */
export interface ItemForm {
  /** All that it takes, as the end of a sentence: `a text or bytes`. */
  readonly takes: string;
  /** Whether a text alone will do. */
  readonly text?: true;
  /** Whether bytes alone will do. */
  readonly bytes?: true;
  /** Whether an object will do, by what is in it. */
  readonly object?: (item: Readonly<Record<string, unknown>>) => boolean;
}

/** The form of items that have nothing but their content. */
export const TEXT_OR_BYTES: ItemForm = { takes: "a text or bytes", text: true, bytes: true };

/** What is wrong with an item, as the end of a sentence, or nothing. */
export function formFault(form: ItemForm, item: unknown): string | undefined {
  if (typeof item === "string" ? form.text : item instanceof Uint8Array && form.bytes) return;
  if (isPlainObject(item) && form.object?.(item)) return;
  return `it is ${shownForm(item)}, and is to be ${form.takes}`;
}

/** Whether a value is an object with properties of its own, and neither bytes nor a list, a map, a time. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  // Nearly all are of a literal, which is known at once.
  return Object.getPrototypeOf(value) === Object.prototype ||
    Object.prototype.toString.call(value) === "[object Object]";
}

/** Whether a value is a text or bytes. */
export function isContent(value: unknown): value is string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array;
}

/** Most names that are told of an object. */
const SHOWN_NAMES = 5;

function shownForm(item: unknown): string {
  if (item === null || item === undefined) return String(item);
  if (item instanceof Uint8Array) return "bytes";
  if (Array.isArray(item)) return "an array";
  if (typeof item === "string") return "a text";
  if (!isPlainObject(item)) return `a ${Object.prototype.toString.call(item).slice(8, -1)}`;
  const names = Object.keys(item);
  const more = names.length > SHOWN_NAMES ? ", …" : "";
  return `an object with { ${names.slice(0, SHOWN_NAMES).join(", ")}${more} }`;
}
