import { textOf } from "../errors.ts";

/** A stretch of time: milliseconds, or a number and its unit, as in `"1.5 s"`, `"10 min"` or `"1 day"`. */
export type Duration = number | string;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** A stretch of time in milliseconds. Throws a TypeError that says what `doing` cannot be done with. */
export function msOf(stretch: Duration, doing: string): number {
  if (typeof stretch === "number" && stretch >= 0) return stretch;
  const [, number, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/.exec(String(stretch)) ?? [];
  const factor = UNITS[unit];
  if (typeof stretch === "string" && factor !== undefined) return Number(number) * factor;
  throw new TypeError(
    `Cannot ${doing} for ${textOf(stretch)}: give milliseconds, or a number with ${
      Object.keys(UNITS).join(", ")
    }, as in "1.5 s"`,
  );
}
