import type { RawContent } from "./raw_shape.ts";

/** Throws a RangeError if a record of a body, from number `from` on, is none that the kind makes a message of. */
export function checkRecords(
  _channel: string,
  _content: RawContent,
  _body: Uint8Array,
  _at: number,
  _lengths: Uint32Array,
  _from: number,
): void {
}
