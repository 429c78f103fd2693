/**
 * A value of a row as an element of an array of the server's, as text: a column of a batch is one such array, and the server reads that
 * with less work than the same rows as JSON. What comes of it is what would come of the JSON.
 *
 * @module
 */

const NULL = "NULL";
/** What an element has to have escaped, and what may be no text to the server at all. */
const UNUSUAL = /["\\\0\ud800-\udfff]/;

/** Whether columns of a type have JSON. */
function isOfJson(type: string): boolean {
  return type === "json" || type === "jsonb";
}

/** A value as an element of an array of `type`; `undefined` if nobody knows how: then the row goes as JSON. */
export function partOf(value: unknown, type: string): string | undefined {
  if (value === null) return NULL;
  if (isOfJson(type)) return jsonPart(value);
  return plainPart(inColumn(value, type));
}

/**
 * A value as a column of `type` is to read it, where JSON would make `null` of it, which nobody has said: NaN and the infinities are texts
 * that the server knows, for columns that can have them, and a `Date` that is no time is refused.
 */
export function inColumn(value: unknown, type: string | undefined): unknown {
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    throw new RangeError("a Date of it is no time (Invalid Date)");
  }
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  return type !== undefined && isOfJson(type) ? value : `${value}`;
}

function plainPart(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return textPart(value);
    case "number":
    case "boolean":
    case "bigint":
      return `${value}`;
    case "object":
      if (value instanceof Uint8Array) return `"\\\\x${value.toHex()}"`;
      if (value instanceof Date) return plainPart(value.toJSON());
  }
  return undefined;
}

/** JSON that the server reads each type from: bytes as its hexadecimal form, large integers as text. */
export function jsonOf(item: unknown): string {
  const text = jsonTextOf(item);
  if (text === undefined) throw new TypeError("its toJSON returns nothing");
  return text;
}

function jsonTextOf(item: unknown): string | undefined {
  return JSON.stringify(item, (_key, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return value instanceof Uint8Array ? `\\x${value.toHex()}` : value;
  });
}

function jsonPart(value: unknown): string | undefined {
  const json = jsonTextOf(value);
  // What is escaped by its number may be no text to the server, of which a column of JSON by itself would not say so.
  if (json === undefined || json === "null" || json.includes("\\u")) return undefined;
  return textPart(json);
}

/** A text within quotes; `undefined` for what is no text to the server, which is to say so itself. */
function textPart(text: string): string | undefined {
  if (!UNUSUAL.test(text)) return `"${text}"`;
  if (text.includes("\0") || !text.isWellFormed()) return undefined;
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
