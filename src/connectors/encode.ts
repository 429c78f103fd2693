import type { KindShape } from "../actor/mod.ts";

const utf8 = new TextEncoder();

/** Makes bytes of a message. */
export type EncodeBytes = (message: unknown) => Uint8Array;

function jsonBytes(message: unknown): Uint8Array {
  const text = jsonText(message);
  if (text !== undefined) return utf8.encode(text);
  throw new TypeError(`${typeof message} has no JSON`);
}

/** The JSON of a message; `undefined` if it has none. */
export function jsonText(message: unknown): string | undefined {
  return JSON.stringify(message, plain);
}

/** Of the ECMAScript proposal "JSON.parse source text access", which V8 has, and TypeScript does not know. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object };

/** Whole numbers keep all of their digits, and columns are arrays. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return rawJSON(String(value));
  return ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value;
}

const BY_KIND: Readonly<Record<string, EncodeBytes>> = {
  text: (message) => utf8.encode(message as string),
  bytes: (message) => message as Uint8Array,
};

/** Kinds whose messages are JSON where nothing else is said. */
const BY_JSON = /^(?:json|bool|[uif]\d+|struct\(.*\))$/s;

/** How messages of a kind are made bytes of when nothing else is said; `undefined` for a kind that only its author knows. */
export function encodeOf({ name }: KindShape): EncodeBytes | undefined {
  return BY_KIND[name] ?? (BY_JSON.test(name) ? jsonBytes : undefined);
}
