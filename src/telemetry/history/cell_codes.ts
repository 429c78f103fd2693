import type { WireCell } from "../wire/mod.ts";
import { packDecimal, unpackDecimal } from "./decimal.ts";

/** A column of the past, in a typed array or as its changes. */
export interface CellCode {
  /** `null` for what changes seldom: its changes are kept. */
  readonly bytes: 1 | 2 | null;
  pack(cell: WireCell): number;
  unpack(packed: number): WireCell;
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

/** Texts, and numbers that seldom change. */
const sparse: CellCode = { bytes: null, pack: () => 0, unpack: () => null };

/** A column by its name in `/api/history` and by how it is kept. */
export type NamedCode = readonly [name: string, code: CellCode];

/** The actors' columns, in the order of the wire. */
export const ACTOR_CODES: readonly NamedCode[] = [
  ["busy", small],
  ["blocked", small],
  ["waiting", small],
  ["up", flag],
  ["restarts", sparse],
  ["level", small],
  ["turnRate", decimal],
  ["status", sparse],
  ["mcpu", whole],
  ["load", small],
  ["batch", decimal],
  ["heapBytes", decimal],
  ["outside", small],
];

/** The channels' columns, in the order of the wire. */
export const CHANNEL_CODES: readonly NamedCode[] = [
  ["fill", small],
  ["rate", decimal],
  ["level", small],
  ["total", decimal],
  ["p50", decimal],
  ["p99", decimal],
  ["bytesRate", decimal],
];

function clamped(cell: WireCell, most: number): number {
  return Math.min(most, Math.max(0, Math.round(Number(cell))));
}
