import type { RawShape } from "../channel/raw/mod.ts";

/** What the lengths of so many messages take in a body: what is more than that is payload, or messages of a fixed size. */
export function lengthBytes({ form }: RawShape, count: number): number {
  return form === "records" ? 4 * count : 0;
}
