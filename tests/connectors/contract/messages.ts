import { assertEquals } from "@std/assert";
import type { Published } from "./beds.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Messages that say of which lane they are and which of it: `n` in all, dealt to the lanes in turn. */
export function numbered(n: number, lanes: number, from = 0): Published[] {
  return Array.from({ length: n }, (_, i) => {
    const lane = i % lanes;
    return { lane, bytes: encoder.encode(`${lane}:${from + Math.floor(i / lanes)}`) };
  });
}

/** What {@link numbered} wrote. */
export function readNumbered(bytes: Uint8Array): { readonly lane: number; readonly n: number } {
  const [lane = NaN, n = NaN] = decoder.decode(bytes).split(":").map(Number);
  return { lane, n };
}

/** Contents as texts that can be compared and sorted. */
export function texts(all: Iterable<{ readonly bytes: Uint8Array }>): string[] {
  return Array.from(all, ({ bytes }) => decoder.decode(bytes));
}

/** That these are the same, each as often as there, in whatever order. */
export function assertSame(actual: readonly string[], expected: readonly string[]): void {
  assertEquals(actual.toSorted(), expected.toSorted());
}

/** What is awkward: nothing, every byte, what is no text, what is large. */
export function awkward(mostBytes = 2 ** 20): Uint8Array[] {
  const large = new Uint8Array(Math.min(2 ** 20, mostBytes));
  for (let i = 0; i < large.length; i++) large[i] = (i * 31 + (i >> 8)) & 255;
  return [
    new Uint8Array(0),
    Uint8Array.from({ length: 256 }, (_, i) => i),
    Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0),
    encoder.encode("tea, für 3 €\r\n\t\0 \u{1F375}"),
    large,
  ];
}
