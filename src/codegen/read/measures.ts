/** Times, sizes, counts and shares as people write them. */

const UNITS_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  "µs": 0.001,
  ms: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
};

/** What to write for a time. */
export const TIMES = "5ms, 1.5s, 10min, 1h or 2d";

/** The longest time that a timer can wait. */
const MAX_MS = 2 ** 31 - 1;

/** Milliseconds of a time such as `5 sec`; `undefined` if it is none, is zero, or is longer than a timer can wait. */
export function readTime(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)\s*(\p{L}+)$/u.exec(text.trim()) ?? [];
  const lower = unit.toLowerCase().normalize("NFKC").replace("μ", "µ");
  const factor = [lower, lower.replace(/s$/, "")].find((name) => Object.hasOwn(UNITS_MS, name));
  if (count === undefined || factor === undefined) return undefined;
  // Whole microseconds: 0.1 s are 100 ms, and not a little more.
  const ms = Math.round(Number(count) * UNITS_MS[factor]! * 1000) / 1000;
  return ms > 0 && ms <= MAX_MS ? ms : undefined;
}

/** A time as it is drawn, in the largest unit in which it is whole. */
export function printTime(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
    ["ms", 1],
  ];
  const [unit, factor] = units.find(([, size]) => ms % size === 0) ?? ["us", 0.001];
  return `${Math.round(ms / factor)}${unit}`;
}

/** The word for a limit that is none. */
const NEVER = "never";

/** Milliseconds of a time, or `Infinity` where it says `never`; `undefined` if it is neither. */
export function readLimit(text: string): number | undefined {
  return text.trim().toLowerCase() === NEVER ? Infinity : readTime(text);
}

/** A limit as it is drawn. */
export function printLimit(ms: number): string {
  return ms === Infinity ? NEVER : printTime(ms);
}

const BYTES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1000,
  kib: 1024,
  mb: 1_000_000,
  mib: 1_048_576,
};

/** Bytes of a size such as `64KiB`; `undefined` if it is none. */
export function readBytes(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d+)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(BYTES, unit.toLowerCase()) ? BYTES[unit.toLowerCase()]! : undefined;
  if (count === undefined || factor === undefined) return undefined;
  const bytes = Number(count) * factor;
  return bytes > 0 && bytes < 2 ** 31 ? bytes : undefined;
}

/** A whole number from 1 on, such as `1_000`; `undefined` if it is none. */
export function readCount(text: string): number | undefined {
  if (!/^\d[\d_]*$/.test(text.trim())) return undefined;
  const count = Number(text.replaceAll("_", ""));
  return count >= 1 && count <= Number.MAX_SAFE_INTEGER ? count : undefined;
}

/** A share such as `50%`, `0.5`, `all` (1) or `any` (0); `undefined` if it is none. */
export function readShare(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  if (word === "all") return 1;
  if (word === "any") return 0;
  const [, number, percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(word) ?? [];
  const share = number === undefined
    ? NaN
    : percent === "%"
    ? Number(number) / 100
    : Number(number);
  return share > 0 && share <= 1 ? share : undefined;
}

/** A share as it is drawn. */
export function printShare(share: number): string {
  if (share === 1) return "all";
  if (share === 0) return "any";
  const percent = share * 100;
  return Number.isInteger(percent) ? `${percent}%` : String(share);
}
