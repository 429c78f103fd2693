/** What the peers in JavaScript carry: how a message is made, worked on and used up. */
import { makeReading, makeSample, readingSum, sampleSum } from "../../messages.ts";
import { numberIn, type Words } from "../../words.ts";

export interface Shape<T> {
  make(n: number): T;
  step(message: T): T;
  value(message: T): number;
}

// deno-lint-ignore no-explicit-any -- a peer's stage carries whatever the case says
export function shapeOf(words: Words): Shape<any> {
  switch (words.kind) {
    case "struct":
      return {
        make: makeSample,
        step: (m) => ({ ...m, value: m.value + 1 }),
        value: sampleSum,
      } satisfies Shape<ReturnType<typeof makeSample>>;
    case "json":
      return {
        make: makeReading,
        step: (m) => m,
        value: readingSum,
      } satisfies Shape<ReturnType<typeof makeReading>>;
    case "bytes": {
      const size = numberIn(words, "size", 1024);
      return {
        make: () => new Uint8Array(size).fill(7),
        step: (m) => m,
        value: (m) => m[size - 1] as number,
      } satisfies Shape<Uint8Array>;
    }
    default:
      return { make: (n: number) => n, step: (m: number) => m + 1, value: (m: number) => m };
  }
}

export function fill(slots: Float64Array, from: number): number {
  let next = from;
  for (let i = 0; i < slots.length; i++) slots[i] = next++;
  return next;
}

export function step(slots: Float64Array): void {
  for (let i = 0; i < slots.length; i++) slots[i] = (slots[i] as number) + 1;
}

export function total(slots: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < slots.length; i++) sum += slots[i] as number;
  return sum;
}
