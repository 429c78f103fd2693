import type { RawColumn } from "./raw_shape.ts";

/**
 * What is wrong with messages of a fixed size, in words, with the number of the first one that is wrong in a column; `undefined` if
 * nothing is.
 *
 * @param at where in `bytes` the first column begins, with the first of `count` messages
 * @param from the first message that is looked at
 */
export function columnFault(
  columns: readonly RawColumn[],
  bytes: Uint8Array,
  at: number,
  count: number,
  from: number,
): { readonly message: number; readonly why: string } | undefined {
  for (const column of columns) {
    const { width, limit } = column;
    if (limit !== undefined) {
      const find = limit.bytes === 1 ? byteAbove : wordAbove;
      const wrong = find(bytes, at + from * width, at + count * width, limit.most);
      if (wrong >= 0) {
        return { message: Math.floor((wrong - at) / width), why: tooGreat(column, bytes, wrong) };
      }
    }
    at += count * width;
  }
  return undefined;
}

/** Where there is a byte greater than `most`; −1 if none is. */
function byteAbove(bytes: Uint8Array, begin: number, end: number, most: number): number {
  if (most >= 0xff) return -1;
  for (let i = begin; i < end; i++) if ((bytes[i] as number) > most) return i;
  return -1;
}

/** Where there is a word of 16 bits that is greater than `most`; −1 if none is. */
function wordAbove(bytes: Uint8Array, begin: number, end: number, most: number): number {
  if (most >= 0xffff) return -1;
  for (let i = begin; i < end; i += 2) if (wordAt(bytes, i) > most) return i;
  return -1;
}

function wordAt(bytes: Uint8Array, i: number): number {
  return (bytes[i] as number) | ((bytes[i + 1] as number) << 8);
}

function tooGreat({ limit, field }: RawColumn, bytes: Uint8Array, at: number): string {
  const value = limit?.bytes === 2 ? wordAt(bytes, at) : bytes[at];
  const where = field === undefined ? "it holds" : `field "${field}" holds`;
  return `${where} ${value}, and ${limit?.most} is the most that there is`;
}
