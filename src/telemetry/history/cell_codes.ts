import type { FigureValue, Kept } from "../units.ts";
import { packDecimal, unpackDecimal } from "./decimal.ts";

/** How the cells of a column are packed into a typed array. */
export interface CellCode {
  readonly bytes: 1 | 2;
  pack(cell: FigureValue): number;
  unpack(packed: number): FigureValue;
}

const UNKNOWN_BYTE = 0xff;
const UNKNOWN_WORD = 0xffff;

/** Whole numbers from 0 to 254: percentages, levels. */
const small: CellCode = {
  bytes: 1,
  pack: (cell) => cell === null ? UNKNOWN_BYTE : clamped(cell, UNKNOWN_BYTE - 1),
  unpack: (packed) => packed === UNKNOWN_BYTE ? null : packed,
};

/** Whole numbers from 0 to 65534. */
const whole: CellCode = {
  bytes: 2,
  pack: (cell) => cell === null ? UNKNOWN_WORD : clamped(cell, UNKNOWN_WORD - 1),
  unpack: (packed) => packed === UNKNOWN_WORD ? null : packed,
};

/** Numbers of three significant digits. */
const decimal: CellCode = {
  bytes: 2,
  pack: (cell) => packDecimal(cell as number | null),
  unpack: unpackDecimal,
};

const flag: CellCode = {
  bytes: 1,
  pack: (cell) => cell === null ? UNKNOWN_BYTE : Number(cell),
  unpack: (packed) => packed === UNKNOWN_BYTE ? null : packed === 1,
};

/** How cells are packed, by how the unit of their figure is kept. */
export const CELL_CODES: Readonly<Record<Exclude<Kept, "changes">, CellCode>> = {
  byte: small,
  word: whole,
  decimal,
  flag,
};

function clamped(cell: FigureValue, most: number): number {
  return Math.min(most, Math.max(0, Math.round(Number(cell))));
}
