import { wrongBody } from "./faults.ts";
import type { RawColumn } from "./raw_shape.ts";

/** Throws a RangeError if a column of a body, of `count` messages of a fixed size, holds what no message has from number `from` on. */
export function checkColumns(
  channel: string,
  columns: readonly RawColumn[],
  body: Uint8Array,
  count: number,
  from: number,
): void {
  let at = 0;
  for (const column of columns) {
    const { width, limit } = column;
    if (limit !== undefined) {
      const { bytes, most } = limit;
      const begin = at + from * width;
      const end = at + count * width;
      const wrong = bytes === 1
        ? wrongByte(body, begin, end, most)
        : wrongWord(body, begin, end, most);
      if (wrong >= 0) throw refused(channel, column, body, wrong, Math.floor((wrong - at) / width));
    }
    at += count * width;
  }
}

/** Where there is a byte greater than `most`; −1 if none is. */
function wrongByte(body: Uint8Array, begin: number, end: number, most: number): number {
  if (most >= 0xff) return -1;
  for (let i = begin; i < end; i++) if ((body[i] as number) > most) return i;
  return -1;
}

/** Where there is a word of 16 bits that is greater than `most`; −1 if none is. */
function wrongWord(body: Uint8Array, begin: number, end: number, most: number): number {
  if (most >= 0xffff) return -1;
  for (let i = begin; i < end; i += 2) {
    if (((body[i] as number) | ((body[i + 1] as number) << 8)) > most) return i;
  }
  return -1;
}

function refused(
  channel: string,
  { limit, field }: RawColumn,
  body: Uint8Array,
  at: number,
  message: number,
): RangeError {
  const value = limit?.bytes === 2 ? body[at]! | (body[at + 1]! << 8) : body[at]!;
  const where = field === undefined ? "" : ` in field "${field}"`;
  return wrongBody(
    channel,
    `message ${message} has ${value}${where}, where ${limit?.most} is the most that there is`,
  );
}
