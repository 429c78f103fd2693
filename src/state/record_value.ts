/** Why a value cannot be kept in a record cell, as the end of a sentence: "which …". */
export interface NoRecord {
  readonly fault: string;
  readonly cause?: unknown;
}

/** The JSON text that a `text` or `json` cell keeps a value as. */
export function encodeRecord(kind: string, value: unknown): string | NoRecord {
  if (kind === "text" && typeof value !== "string") return { fault: "is not a text" };
  try {
    return JSON.stringify(value) ?? { fault: "has no JSON form" };
  } catch (cause) {
    return { fault: "has no JSON form", cause };
  }
}

/** Whether a JSON text takes at most `maxBytes` as UTF-8. */
export function recordFits(text: string, maxBytes: number): boolean {
  // One UTF-16 unit takes at most three bytes.
  return text.length * 3 <= maxBytes || utf8Bytes(text) <= maxBytes;
}

/** What a text takes as UTF-8. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
